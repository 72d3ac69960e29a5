public import Bytes

/// Writes text into a stretch of memory from front to back, and never past its end: what does not fit is not written. Callers
/// make sure of the room beforehand, so that nothing is missing.
@safe
public struct TextWriter {
    /// Where the next byte goes.
    public private(set) var next: UnsafeMutablePointer<UInt8>
    private let end: UnsafeMutablePointer<UInt8>

    /// Short text is copied in so many bytes at once, which must be readable where it stands and have room where it goes.
    @inline(__always)
    public static var stride: Int { 16 }

    /// A writer before the first byte of `count` at `start`.
    @inline(__always)
    public init(_ start: UnsafeMutablePointer<UInt8>, count: Int) {
        unsafe next = start
        unsafe end = start + count
    }

    /// The number of bytes for which there is room.
    @inline(__always)
    public var room: Int { unsafe end - next }

    /// Counts bytes that were written from `next` on, where there was room for them.
    @inline(__always)
    public mutating func advance(_ count: Int) {
        unsafe next += min(max(count, 0), room)
    }

    /// Appends one byte.
    @inline(__always)
    public mutating func append(_ byte: UInt8) {
        guard room > 0 else { return }
        unsafe next.pointee = byte
        unsafe next += 1
    }

    /// Appends a constant text.
    @inline(__always)
    public mutating func append(_ text: StaticString) {
        append(ByteText(text))
    }

    /// Appends a text as it is.
    @inline(__always)
    public mutating func append(_ text: ByteText) {
        guard let start = unsafe text.baseAddress, text.count > 0, text.count <= room else { return }
        unsafe ShortCopy.copy(from: start, to: next, count: text.count)
        unsafe next += text.count
    }

    /// Appends a text as it is, a stride at once: where it stands, a stride of bytes can be read whatever its length.
    @inline(__always)
    public mutating func append(padded text: ByteText) {
        guard let start = unsafe UnsafeRawPointer(text.baseAddress), text.count <= Self.stride, room >= Self.stride else {
            return append(text)
        }
        let low = unsafe start.loadUnaligned(as: UInt64.self)
        let high = unsafe start.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
        unsafe UnsafeMutableRawPointer(next).storeBytes(of: low, as: UInt64.self)
        unsafe UnsafeMutableRawPointer(next).storeBytes(of: high, toByteOffset: 8, as: UInt64.self)
        unsafe next += text.count
    }

    /// Appends eight bytes, the lowest first.
    @inline(__always)
    public mutating func append(word: UInt64) {
        guard room >= 8 else { return }
        unsafe UnsafeMutableRawPointer(next).storeBytes(of: word.littleEndian, as: UInt64.self)
        unsafe next += 8
    }

    /// Appends four bytes, the lowest first.
    @inline(__always)
    public mutating func append(word32 word: UInt32) {
        guard room >= 4 else { return }
        unsafe UnsafeMutableRawPointer(next).storeBytes(of: word.littleEndian, as: UInt32.self)
        unsafe next += 4
    }

    /// Appends a number in decimal.
    public mutating func append(decimal value: UInt64) {
        append(decimal: value, digits: Self.digitCount(value))
    }

    /// How many digits a number has in decimal.
    @inline(__always)
    private static func digitCount(_ value: UInt64) -> Int {
        var count = 1
        var rest = value
        while rest >= 10_000 {
            rest /= 10_000
            count &+= 4
        }
        return count &+ (rest >= 10 ? 1 : 0) &+ (rest >= 100 ? 1 : 0) &+ (rest >= 1000 ? 1 : 0)
    }

    /// Appends a number in decimal, with a minus sign if it is negative.
    public mutating func append(decimal value: Int64) {
        if value < 0 { append(UInt8(ascii: "-")) }
        append(decimal: value.magnitude)
    }

    /// Appends a number in decimal, with zeros before it so that it has `digits` digits.
    public mutating func append(decimal value: UInt64, digits: Int) {
        guard digits > 0, digits <= room else { return }
        var rest = value
        var index = digits
        // From the last to the first, two at a time, as division by a constant is cheap.
        while index >= 2 {
            index &-= 2
            let pair = UInt16(truncatingIfNeeded: rest % 100)
            rest /= 100
            let characters = pair / 10 | (pair % 10) << 8 | 0x3030
            unsafe UnsafeMutableRawPointer(next + index).storeBytes(of: characters.littleEndian, as: UInt16.self)
        }
        if index > 0 { unsafe next[0] = 0x30 &+ UInt8(truncatingIfNeeded: rest % 10) }
        unsafe next += digits
    }

    /// Appends the low `digits` digits of a number in hexadecimal, in lower case.
    public mutating func append(hexadecimal value: UInt64, digits: Int) {
        var shift = UInt64(truncatingIfNeeded: digits) &* 4
        while shift > 0 {
            shift &-= 4
            let digit = UInt8(truncatingIfNeeded: value &>> shift & 0xF)
            append(digit < 10 ? 0x30 &+ digit : 0x57 &+ digit)
        }
    }
}
