/// Where text stands, which decides what must be written as a reference.
public enum TextContext: UInt8, Sendable {
    case content
    case attribute
}
