/// The characters of XML 1.0, fifth edition, and their UTF-8.
enum XMLCharacters {
    /// What a few bytes of UTF-8 are.
    enum Decoded {
        case character(UInt32, length: Int)
        /// The bytes end inside of a character.
        case incomplete
        case invalid
    }

    /// The character at the front of `bytes`, of which there are `count`, at least one.
    static func decode(_ bytes: UnsafeRawPointer, _ count: Int) -> Decoded {
        let first = unsafe bytes.load(as: UInt8.self)
        if first < 0x80 { return .character(UInt32(first), length: 1) }
        let length: Int
        var value: UInt32
        let smallest: UInt32
        switch first {
        case 0xC2...0xDF: (length, value, smallest) = (2, UInt32(first & 0x1F), 0x80)
        case 0xE0...0xEF: (length, value, smallest) = (3, UInt32(first & 0x0F), 0x800)
        case 0xF0...0xF4: (length, value, smallest) = (4, UInt32(first & 0x07), 0x1_0000)
        default: return .invalid
        }
        for index in 1..<length {
            guard index < count else { return .incomplete }
            let next = unsafe bytes.load(fromByteOffset: index, as: UInt8.self)
            guard next & 0xC0 == 0x80 else { return .invalid }
            value = value << 6 | UInt32(next & 0x3F)
            // Overlong forms, surrogates and what is beyond Unicode show in the second byte.
            if index == 1 {
                let lowest = value << UInt32(6 &* (length &- 2))
                let highest = lowest | (1 << UInt32(6 &* (length &- 2))) &- 1
                if highest < smallest || lowest > 0x10_FFFF || (length == 3 && lowest >= 0xD800 && highest <= 0xDFFF) {
                    return .invalid
                }
            }
        }
        return .character(value, length: length)
    }

    /// Whether a character may stand in a document (production 2, Char).
    static func isCharacter(_ value: UInt32) -> Bool {
        switch value {
        case 0x20...0xD7FF, 0x9, 0xA, 0xD, 0xE000...0xFFFD, 0x1_0000...0x10_FFFF: true
        default: false
        }
    }

    /// Whether a name may begin with a character (production 4), the colon aside.
    static func isNameStart(_ value: UInt32) -> Bool {
        switch value {
        case 0x61...0x7A, 0x41...0x5A, 0x5F, 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x2FF, 0x370...0x37D, 0x37F...0x1FFF,
            0x200C...0x200D, 0x2070...0x218F, 0x2C00...0x2FEF, 0x3001...0xD7FF, 0xF900...0xFDCF, 0xFDF0...0xFFFD,
            0x1_0000...0xE_FFFF:
            true
        default: false
        }
    }

    /// Whether a name may go on with a character (production 4a), the colon aside.
    static func isNameCharacter(_ value: UInt32) -> Bool {
        switch value {
        case 0x2D, 0x2E, 0x30...0x39, 0xB7, 0x300...0x36F, 0x203F...0x2040: true
        default: isNameStart(value)
        }
    }

    /// Whether a byte may belong to a name, colons and what is outside ASCII included.
    @inline(__always)
    static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x61...0x7A, 0x41...0x5A, 0x30...0x3A, 0x5F, 0x2D, 0x2E, 0x80...0xFF: true
        default: false
        }
    }

    @inline(__always)
    static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x09 || byte == 0x0D
    }

    /// Writes the UTF-8 of a character and returns its length.
    static func encode(_ value: UInt32, to place: UnsafeMutableRawPointer) -> Int {
        let tail = { (shift: UInt32) in UInt8(truncatingIfNeeded: value >> shift & 0x3F | 0x80) }
        if value < 0x80 {
            unsafe place.storeBytes(of: UInt8(truncatingIfNeeded: value), as: UInt8.self)
            return 1
        }
        if value < 0x800 {
            unsafe place.storeBytes(of: UInt8(truncatingIfNeeded: value >> 6 | 0xC0), as: UInt8.self)
            unsafe place.storeBytes(of: tail(0), toByteOffset: 1, as: UInt8.self)
            return 2
        }
        if value < 0x1_0000 {
            unsafe place.storeBytes(of: UInt8(truncatingIfNeeded: value >> 12 | 0xE0), as: UInt8.self)
            unsafe place.storeBytes(of: tail(6), toByteOffset: 1, as: UInt8.self)
            unsafe place.storeBytes(of: tail(0), toByteOffset: 2, as: UInt8.self)
            return 3
        }
        unsafe place.storeBytes(of: UInt8(truncatingIfNeeded: value >> 18 | 0xF0), as: UInt8.self)
        unsafe place.storeBytes(of: tail(12), toByteOffset: 1, as: UInt8.self)
        unsafe place.storeBytes(of: tail(6), toByteOffset: 2, as: UInt8.self)
        unsafe place.storeBytes(of: tail(0), toByteOffset: 3, as: UInt8.self)
        return 4
    }
}
