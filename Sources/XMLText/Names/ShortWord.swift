public import Bytes

/// The first bytes of a text as a number, the first byte lowest, which compares faster than the bytes do.
public enum ShortWord {
    /// The first eight bytes of a text, or all of it.
    @inline(__always)
    public static func of(_ text: ByteText) -> UInt64 {
        let count = text.count
        if count >= 8 { return text.word(at: 0) }
        // Two loads that may overlap: where they do, they have the same bits.
        if count >= 4 {
            let last = UInt64(text.word32(at: count &- 4))
            return UInt64(text.word32(at: 0)) | last &<< UInt64(truncatingIfNeeded: (count &- 4) &* 8)
        }
        guard count > 0 else { return 0 }
        let middle = UInt64(text[unchecked: count >> 1]) &<< UInt64(truncatingIfNeeded: (count >> 1) &* 8)
        let last = UInt64(text[unchecked: count &- 1]) &<< UInt64(truncatingIfNeeded: (count &- 1) &* 8)
        return UInt64(text[unchecked: 0]) | middle | last
    }

    /// The first eight bytes of a text, or all of it, where eight can be read. It is not empty.
    @inline(__always)
    public static func of(padded text: UnsafePointer<UInt8>, count: Int) -> UInt64 {
        let word = unsafe ByteText(start: text, count: 8).word(at: 0)
        return count >= 8 ? word : word & (1 &<< UInt64(truncatingIfNeeded: count &* 8) &- 1)
    }
}
