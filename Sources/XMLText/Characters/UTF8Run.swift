public import Bytes

/// Characters outside of ASCII, told from a word that holds the next bytes, the first one lowest. What this leaves is for
/// `UTF8Character`, which looks at one byte after the other.
public enum UTF8Run {
    /// Whether eight bytes are four characters of two bytes each.
    @inline(__always)
    public static func isPairs(_ word: UInt64) -> Bool {
        // Without any of these bits a character would be overlong.
        let leads = word & 0x001E_001E_001E_001E
        return word & 0xC0E0_C0E0_C0E0_C0E0 == 0x80C0_80C0_80C0_80C0
            && (leads &+ 0x00FE_00FE_00FE_00FE) & 0x0100_0100_0100_0100 == 0x0100_0100_0100_0100
    }

    /// Those four characters in UTF-16.
    @inline(__always)
    public static func units(ofPairs word: UInt64) -> UInt64 {
        (word & 0x001F_001F_001F_001F) << 6 | word >> 8 & 0x003F_003F_003F_003F
    }

    /// Four code units of UTF-16 in UTF-8; nil if not all of them are characters of two bytes.
    @inline(__always)
    public static func pairs(_ units: UInt64) -> UInt64? {
        guard units & 0xF800_F800_F800_F800 == 0,
            ((units & 0x0780_0780_0780_0780) &+ 0x7F80_7F80_7F80_7F80) & 0x8000_8000_8000_8000 == 0x8000_8000_8000_8000
        else { return nil }
        return 0x80C0_80C0_80C0_80C0 | units >> 6 & 0x001F_001F_001F_001F | (units & 0x003F_003F_003F_003F) << 8
    }

    /// The length of the character that four bytes begin with; 0 if it is ASCII, malformed or not one that XML has.
    @inline(__always)
    public static func length(_ bytes: UInt32) -> Int {
        if bytes & 0xC0E0 == 0x80C0 { return bytes & 0x1E != 0 ? 2 : 0 }
        // Overlong forms, surrogates and what is beyond Unicode show in the second byte.
        if bytes & 0xC0_C0F0 == 0x80_80E0 {
            let two = (bytes & 0x0F) << 6 | bytes >> 8 & 0x3F
            let isLast = two == 0x3FF && bytes & 0x3E_0000 == 0x3E_0000
            return two >= 0x20 && two & 0x3E0 != 0x360 && !isLast ? 3 : 0
        }
        guard bytes & 0xC0C0_C0F8 == 0x8080_80F0 else { return 0 }
        let two = (bytes & 0x07) << 6 | bytes >> 8 & 0x3F
        return two >= 0x10 && two < 0x110 ? 4 : 0
    }

    /// The character that four bytes begin with, and its length, where it is known that they are UTF-8.
    @inline(__always)
    public static func decode(_ bytes: UInt32) -> (scalar: UInt32, length: Int) {
        if bytes & 0x80 == 0 { return (bytes & 0x7F, 1) }
        if bytes & 0x20 == 0 { return ((bytes & 0x1F) << 6 | bytes >> 8 & 0x3F, 2) }
        let three = (bytes & 0x0F) << 12 | (bytes >> 8 & 0x3F) << 6 | bytes >> 16 & 0x3F
        return bytes & 0x10 == 0 ? (three, 3) : ((three & 0x7FFF) << 6 | bytes >> 24 & 0x3F, 4)
    }

    /// The number of code units that a text has in UTF-16, where it is known that it is UTF-8.
    public static func unitCount(_ text: ByteText) -> Int {
        let high: UInt64 = 0x8080_8080_8080_8080
        var count = 0
        var index = 0
        while text.count &- index >= 8 {
            let word = text.word(at: index)
            // All bytes but those that continue a character are a unit, and those that begin one of four bytes are two.
            let beginning = (~word | word << 1) & high
            let longest = word & word << 1 & word << 2 & word << 3 & high
            let sums = (beginning >> 7 &+ longest >> 7) &* 0x0101_0101_0101_0101
            count &+= Int(truncatingIfNeeded: sums >> 56)
            index &+= 8
        }
        while index < text.count {
            let byte = text[unchecked: index]
            if byte & 0xC0 != 0x80 { count &+= byte >= 0xF0 ? 2 : 1 }
            index &+= 1
        }
        return count
    }

    /// The end of the characters outside of ASCII from `start` on, as far as XML has them, and of single blanks between them.
    @inline(never)
    static func end(_ text: ByteText, from start: Int) -> Int {
        var index = start
        while text.count &- index >= 8 {
            let word = text.word(at: index)
            if isPairs(word) {
                index &+= 8
                continue
            }
            var length = length(UInt32(truncatingIfNeeded: word))
            if length == 0 {
                // In most alphabets, words are short and a blank is between them.
                guard word & 0x80FF == 0x8020 else { return index }
                length = 1
            }
            index &+= length
        }
        while index < text.count, text[unchecked: index] >= 0x80 {
            let (scalar, length) = UTF8Character.decode(text.part(index, text.count &- index))
            guard length > 0, UTF8Character.isXMLCharacter(scalar) else { break }
            index &+= length
        }
        return index
    }
}
