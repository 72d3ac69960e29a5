/// An attribute of the tag being read, kept until all its declarations are known.
@usableFromInline
struct XMLAttributeEntry: BitwiseCopyable {
    /// Where its name is among the names of the tag.
    @usableFromInline var offset: UInt32
    @usableFromInline var count: UInt32
    @usableFromInline var prefixCount: UInt32
    /// Which declaration its prefix refers to; 0 if it has none.
    @usableFromInline var binding: UInt32 = 0

    @inlinable @inline(__always)
    init(offset: Int, count: Int, prefixCount: Int) {
        self.offset = UInt32(truncatingIfNeeded: offset)
        self.count = UInt32(truncatingIfNeeded: count)
        self.prefixCount = UInt32(truncatingIfNeeded: prefixCount)
    }
}
