internal import CLibc

/// A text or other run of bytes somewhere in memory: what is handed from one room to another in place of an address and a
/// length.
///
/// Nothing outside of it can be read through it. It does not keep its memory alive, and so is valid as long as whoever returns
/// it or passes it says, usually until the call is over. To make one of an address is unsafe for this reason.
@safe
public struct ByteText: BitwiseCopyable {
    /// The first byte; nil only if there are none.
    public let baseAddress: UnsafePointer<UInt8>?
    /// The number of bytes.
    public let count: Int

    /// The `count` bytes from an address on.
    @inlinable @inline(__always)
    public init(start: UnsafePointer<UInt8>?, count: Int) {
        unsafe baseAddress = start
        self.count = count
    }

    /// The bytes of a buffer.
    @inlinable @inline(__always)
    public init(_ bytes: UnsafeBufferPointer<UInt8>) {
        unsafe self.init(start: bytes.baseAddress, count: bytes.count)
    }

    /// A constant, in UTF-8.
    @inlinable @inline(__always)
    public init(_ constant: StaticString) {
        unsafe self.init(start: constant.utf8Start, count: constant.utf8CodeUnitCount)
    }

    /// A text without bytes.
    @inlinable @inline(__always)
    public init() {
        unsafe self.init(start: nil, count: 0)
    }

    /// Whether there are no bytes.
    @inlinable @inline(__always)
    public var isEmpty: Bool { count == 0 }

    /// The byte at `index`; 0 outside of the text.
    @inlinable @inline(__always)
    public subscript(index: Int) -> UInt8 {
        guard UInt(bitPattern: index) < UInt(bitPattern: count), let base = unsafe baseAddress else { return 0 }
        return unsafe base[index]
    }

    /// The first `length` bytes, or all if there are fewer.
    @inlinable @inline(__always)
    public func prefix(_ length: Int) -> ByteText {
        unsafe ByteText(start: baseAddress, count: min(max(length, 0), count))
    }

    /// The bytes after the first `length`.
    @inlinable @inline(__always)
    public func dropFirst(_ length: Int) -> ByteText {
        let dropped = min(max(length, 0), count)
        return unsafe ByteText(start: baseAddress.map { unsafe $0 + dropped }, count: count &- dropped)
    }

    /// The bytes for functions that take a buffer.
    @inlinable @inline(__always)
    public var buffer: UnsafeBufferPointer<UInt8> { unsafe UnsafeBufferPointer(start: baseAddress, count: count) }

    /// Whether two texts have the same bytes.
    public static func == (left: ByteText, right: ByteText) -> Bool {
        guard left.count == right.count else { return false }
        guard let first = unsafe left.baseAddress, let second = unsafe right.baseAddress else { return true }
        return unsafe memcmp(first, second, left.count) == 0
    }

    /// Whether a text is that constant.
    public static func == (text: ByteText, constant: StaticString) -> Bool { text == ByteText(constant) }

    /// Whether two texts differ.
    public static func != (left: ByteText, right: ByteText) -> Bool { !(left == right) }

    /// Whether a text is another than that constant.
    public static func != (text: ByteText, constant: StaticString) -> Bool { !(text == constant) }

    /// Copies the bytes to a place that has room for them and does not overlap them.
    @inlinable @inline(__always)
    public func copy(to place: UnsafeMutableRawPointer) {
        if count > 0, let base = unsafe baseAddress { unsafe place.copyMemory(from: base, byteCount: count) }
    }
}

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
}
