internal import Bytes
internal import XMLText

/// Writes the record of a value into memory that lies after the last record, and that `RecordOutput` counts once the record
/// turns out to be one.
///
/// It stores without asking for room, which is why it is made only where a text has room for 16 bytes more than it has itself:
/// the longest value has 16 bytes and its type, the shortest text of such a value more than that, and base64 is shorter than
/// its text by a quarter, with a header of at most five bytes and one byte more that is stored at its end.
@safe
struct RecordWriter {
    private let start: UnsafeMutableRawPointer
    /// The number of bytes written.
    private(set) var count = 0

    /// A writer of the record of a text; nil if there is not enough memory for all that it may store.
    @inline(__always)
    init?(_ memory: UnsafeMutableRawBufferPointer, for text: ByteText) {
        guard let start = memory.baseAddress, memory.count &- 16 >= text.count else { return nil }
        unsafe self.start = start
    }

    /// Writes the type of a record without a value.
    mutating func append(_ type: RecordType) {
        append(type.rawValue)
    }

    /// Writes the type of a record and its value.
    mutating func append<Value: FixedWidthInteger & BitwiseCopyable>(_ type: RecordType, _ value: Value) {
        append(type.rawValue)
        append(value)
    }

    /// Writes a number, the lowest byte first.
    mutating func append<Value: FixedWidthInteger & BitwiseCopyable>(_ value: Value) {
        unsafe start.storeBytes(of: value.littleEndian, toByteOffset: count, as: Value.self)
        count &+= MemoryLayout<Value>.size
    }

    /// Writes the type and the length of a record of bytes.
    mutating func append(bytesOfCount length: Int) {
        if length <= 0xFF {
            append(.bytes8Text, UInt8(truncatingIfNeeded: length))
        } else if length <= 0xFFFF {
            append(.bytes16Text, UInt16(truncatingIfNeeded: length))
        } else {
            append(.bytes32Text, UInt32(truncatingIfNeeded: length))
        }
    }

    /// Writes the bytes that `text` is in base64, of which the last `padding` characters are padding. False if it is not in
    /// canonical form.
    mutating func append(base64 text: ByteText, padding: Int) -> Bool {
        // All characters but the last four, if these have padding. `init` has made sure of room for the bytes and 16 more.
        let whole = text.prefix(padding > 0 ? text.count &- 4 : text.count)
        let size = whole.count / 4 &* 3
        let room = unsafe UnsafeMutableRawBufferPointer(start: start + count, count: size &+ 8)
        guard unsafe Base64.decode(whole, into: room) == whole.count else { return false }
        count &+= size
        guard padding > 0 else { return true }
        guard text.count >= 4, let (bytes, length) = Base64.last(text.word32(at: text.count &- 4)) else { return false }
        append(UInt8(truncatingIfNeeded: bytes))
        if length == 2 { append(UInt8(truncatingIfNeeded: bytes >> 8)) }
        return true
    }
}
