internal import Bytes

/// A name of up to 24 bytes as three words, padded with zeros: comparing and hashing it takes a few instructions.
struct XMLNameWords: BitwiseCopyable {
    /// The most bytes of a name that fit.
    static var longestName: Int { 24 }

    let first: UInt64
    let second: UInt64
    let third: UInt64

    @inline(__always)
    init(_ first: UInt64, _ second: UInt64, _ third: UInt64) {
        self.first = first
        self.second = second
        self.third = third
    }

    /// A name of 0 to 24 bytes.
    init(_ name: ByteText) {
        self.init(ShortWord.of(name), ShortWord.of(name.dropFirst(8)), ShortWord.of(name.dropFirst(16)))
    }

    /// The first `count` bytes, 1 to 24, of a text that has at least 24.
    @inline(__always)
    init(_ text: ByteText, count: Int) {
        let all = UInt64.max
        let bits = UInt64(truncatingIfNeeded: 8 &* count)
        let word = text.word(at: 0)
        if count <= 8 {
            self.init(word & all &>> (64 &- bits), 0, 0)
            return
        }
        let next = text.word(at: 8)
        if count <= 16 {
            self.init(word, next & all &>> (128 &- bits), 0)
            return
        }
        self.init(word, next, text.word(at: 16) & all &>> (192 &- bits))
    }

    /// Whether the first `count` bytes, 1 to 24, of two texts that have at least 24 are the same.
    @inline(__always)
    static func isSame(_ left: ByteText, _ right: ByteText, count: Int) -> Bool {
        let first = left.word(at: 0) ^ right.word(at: 0)
        if count < 8 { return first &<< UInt64(truncatingIfNeeded: 64 &- 8 &* count) == 0 }
        // The last eight bytes may overlap those before them.
        guard first == 0, count <= 16 || left.word(at: 8) == right.word(at: 8) else { return false }
        return left.word(at: count &- 8) == right.word(at: count &- 8)
    }

    @inline(__always)
    static func == (left: XMLNameWords, right: XMLNameWords) -> Bool {
        (left.first ^ right.first) | (left.second ^ right.second) | (left.third ^ right.third) == 0
    }

    @inline(__always)
    var hash: UInt64 {
        let mixed = first ^ (second << 21 | second >> 43) ^ (third << 42 | third >> 22)
        let product = mixed &* 0x9E37_79B9_7F4A_7C15
        return product ^ product >> 29
    }
}
