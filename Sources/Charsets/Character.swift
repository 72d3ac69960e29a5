internal import Bytes

/// The first character of some bytes. Both forms of it are read from a word of up to four bytes, the first one lowest.
struct Character {
    enum State: UInt8 {
        case complete
        /// More bytes are needed.
        case incomplete
        case malformed
    }

    var state = State.malformed
    /// The code point; 0 unless it is complete.
    var scalar: UInt32 = 0
    /// The number of bytes that it takes; 0 unless it is complete.
    var length = 0

    private init(_ scalar: UInt32, length: Int) {
        state = .complete
        self.scalar = scalar
        self.length = length
    }

    private init(_ state: State) { self.state = state }

    // MARK: UTF-8

    /// Reads UTF-8 in its only well-formed ways (Unicode, table 3-7).
    @inline(__always)
    static func utf8(_ word: UInt32, count: Int) -> Character {
        let lead = word & 0xFF
        if count == 0 { return Character(.incomplete) }
        if lead < 0x80 { return Character(lead, length: 1) }
        // The least and the greatest second byte tell overlong forms, surrogates and what is above U+10FFFF.
        let (length, least, greatest): (Int, UInt32, UInt32)
        switch lead {
        case 0xC2...0xDF: (length, least, greatest) = (2, 0x80, 0xBF)
        case 0xE0: (length, least, greatest) = (3, 0xA0, 0xBF)
        case 0xED: (length, least, greatest) = (3, 0x80, 0x9F)
        case 0xE1...0xEF: (length, least, greatest) = (3, 0x80, 0xBF)
        case 0xF0: (length, least, greatest) = (4, 0x90, 0xBF)
        case 0xF1...0xF3: (length, least, greatest) = (4, 0x80, 0xBF)
        case 0xF4: (length, least, greatest) = (4, 0x80, 0x8F)
        default: return Character(.malformed)
        }
        if count == 1 { return Character(.incomplete) }
        let (second, third, fourth) = (word &>> 8 & 0xFF, word &>> 16 & 0xFF, word &>> 24)
        guard second >= least && second <= greatest else { return Character(.malformed) }
        if length == 2 { return Character((lead & 0x1F) &<< 6 | second & 0x3F, length: 2) }
        if count == 2 { return Character(.incomplete) }
        guard third & 0xC0 == 0x80 else { return Character(.malformed) }
        if length == 3 {
            return Character((lead & 0x0F) &<< 12 | (second & 0x3F) &<< 6 | third & 0x3F, length: 3)
        }
        if count == 3 { return Character(.incomplete) }
        guard fourth & 0xC0 == 0x80 else { return Character(.malformed) }
        let upper = (lead & 0x07) &<< 18 | (second & 0x3F) &<< 12
        return Character(upper | (third & 0x3F) &<< 6 | fourth & 0x3F, length: 4)
    }

    /// The bytes of the character in UTF-8, the first one lowest, and their number.
    @inline(__always)
    var utf8: (word: UInt32, count: Int) {
        let (low, middle) = (0x80 | scalar & 0x3F, 0x80 | scalar &>> 6 & 0x3F)
        if scalar < 0x80 { return (scalar, 1) }
        if scalar < 0x800 { return (0xC0 | scalar &>> 6 | low &<< 8, 2) }
        if scalar < 0x1_0000 { return (0xE0 | scalar &>> 12 | middle &<< 8 | low &<< 16, 3) }
        let high = 0x80 | scalar &>> 12 & 0x3F
        return (0xF0 | scalar &>> 18 | high &<< 8 | middle &<< 16 | low &<< 24, 4)
    }

    // MARK: UTF-16

    /// Reads UTF-16. A surrogate counts only in a pair.
    @inline(__always)
    static func utf16(_ word: UInt32, count: Int, _ order: ByteOrder) -> Character {
        if count < 2 { return Character(.incomplete) }
        let first = UInt32(order.bytes(of: UInt16(truncatingIfNeeded: word)))
        if first & 0xF800 != 0xD800 { return Character(first, length: 2) }
        guard first < 0xDC00 else { return Character(.malformed) }
        if count < 4 { return Character(.incomplete) }
        let second = UInt32(order.bytes(of: UInt16(truncatingIfNeeded: word &>> 16)))
        guard second & 0xFC00 == 0xDC00 else { return Character(.malformed) }
        return Character(0x1_0000 &+ ((first & 0x3FF) &<< 10 | second & 0x3FF), length: 4)
    }

    /// The bytes of the character in UTF-16, the first one lowest, and their number.
    @inline(__always)
    func utf16(_ order: ByteOrder) -> (word: UInt32, count: Int) {
        if scalar < 0x1_0000 { return (UInt32(order.bytes(of: UInt16(truncatingIfNeeded: scalar))), 2) }
        let offset = scalar &- 0x1_0000
        let high = UInt16(truncatingIfNeeded: 0xD800 | offset &>> 10)
        let low = UInt16(truncatingIfNeeded: 0xDC00 | offset & 0x3FF)
        return (UInt32(order.bytes(of: high)) | UInt32(order.bytes(of: low)) &<< 16, 4)
    }
}

/// The first bytes of a character whose others have not come yet.
struct CutCharacter {
    /// The bytes, the first one lowest.
    private(set) var word: UInt32 = 0
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    /// Adds a byte; there is room for four.
    mutating func append(_ byte: UInt8) {
        guard count < 4 else { return }
        word |= UInt32(byte) &<< UInt32(truncatingIfNeeded: 8 &* count)
        count &+= 1
    }

    /// Drops bytes off the front.
    mutating func drop(_ length: Int) {
        let dropped = min(max(length, 0), count)
        word = dropped == 4 ? 0 : word &>> UInt32(truncatingIfNeeded: 8 &* dropped)
        count &-= dropped
    }

    mutating func empty() {
        word = 0
        count = 0
    }
}
