/// An element that is open.
@usableFromInline
struct XMLFrame: BitwiseCopyable {
    /// The name, if it is short; else its place among the long names.
    @usableFromInline var words: XMLNameWords
    @usableFromInline var count: UInt32
    /// The number of namespace declarations in force outside of it.
    @usableFromInline var bindings: UInt32

    @inlinable @inline(__always)
    init(_ words: XMLNameWords, count: Int, bindings: Int) {
        self.words = words
        self.count = UInt32(truncatingIfNeeded: count)
        self.bindings = UInt32(truncatingIfNeeded: bindings)
    }
}
