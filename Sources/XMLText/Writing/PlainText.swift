public import CVector

/// Looks at texts 16 bytes at a time. Of a short text that is taken as a whole, 15 bytes behind it can be read as well.
public enum PlainText {
    /// Copies a text and up to 15 bytes behind it, for which there is room. False, with no matter what copied, if some of it is
    /// not ASCII, or may have to be written as a reference there.
    @inlinable @inline(__always)
    public static func copy(
        from source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, count: Int, _ context: TextContext
    ) -> Bool {
        unsafe xml_copy_plain(source, target, count, context == .content)
    }

    /// Copies so much of a text as is whole blocks of 16 bytes that stand there as they are. Returns the bytes copied.
    @inlinable @inline(__always)
    public static func copyBlocks(
        from source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, count: Int, _ context: TextContext
    ) -> Int {
        unsafe xml_copy_plain_blocks(source, target, max(count, 0), context == .content)
    }

    /// Whether a text, not empty, is an NCName of nothing but ASCII.
    @inlinable @inline(__always)
    public static func isName(_ text: UnsafePointer<UInt8>, count: Int) -> Bool {
        unsafe xml_is_plain_name(text, count)
    }
}
