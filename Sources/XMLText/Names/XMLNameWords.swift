/// A name of up to 24 bytes as three words, with zeros behind it: comparing and hashing it takes a few instructions.
@usableFromInline
struct XMLNameWords: BitwiseCopyable {
    @usableFromInline var first: UInt64
    @usableFromInline var second: UInt64
    @usableFromInline var third: UInt64

    @inlinable @inline(__always)
    init(_ first: UInt64, _ second: UInt64, _ third: UInt64) {
        self.first = first
        self.second = second
        self.third = third
    }

    /// The `count` bytes at `bytes`, 1 to 24, of which 24 can be read.
    @inlinable @inline(__always)
    init(_ bytes: UnsafeRawPointer, _ count: Int) {
        let all = UInt64.max
        let bits = UInt64(truncatingIfNeeded: 8 &* count)
        let word = unsafe UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
        if count <= 8 {
            self.init(word & all &>> (64 &- bits), 0, 0)
            return
        }
        let next = unsafe UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        if count <= 16 {
            self.init(word, next & all &>> (128 &- bits), 0)
            return
        }
        let last = unsafe UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self))
        self.init(word, next, last & all &>> (192 &- bits))
    }

    @inlinable @inline(__always)
    static func == (left: XMLNameWords, right: XMLNameWords) -> Bool {
        (left.first ^ right.first) | (left.second ^ right.second) | (left.third ^ right.third) == 0
    }

    @inlinable @inline(__always)
    var hash: UInt64 {
        let mixed = first ^ (second << 21 | second >> 43) ^ (third << 42 | third >> 22)
        let product = mixed &* 0x9E37_79B9_7F4A_7C15
        return product ^ product >> 29
    }
}
