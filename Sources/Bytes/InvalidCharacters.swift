/// What to do with the characters that a Unicode string can hold but XML 1.0 cannot: U+0001 to U+001F other than tab, line feed
/// and carriage return, U+FFFE and U+FFFF. U+0000 and lone surrogates are always refused.
public enum InvalidCharacters: UInt32, BitwiseCopyable, Sendable {
    case refuse = 0
    /// Text has character references for them, as WCF writes and reads them.
    case reference = 1
    /// U+FFFD replaces them.
    case replace = 2
    case drop = 3
}
