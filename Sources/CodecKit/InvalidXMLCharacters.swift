/// What becomes of characters that binary XML can hold and XML 1.0 cannot.
public enum InvalidXMLCharacters: UInt32, BitwiseCopyable, Sendable {
    case refuse = 0
    /// They are character references in the text.
    case reference = 1
    /// U+FFFD replaces them.
    case replace = 2
    case drop = 3
}
