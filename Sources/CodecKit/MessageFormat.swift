/// Formats of messages, and formats that are mistaken for them.
public enum MessageFormat: UInt8, Sendable {
    case textXML
    case markedUTF8
    case utf16
    case binaryXML
    case sessionXML
    case gzip
    case zlib
    case zstd
    case rawDeflate
    case brotli
    case http
    case mime
    case netTCP
    case plainText

    /// The name of this format in an error that says what a message is.
    public func name(insteadOf expected: MessageFormat) -> StaticString {
        switch self {
        case .textXML: expected == .utf16 ? "text XML in UTF-8, whatever its declaration says" : "text XML"
        case .markedUTF8: "UTF-8 text with a byte order mark"
        case .utf16: "UTF-16 text"
        case .binaryXML: expected == .sessionXML ? "binary XML without a session" : "binary XML"
        case .sessionXML: "binary XML of a session"
        case .gzip: "gzip"
        case .zlib: "zlib"
        case .zstd: "zstd"
        case .rawDeflate: "raw deflate"
        case .brotli: "br"
        case .http: "HTTP with its headers"
        case .mime: "MIME"
        case .netTCP: "a record of net.tcp"
        case .plainText: "text in UTF-8"
        }
    }

    /// The name of this format in an error that says what a message should have been.
    public func expectedName(insteadOf found: MessageFormat) -> StaticString {
        switch self {
        case .textXML: "XML in UTF-8"
        case .binaryXML: found == .sessionXML ? "binary XML without a session" : "binary XML"
        case .zlib: "deflate"
        default: name(insteadOf: found)
        }
    }
}
