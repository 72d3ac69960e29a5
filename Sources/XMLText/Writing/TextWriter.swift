public import Bytes

/// Writes text into memory from front to back, and never past the end: what does not fit is not written. Callers make sure of
/// the room beforehand, so that nothing is missing.
@safe
public struct TextWriter {
    /// Where the next byte goes.
    public private(set) var next: UnsafeMutablePointer<UInt8>
    private let end: UnsafeMutablePointer<UInt8>

    /// The number of bytes in which short text is copied at once: they can be read where it stands, and have room where it
    /// goes.
    @inline(__always)
    public static var stride: Int { 16 }

    /// A writer that begins at the first of `count` bytes.
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
        skip(min(max(count, 0), room))
    }

    /// Stores a word at `next` or `offset` bytes after it. All callers have looked whether there is room.
    @inline(__always)
    private func store<Word: FixedWidthInteger & BitwiseCopyable>(_ word: Word, at offset: Int = 0) {
        unsafe UnsafeMutableRawPointer(next).storeBytes(of: word.littleEndian, toByteOffset: offset, as: Word.self)
    }

    /// Moves on by bytes that have been stored.
    @inline(__always)
    private mutating func skip(_ count: Int) {
        unsafe next += count
    }

    // MARK: Text

    /// Appends one byte.
    @inline(__always)
    public mutating func append(_ byte: UInt8) {
        guard room > 0 else { return }
        store(byte)
        skip(1)
    }

    /// Appends a constant text.
    @inline(__always)
    public mutating func append(_ text: StaticString) {
        append(ByteText(text))
    }

    /// Appends a text as it is.
    @inline(__always)
    public mutating func append(_ text: ByteText) {
        guard text.count > 0, text.count <= room else { return }
        unsafe ShortCopy.copy(from: text.baseAddress, to: next, count: text.count)
        skip(text.count)
    }

    /// Appends a text as it is, by a whole stride if it is short. Unsafe because it reads past the end of the text: the caller
    /// knows that a stride of bytes can be read where it stands.
    @unsafe
    @inline(__always)
    public mutating func append(padded text: ByteText) {
        guard text.count <= Self.stride, room >= Self.stride else { return append(text) }
        unsafe ShortCopy.copyStrides(from: text.baseAddress, to: next, count: Self.stride)
        skip(text.count)
    }

    /// Appends the blocks of 16 bytes at the beginning of a text that are written as they are there. Returns how many bytes.
    @inline(__always)
    mutating func append(plainBlocksOf text: ByteText, _ context: TextContext) -> Int {
        let count = unsafe PlainText.copyBlocks(from: text.baseAddress, to: next, count: min(text.count, room), context)
        skip(count)
        return count
    }

    /// Appends eight bytes, the lowest first.
    @inline(__always)
    public mutating func append(word: UInt64) {
        guard room >= 8 else { return }
        store(word)
        skip(8)
    }

    /// Appends the lowest `count` of eight bytes, for all of which there is room.
    @inline(__always)
    mutating func append(word: UInt64, count: Int) {
        guard room >= 8 else { return }
        store(word)
        skip(count)
    }

    /// Appends four bytes, the lowest first.
    @inline(__always)
    public mutating func append(word32 word: UInt32) {
        guard room >= 4 else { return }
        store(word)
        skip(4)
    }

    /// Appends a character in UTF-8, for which there is room for the longest one.
    @inline(__always)
    public mutating func append(character scalar: UInt32) {
        let (bytes, count) = UTF8Character.encode(scalar)
        guard room >= 4 else { return }
        store(bytes)
        skip(count)
    }

    // MARK: Numbers

    /// Appends a number in decimal.
    public mutating func append(decimal value: UInt64) {
        append(decimal: value, digits: Self.digitCount(value))
    }

    /// The number of digits of a number in decimal.
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
            store(characters, at: index)
        }
        if index > 0 { store(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10)) }
        skip(digits)
    }

    /// Appends the low `digits` digits of a number in hexadecimal, in lower case.
    public mutating func append(hexadecimal value: UInt64, digits: Int) {
        var shift = UInt64(truncatingIfNeeded: digits) &* 4
        while shift > 0 {
            shift &-= 4
            let digit = UInt8(truncatingIfNeeded: value &>> shift & 0xF)
            append(digit < 10 ? UInt8(ascii: "0") &+ digit : UInt8(ascii: "a") &- 10 &+ digit)
        }
    }
}
