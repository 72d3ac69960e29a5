internal import Bytes

/// The dictionary of [MC-NBFS], which every peer has: 487 strings with the even identifiers from 0 to 972.
enum StaticDictionary {
    /// The identifiers of static strings are even and below this.
    static var identifierLimit: UInt32 { 974 }

    /// The string that `id` stands for; nil if the dictionary has none for it. A stride can be read from where it begins.
    @inline(__always)
    static func string(_ id: UInt32) -> ByteText? {
        guard id < identifierLimit, id & 1 == 0 else { return nil }
        return string(at: Int(id >> 1))
    }

    /// Whether `id` stands for a string that can be the name of an element or attribute: an NCName.
    @inline(__always)
    static func isName(_ id: UInt32) -> Bool {
        id < identifierLimit && id & 1 == 0 && StaticDictionaryTable.offsets[Int(id >> 1)] & 0x8000 != 0
    }

    /// Whether any of its strings may begin with that byte. None begins with a digit, or with a sign of a number.
    @inline(__always)
    static func hasStrings(beginningWith byte: UInt8) -> Bool { byte < 0x2B || byte > 0x39 }

    /// The identifier of `text`; nil if the dictionary does not have it.
    @inline(__always)
    static func id(of text: ByteText) -> UInt32? {
        // For most text that it does not have, the first slot is free.
        let hash = hash(of: text)
        return StaticDictionaryTable.slots[Int(truncatingIfNeeded: hash >> 53)] == 0 ? nil : find(text, hash)
    }

    @inline(never)
    private static func find(_ text: ByteText, _ hash: UInt64) -> UInt32? {
        var slot = Int(truncatingIfNeeded: hash >> 53)
        let tag = UInt16(truncatingIfNeeded: hash >> 32 & 0x7F)
        while true {
            let entry = StaticDictionaryTable.slots[slot & 2047]
            if entry == 0 { return nil }
            if entry >> 9 == tag {
                let index = Int(entry & 0x1FF) &- 1
                if string(at: index) == text { return UInt32(truncatingIfNeeded: index) << 1 }
            }
            slot &+= 1
        }
    }

    @inline(__always)
    private static func string(at index: Int) -> ByteText {
        let start = Int(StaticDictionaryTable.offsets[index] & 0x7FFF)
        let end = Int(StaticDictionaryTable.offsets[index &+ 1] & 0x7FFF)
        // The table's offsets are those of its own text.
        return ByteText(StaticDictionaryTable.text).part(start, end &- start)
    }

    /// Mixes the length and the first and last eight bytes, which tell the dictionary's strings apart well enough.
    @inline(__always)
    private static func hash(of text: ByteText) -> UInt64 {
        let count = text.count
        let first: UInt64
        let last: UInt64
        if count >= 8 {
            first = text.number(at: 0, as: UInt64.self)
            last = text.number(at: count &- 8, as: UInt64.self)
        } else if count >= 4 {
            first = UInt64(text.number(at: 0, as: UInt32.self))
            last = UInt64(text.number(at: count &- 4, as: UInt32.self))
        } else {
            first = UInt64(text[0]) << 8 | UInt64(text[count >> 1])
            last = UInt64(text[count &- 1])
        }
        let rotated = first << 29 | first >> 35
        let sum = (rotated ^ last) &+ UInt64(truncatingIfNeeded: count)
        let mixed = sum &* 0x9E37_79B9_7F4A_7C15
        return (mixed ^ mixed >> 32) &* 0x9E37_79B9_7F4A_7C15
    }
}
