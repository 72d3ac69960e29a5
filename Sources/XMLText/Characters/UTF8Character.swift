public import Bytes

/// Takes one character of UTF-8 at a time.
public enum UTF8Character {
    /// The bytes of the character, not ASCII, that `source` begins with; 0 if it ends inside that, -1 if it is no UTF-8 or no
    /// character of XML 1.0.
    @inline(__always)
    public static func length(_ source: ByteText) -> Int {
        let (scalar, length) = decode(source)
        return length <= 0 || isXMLCharacter(scalar) ? length : -1
    }

    /// The same for any character, and which it is.
    public static func decode(_ source: ByteText) -> (scalar: UInt32, length: Int) {
        guard source.count > 0 else { return (0, 0) }
        let first = UInt32(source[0])
        let length = first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0
        if length == 0 { return (0, -1) }
        var scalar = length == 1 ? first : first & (0x7F >> UInt32(truncatingIfNeeded: length))
        for index in 1..<max(length, 1) {
            guard index < source.count else { return (0, 0) }
            let next = UInt32(source[index])
            guard next & 0xC0 == 0x80 else { return (0, -1) }
            scalar = scalar << 6 | next & 0x3F
        }
        let isShortest = length < 3 || (length == 3 ? scalar >= 0x800 : scalar >= 0x10000 && scalar <= 0x10FFFF)
        guard isShortest, scalar & 0x1FF800 != 0xD800 else { return (0, -1) }
        return (scalar, length)
    }

    /// Whether XML 1.0 has the character, outside of ASCII (section 2.2, production 2).
    @inline(__always)
    public static func isXMLCharacter(_ scalar: UInt32) -> Bool {
        scalar < 0xD800 || scalar >= 0xE000 && scalar != 0xFFFE && scalar != 0xFFFF
    }
}
