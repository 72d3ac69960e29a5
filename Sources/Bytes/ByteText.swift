internal import CLibc

/// A text or other run of bytes somewhere in memory, in place of an address and a length.
///
/// Nothing outside of it can be read through it, other than by the functions that say so. It does not keep its memory alive: it
/// is valid for as long as whoever returns or passes it says: usually until the call is over, and for the text of a buffer that
/// can grow, such as a stack of names or a string that can be set again, until it next changes. This is why making one from
/// an address is unsafe.
@safe
public struct ByteText: BitwiseCopyable {
    /// The first byte; any address if there are none.
    @usableFromInline let base: UnsafePointer<UInt8>
    /// The number of bytes.
    public let count: Int

    /// The `count` bytes from an address on, which is nil only if there are none.
    @inlinable @inline(__always)
    public init(start: UnsafePointer<UInt8>?, count: Int) {
        // Any address will do for no bytes, and spares each access the question whether there is one.
        let nothing: StaticString = "\n"
        unsafe base = start ?? nothing.utf8Start
        self.count = count
    }

    /// The address of the first byte; any address if there are none.
    @inlinable @inline(__always)
    public var baseAddress: UnsafePointer<UInt8> { unsafe base }

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

    /// The bytes before a zero, which is in the memory.
    public init(zeroTerminated start: UnsafePointer<UInt8>) {
        unsafe self.init(start: start, count: strlen(UnsafeRawPointer(start).assumingMemoryBound(to: CChar.self)))
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
        guard UInt(bitPattern: index) < UInt(bitPattern: count) else { return 0 }
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
        return unsafe UInt64(littleEndian: UnsafeRawPointer(base).loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// The four bytes from `offset` on, the first one lowest. All of them are among the bytes.
    @inlinable @inline(__always)
    public func word32(at offset: Int) -> UInt32 {
        assert(offset >= 0 && offset <= count &- 4)
        return unsafe UInt32(littleEndian: UnsafeRawPointer(base).loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }

    /// The `length` bytes from `offset` on. All of them are among the bytes.
    @inlinable @inline(__always)
    public func part(_ offset: Int, _ length: Int) -> ByteText {
        assert(offset >= 0 && length >= 0 && offset <= count &- length)
        return unsafe ByteText(start: base + offset, count: length)
    }

    // MARK: Parts

    /// The first `length` bytes, or all if there are fewer.
    @inlinable @inline(__always)
    public func prefix(_ length: Int) -> ByteText {
        unsafe ByteText(start: base, count: min(max(length, 0), count))
    }

    /// The bytes after the first `length`.
    @inlinable @inline(__always)
    public func dropFirst(_ length: Int) -> ByteText {
        let dropped = min(max(length, 0), count)
        return unsafe ByteText(start: base + dropped, count: count &- dropped)
    }

    /// The bytes for functions that take a buffer.
    @inlinable @inline(__always)
    public var buffer: UnsafeBufferPointer<UInt8> { unsafe UnsafeBufferPointer(start: base, count: count) }

    /// Whether two texts have the same bytes.
    public static func == (left: ByteText, right: ByteText) -> Bool {
        guard left.count == right.count else { return false }
        return unsafe memcmp(left.base, right.base, left.count) == 0
    }

    /// Whether a text has the bytes of a constant.
    public static func == (text: ByteText, constant: StaticString) -> Bool { text == ByteText(constant) }

    /// Whether two texts differ.
    public static func != (left: ByteText, right: ByteText) -> Bool { !(left == right) }

    /// Whether a text differs from a constant.
    public static func != (text: ByteText, constant: StaticString) -> Bool { !(text == constant) }

    /// Whether a text is `name`, without regard to the case of ASCII letters. An empty text equals nothing.
    public func equalsIgnoringCase(_ name: StaticString) -> Bool {
        unsafe equalIgnoringCase(buffer, name)
    }

    /// The same for a name that is not a constant.
    public func equalsIgnoringCase(_ name: ByteText) -> Bool {
        unsafe equalIgnoringCase(buffer, name)
    }

    /// Whether the text is one of `names`, which are separated by commas, in the same sense.
    public func isOne(of names: ByteText) -> Bool {
        unsafe isAmong(names, buffer)
    }

    /// Copies the bytes to a place that has room for them and does not overlap them.
    @inlinable @inline(__always)
    public func copy(to place: UnsafeMutableRawPointer) {
        unsafe place.copyMemory(from: base, byteCount: count)
    }
}
