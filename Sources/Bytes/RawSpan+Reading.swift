extension RawSpan {
    /// The byte at `index`; nil if there is none.
    @inline(__always)
    public func byte(at index: Int) -> UInt8? {
        guard index >= 0 && index < byteCount else { return nil }
        return unsafe unsafeLoad(fromUncheckedByteOffset: index, as: UInt8.self)
    }

    /// The eight bytes from `offset` on as a number, the first one lowest; nil if there are fewer.
    @inline(__always)
    public func littleEndianWord(at offset: Int) -> UInt64? {
        guard offset >= 0 && offset <= byteCount &- 8 else { return nil }
        return unsafe UInt64(littleEndian: unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self))
    }
}
