/// What becomes of characters that a string of Unicode can hold and XML 1.0 cannot: U+0001 to U+001F other than tab, line feed
/// and carriage return, U+FFFE and U+FFFF. U+0000 and lone surrogates are always refused.
public enum InvalidCharacters: UInt32, Sendable {
    case refuse = 0
    /// They are character references in the text, as WCF writes and reads them.
    case reference = 1
    /// U+FFFD replaces them.
    case replace = 2
    case drop = 3

    /// Whether a character is one of them.
    public static func include(_ scalar: UInt32) -> Bool {
        scalar < 0x20 ? scalar > 0 && scalar != 0x09 && scalar != 0x0A && scalar != 0x0D : scalar | 1 == 0xFFFF
    }

    /// Whether they may stand where there are no references, as in a comment: something else does.
    public var isLossy: Bool { self == .replace || self == .drop }

    /// Writes what stands for one of them in text, for which `TextEscaping.minRoom` is enough. False if it is refused.
    public func write(_ scalar: UInt32, into writer: inout TextWriter) -> Bool {
        switch self {
        case .refuse: return false
        case .reference: Self.writeReference(scalar, into: &writer)
        case .replace: writer.append("\u{FFFD}")
        case .drop: break
        }
        return true
    }

    private static func writeReference(_ scalar: UInt32, into writer: inout TextWriter) {
        if scalar >= 0x20 { return writer.append(scalar == 0xFFFE ? "&#xFFFE;" : "&#xFFFF;") }
        writer.append(scalar < 0x10 ? "&#x" : "&#x1")
        let digit = UInt8(truncatingIfNeeded: scalar & 0xF)
        writer.append(digit < 10 ? 0x30 &+ digit : 0x37 &+ digit)
        writer.append(UInt8(ascii: ";"))
    }
}
