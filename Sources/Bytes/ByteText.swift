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

    /// The bytes of a raw buffer.
    @inlinable @inline(__always)
    public init(_ bytes: UnsafeRawBufferPointer) {
        unsafe self.init(start: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), count: bytes.count)
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

    // MARK: For callers that have made sure of the bounds
    //
    // Loops whose own condition keeps the index in bounds, and readers of words, which must look whether there are enough bytes
    // in any case. Debug builds check once more.

    /// The byte at `index`, which is among the bytes.
    @inlinable @inline(__always)
    public subscript(unchecked index: Int) -> UInt8 { unsafe buffer[index] }

    /// The eight bytes from `offset` on, the first one lowest. All of them are among the bytes.
    @inlinable @inline(__always)
    public func word(at offset: Int) -> UInt64 {
        assert(offset >= 0 && offset <= count &- 8)
        return unsafe UInt64(littleEndian: firstByte.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// The four bytes from `offset` on, the first one lowest. All of them are among the bytes.
    @inlinable @inline(__always)
    public func word32(at offset: Int) -> UInt32 {
        assert(offset >= 0 && offset <= count &- 4)
        return unsafe UInt32(littleEndian: firstByte.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }

    /// The `length` bytes from `offset` on. All of them are among the bytes.
    @inlinable @inline(__always)
    public func part(_ offset: Int, _ length: Int) -> ByteText {
        assert(offset >= 0 && length >= 0 && offset <= count &- length)
        return unsafe ByteText(start: baseAddress.unsafelyUnwrapped + offset, count: length)
    }

    @inlinable @inline(__always)
    var firstByte: UnsafeRawPointer { unsafe UnsafeRawPointer(baseAddress.unsafelyUnwrapped) }

    // MARK: Parts

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
