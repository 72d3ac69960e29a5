internal import Bytes

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
        let end = text.count &- padding
        var index = 0
        while index &+ 4 <= end {
            guard let group = Base64.group(of: text.number(at: index, as: UInt32.self)) else { return false }
            // Three bytes, and one more that the next ones take the place of.
            unsafe start.storeBytes(of: group.byteSwapped >> 8, toByteOffset: count, as: UInt32.self)
            count &+= 3
            index &+= 4
        }
        guard padding > 0 else { return true }
        // With letters that stand for zero in place of the padding.
        let filler: UInt32 = padding == 2 ? 0x4141_0000 : 0x4100_0000
        let last = text.number(at: index, as: UInt32.self) & (padding == 2 ? 0xFFFF : 0xFF_FFFF) | filler
        guard let group = Base64.group(of: last) else { return false }
        append(UInt8(truncatingIfNeeded: group >> 16))
        if padding == 2 { return group & 0xFFFF == 0 }
        append(UInt8(truncatingIfNeeded: group >> 8))
        return group & 0xFF == 0
    }
}
