extension GrowableBuffer where Element == UInt8 {
    /// All bytes. Valid until the buffer grows.
    @inlinable @inline(__always)
    public var text: ByteText { unsafe ByteText(all) }

    /// The `count` bytes from `start` on, which are among its bytes. Valid until the buffer grows.
    @inlinable @inline(__always)
    public func text(_ start: Int, _ count: Int) -> ByteText { unsafe ByteText(part(start, count)) }

    /// Appends a text that is not among its own bytes. False if there is no memory for it.
    @inlinable @inline(__always)
    public mutating func append(_ text: ByteText) -> Bool { unsafe append(contentsOf: text.buffer) }

    /// Appends the `count` lowest bytes of a word, up to four, the lowest first. False if there is no memory for them.
    public mutating func append(_ word: UInt32, count: Int) -> Bool {
        guard reserve(additional: count) else { return false }
        for index in 0..<count { appendReserved(UInt8(truncatingIfNeeded: word &>> UInt32(truncatingIfNeeded: 8 &* index))) }
        return true
    }

    /// Writes eight bytes, the lowest first, `offset` bytes after the last one, without counting them. The memory for them has
    /// been reserved; debug builds check that.
    @inlinable @inline(__always)
    public mutating func write(_ word: UInt64, at offset: Int) {
        assert(offset >= 0 && offset <= capacity &- count &- 8)
        unsafe UnsafeMutableRawPointer(base + count).storeBytes(of: word.littleEndian, toByteOffset: offset, as: UInt64.self)
    }
}
