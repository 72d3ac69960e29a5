internal import Bytes

/// The dictionary of [MC-NBFS], which both sides of a conversation know: 487 strings with the even identifiers 0 to 972.
enum StaticDictionary {
    /// The identifiers of static strings are even and below this.
    static var identifierLimit: UInt32 { 974 }

    /// The string that `id` stands for; nil if it is none of the dictionary's.
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

    /// Whether any of its strings may begin with that byte: with no digit or sign of a number, for one.
    @inline(__always)
    static func hasStrings(beginningWith byte: UInt8) -> Bool { byte < 0x2B || byte > 0x39 }

    /// The identifier of `text`; nil if the dictionary does not have it.
    @inline(__always)
    static func id(of text: ByteText) -> UInt32? {
        let hash = hash(of: text)
        var slot = Int(truncatingIfNeeded: hash >> 53)
        let tag = UInt16(truncatingIfNeeded: hash >> 32 & 0x7F)
        while true {
            let entry = StaticDictionaryTable.slots[slot & 2047]
            if entry == 0 { return nil }
            if entry >> 9 == tag {
                let index = Int(entry & 0x1FF) &- 1
                if equal(string(at: index), text) { return UInt32(truncatingIfNeeded: index) << 1 }
            }
            slot &+= 1
        }
    }

    @inline(__always)
    private static func string(at index: Int) -> ByteText {
        let start = Int(StaticDictionaryTable.offsets[index] & 0x7FFF)
        let end = Int(StaticDictionaryTable.offsets[index &+ 1] & 0x7FFF)
        return unsafe ByteText(start: StaticDictionaryTable.text.utf8Start + start, count: end &- start)
    }

    @inline(__always)
    private static func equal(_ left: ByteText, _ right: ByteText) -> Bool {
        guard left.count == right.count else { return false }
        for index in 0..<left.count {
            guard left[index] == right[index] else { return false }
        }
        return true
    }

    /// Mixes the length and the first and last eight bytes, which tell the dictionary's strings apart well enough.
    @inline(__always)
    private static func hash(of text: ByteText) -> UInt64 {
        let count = text.count
        var first: UInt64 = 0
        var last: UInt64 = 0
        if let start = unsafe UnsafeRawPointer(text.baseAddress), count > 0 {
            if count >= 8 {
                unsafe first = start.loadUnaligned(as: UInt64.self)
                unsafe last = start.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
            } else if count >= 4 {
                unsafe first = UInt64(start.loadUnaligned(as: UInt32.self))
                unsafe last = UInt64(start.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self))
            } else {
                first = UInt64(text[0]) << 8 | UInt64(text[count >> 1])
                last = UInt64(text[count &- 1])
            }
        }
        let rotated = UInt64(littleEndian: first) << 29 | UInt64(littleEndian: first) >> 35
        let sum = (rotated ^ UInt64(littleEndian: last)) &+ UInt64(truncatingIfNeeded: count)
        let mixed = sum &* 0x9E37_79B9_7F4A_7C15
        return (mixed ^ mixed >> 32) &* 0x9E37_79B9_7F4A_7C15
    }
}
