internal import Bytes
internal import CVector

/// Looks at texts 16 bytes at a time. Where a function takes an address and a length, up to 15 bytes after the text are read,
/// too.
public enum PlainText {
    /// Copies a text and up to 15 bytes after it, for which there is room. False if the text is not all ASCII, or has
    /// characters that may have to be written as references there; what has been copied then does not matter.
    @inline(__always)
    public static func copy(
        from source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, count: Int, _ context: TextContext
    ) -> Bool {
        unsafe xml_copy_plain(source, target, count, context == .content)
    }

    /// Copies blocks of 16 bytes, and stops at the first one that is not whole or not written as it is. Returns the number of
    /// bytes copied.
    @inline(__always)
    public static func copyBlocks(
        from source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, count: Int, _ context: TextContext
    ) -> Int {
        unsafe xml_copy_plain_blocks(source, target, max(count, 0), context == .content)
    }

    /// Whether a text that is not empty is an NCName of ASCII characters only.
    @inline(__always)
    public static func isName(_ text: UnsafePointer<UInt8>, count: Int) -> Bool {
        unsafe xml_is_plain_name(text, count)
    }

    /// The same for a text of whole blocks of 16 bytes, after which nothing is read.
    @inline(__always)
    static func isName(blocks text: ByteText) -> Bool {
        unsafe isName(text.baseAddress, count: text.count)
    }
}
