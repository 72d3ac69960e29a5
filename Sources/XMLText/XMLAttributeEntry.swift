/// An attribute of the tag being read, kept until all its declarations are known.
@usableFromInline
struct XMLAttributeEntry: BitwiseCopyable {
    /// Where its name is among the names of the tag, which can have more than 4 GiB together.
    @usableFromInline var offset: Int
    /// Which declaration its prefix refers to; 0 if it has none.
    @usableFromInline var binding = 0
    // A name has no more than the limit, which is of 32 bits.
    @usableFromInline var count: UInt32
    @usableFromInline var prefixCount: UInt32

    @inlinable @inline(__always)
    init(offset: Int, count: Int, prefixCount: Int) {
        self.offset = offset
        self.count = UInt32(truncatingIfNeeded: count)
        self.prefixCount = UInt32(truncatingIfNeeded: prefixCount)
    }
}
