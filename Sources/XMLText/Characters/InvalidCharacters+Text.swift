public import Bytes

extension InvalidCharacters {
    /// Whether a character is one of them.
    public static func include(_ scalar: UInt32) -> Bool {
        scalar > 0 && (scalar < 0x20 || scalar | 1 == 0xFFFF) && !UTF8Character.isXMLCharacter(scalar)
    }

    /// Whether they are accepted even where there are no references, as in comments, since they are replaced or dropped.
    public var isLossy: Bool { self == .replace || self == .drop }

    /// Writes what stands for one of them in text; room for `TextEscaping.minRoom` bytes is enough. False if it is refused.
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
        writer.append(digit < 10 ? UInt8(ascii: "0") &+ digit : UInt8(ascii: "A") &- 10 &+ digit)
        writer.append(UInt8(ascii: ";"))
    }
}
