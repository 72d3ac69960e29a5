public import Bytes

/// UTF-8, one character at a time.
public enum UTF8Character {
    /// The character at the front of `source` and its length. The length is 0 if the bytes end inside of the character, and -1
    /// if they are not UTF-8, which is known as soon as a byte cannot follow those before it.
    public static func decode(_ source: ByteText) -> (scalar: UInt32, length: Int) {
        let count = source.count
        guard count > 0 else { return (0, 0) }
        let first = UInt32(source[unchecked: 0])
        if first < 0x80 { return (first, 1) }
        guard first >= 0xC2 && first <= 0xF4 else { return (0, -1) }
        guard count > 1 else { return (0, 0) }
        let second = UInt32(source[unchecked: 1])
        guard second & 0xC0 == 0x80 else { return (0, -1) }
        if first < 0xE0 { return ((first & 0x1F) << 6 | second & 0x3F, 2) }
        // Overlong forms, surrogates and what is beyond Unicode show in the second byte.
        let two = (first & 0x0F) << 6 | second & 0x3F
        let isThree = first < 0xF0
        guard isThree ? two >= 0x20 && two & 0x3E0 != 0x360 : two >= 0x10 && two < 0x110 else { return (0, -1) }
        guard count > 2 else { return (0, 0) }
        let third = UInt32(source[unchecked: 2])
        guard third & 0xC0 == 0x80 else { return (0, -1) }
        let three = two << 6 | third & 0x3F
        if isThree { return (three, 3) }
        guard count > 3 else { return (0, 0) }
        let fourth = UInt32(source[unchecked: 3])
        guard fourth & 0xC0 == 0x80 else { return (0, -1) }
        return (three << 6 | fourth & 0x3F, 4)
    }

    /// The UTF-8 of a character: its bytes as a number, the first one lowest, and how many they are.
    static func encode(_ scalar: UInt32) -> (bytes: UInt32, count: Int) {
        if scalar < 0x80 { return (scalar, 1) }
        let last = scalar & 0x3F | 0x80
        if scalar < 0x800 { return (scalar >> 6 | 0xC0 | last << 8, 2) }
        let third = scalar >> 6 & 0x3F | 0x80
        if scalar < 0x1_0000 { return (scalar >> 12 | 0xE0 | third << 8 | last << 16, 3) }
        let second = scalar >> 12 & 0x3F | 0x80
        return (scalar >> 18 | 0xF0 | second << 8 | third << 16 | last << 24, 4)
    }

    /// Whether XML 1.0 has the character (section 2.2, production 2).
    @inline(__always)
    public static func isXMLCharacter(_ scalar: UInt32) -> Bool {
        if scalar < 0x20 { return scalar == 0x09 || scalar == 0x0A || scalar == 0x0D }
        return scalar < 0xD800 || scalar >= 0xE000 && scalar != 0xFFFE && scalar != 0xFFFF && scalar <= 0x10_FFFF
    }

    /// The number of bytes of a text without the beginning of a character that its end cuts off.
    static func wholeCount(_ text: ByteText) -> Int {
        var start = text.count
        while start > 0 && text.count &- start < 4 {
            start &-= 1
            let byte = text[start]
            if byte & 0xC0 == 0x80 { continue }
            let length = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
            return start &+ length > text.count ? start : text.count
        }
        return text.count
    }
}
