internal import Bytes

/// Writes a record into memory that is known to be large enough.
@safe
struct RecordWriter {
    private let start: UnsafeMutableRawPointer
    /// The bytes written.
    private(set) var count = 0

    init(_ start: UnsafeMutableRawPointer) {
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

    /// Writes the bytes that `text` is in base64, which ends with so much padding. False if it is not in canonical form.
    mutating func append(base64 text: ByteText, padding: Int) -> Bool {
        let end = text.count &- padding
        var index = 0
        while index &+ 4 <= end {
            guard let first = Base64.value(of: text[index]), let second = Base64.value(of: text[index &+ 1]),
                let third = Base64.value(of: text[index &+ 2]), let fourth = Base64.value(of: text[index &+ 3])
            else { return false }
            append(first << 2 | second >> 4)
            append(second << 4 | third >> 2)
            append(third << 6 | fourth)
            index &+= 4
        }
        guard padding > 0 else { return true }
        guard let first = Base64.value(of: text[index]), let second = Base64.value(of: text[index &+ 1]) else {
            return false
        }
        append(first << 2 | second >> 4)
        if padding == 2 { return second & 0xF == 0 }
        guard let third = Base64.value(of: text[index &+ 2]), third & 3 == 0 else { return false }
        append(second << 4 | third >> 2)
        return true
    }
}
