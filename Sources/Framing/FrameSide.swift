/// One of the two sides of a connection: the one that opened it, or the one that accepted it.
public enum FrameSide: UInt8 {
    case client
    case server

    public var other: FrameSide { self == .client ? .server : .client }
}
