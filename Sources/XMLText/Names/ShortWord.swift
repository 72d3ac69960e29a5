public import Bytes

/// The first bytes of a text as a number, the first byte the lowest, which compares faster than the bytes do.
public enum ShortWord {
    /// The first eight bytes of a text, or all of it.
    @inlinable @inline(__always)
    public static func of(_ text: ByteText) -> UInt64 {
        var word: UInt64 = 0
        for index in 0..<min(text.count, 8) { word |= UInt64(text[index]) &<< UInt64(truncatingIfNeeded: index &* 8) }
        return word
    }

    /// The first eight bytes of a text, or all of it, where eight can be read. It is not empty.
    @inlinable @inline(__always)
    public static func of(padded text: UnsafePointer<UInt8>, count: Int) -> UInt64 {
        let word = unsafe UInt64(littleEndian: UnsafeRawPointer(text).loadUnaligned(as: UInt64.self))
        return count >= 8 ? word : word & (1 &<< UInt64(truncatingIfNeeded: count &* 8) &- 1)
    }
}
