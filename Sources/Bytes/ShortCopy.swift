/// Copies names and other short texts, for most of which a call of `memcpy` does not pay. The caller makes sure that what is
/// read can be read, that what is written has room, and that the two do not overlap.
public enum ShortCopy {
    /// Copies `count` bytes, at least one.
    @inline(__always)
    public static func copy(from source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, count: Int) {
        let from = unsafe UnsafeRawPointer(source)
        let to = UnsafeMutableRawPointer(target)
        if count >= 8 {
            if count > 32 {
                unsafe to.copyMemory(from: from, byteCount: count)
                return
            }
            // From both ends, which may meet in the middle.
            if count >= 16 {
                unsafe move(from, to, 8, UInt64.self)
                unsafe move(from, to, count &- 16, UInt64.self)
            }
            unsafe move(from, to, 0, UInt64.self)
            unsafe move(from, to, count &- 8, UInt64.self)
        } else if count >= 4 {
            unsafe move(from, to, 0, UInt32.self)
            unsafe move(from, to, count &- 4, UInt32.self)
        } else {
            unsafe target[0] = source[0]
            unsafe target[count >> 1] = source[count >> 1]
            unsafe target[count &- 1] = source[count &- 1]
        }
    }

    /// Copies whole strides of 16 bytes, at least one, until `count` bytes are copied. The last stride is read and written as a
    /// whole.
    @inline(__always)
    public static func copyStrides(from source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, count: Int) {
        let from = unsafe UnsafeRawPointer(source)
        let to = UnsafeMutableRawPointer(target)
        var offset = 0
        repeat {
            unsafe move(from, to, offset, UInt64.self)
            unsafe move(from, to, offset &+ 8, UInt64.self)
            offset &+= 16
        } while offset < count
    }

    /// The same, to two places at once.
    @inline(__always)
    public static func copyStrides(
        from source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, and other: UnsafeMutablePointer<UInt8>,
        count: Int
    ) {
        let from = unsafe UnsafeRawPointer(source)
        var offset = 0
        repeat {
            let low = unsafe from.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            let high = unsafe from.loadUnaligned(fromByteOffset: offset &+ 8, as: UInt64.self)
            unsafe store(low, high, to: UnsafeMutableRawPointer(target + offset))
            unsafe store(low, high, to: UnsafeMutableRawPointer(other + offset))
            offset &+= 16
        } while offset < count
    }

    @inline(__always)
    private static func store(_ low: UInt64, _ high: UInt64, to place: UnsafeMutableRawPointer) {
        unsafe place.storeBytes(of: low, as: UInt64.self)
        unsafe place.storeBytes(of: high, toByteOffset: 8, as: UInt64.self)
    }

    @inline(__always)
    private static func move<Word: FixedWidthInteger & BitwiseCopyable>(
        _ from: UnsafeRawPointer, _ to: UnsafeMutableRawPointer, _ offset: Int, _ type: Word.Type
    ) {
        unsafe to.storeBytes(of: from.loadUnaligned(fromByteOffset: offset, as: type), toByteOffset: offset, as: type)
    }
}
