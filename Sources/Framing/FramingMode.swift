/// How the messages of a connection follow one another.
public enum FramingMode: UInt8 {
    /// One message each way, in chunks, whose size nobody knows beforehand.
    case singletonUnsized = 1
    /// Any number of messages each way, each with its size.
    case duplex = 2
    /// Any number of messages from the client only, each with its size.
    case simplex = 3
}
