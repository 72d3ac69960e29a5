internal import Bytes
internal import XMLText

/// The values of text records of fixed size, as text.
enum ValueText {
    /// The text of any value is at most this long.
    static var maxCount: Int { 64 }

    /// The size of a value of `type`, in bytes; nil if `type` is not a text record of fixed size.
    @inline(__always)
    static func byteCount(of type: RecordType) -> Int? {
        switch type {
        case .zeroText, .oneText, .falseText, .trueText, .emptyText: 0
        case .int8Text, .boolText: 1
        case .int16Text: 2
        case .int32Text, .floatText: 4
        case .int64Text, .uint64Text, .doubleText, .dateTimeText, .timeSpanText: 8
        case .decimalText, .uniqueIdText, .uuidText: 16
        default: nil
        }
    }

    /// Writes a value, which is all the bytes of a record of `type` but the first. False if the type has no such value.
    static func write(_ type: RecordType, _ value: ByteText, into writer: inout TextWriter) -> Bool {
        switch type {
        case .zeroText: writer.append(UInt8(ascii: "0"))
        case .oneText: writer.append(UInt8(ascii: "1"))
        case .falseText: writer.append("false")
        case .trueText: writer.append("true")
        case .emptyText: break
        case .boolText: writer.append(value[0] == 0 ? "false" : "true")
        case .int8Text: writer.append(decimal: Int64(Int8(bitPattern: value[0])))
        case .int16Text: writer.append(decimal: Int64(value.number(at: 0, as: Int16.self)))
        case .int32Text: writer.append(decimal: Int64(value.number(at: 0, as: Int32.self)))
        case .int64Text: writer.append(decimal: value.number(at: 0, as: Int64.self))
        case .uint64Text: writer.append(decimal: value.number(at: 0, as: UInt64.self))
        case .floatText: FloatText.write(Float(bitPattern: value.number(at: 0, as: UInt32.self)), into: &writer)
        case .doubleText: FloatText.write(Double(bitPattern: value.number(at: 0, as: UInt64.self)), into: &writer)
        case .timeSpanText: DurationText.write(value.number(at: 0, as: Int64.self), into: &writer)
        case .dateTimeText:
            guard let moment = DateTimeText(value.number(at: 0, as: UInt64.self)) else { return false }
            moment.write(into: &writer)
        case .decimalText:
            let (first, second) = (value.number(at: 0, as: UInt64.self), value.number(at: 8, as: UInt64.self))
            guard let decimal = DecimalText(first, second) else { return false }
            decimal.write(into: &writer)
        case .uniqueIdText:
            writer.append("urn:uuid:")
            write(uuid: value, into: &writer)
        case .uuidText: write(uuid: value, into: &writer)
        default: return false
        }
        return true
    }

    /// The first three groups of digits are numbers, the lowest byte first; the rest are bytes in a row.
    private static func write(uuid value: ByteText, into writer: inout TextWriter) {
        // The first three groups are numbers, the lowest byte first; the rest are bytes in a row.
        let first = value.number(at: 0, as: UInt32.self).byteSwapped
        let second = UInt32(value.number(at: 4, as: UInt16.self).byteSwapped)
        let third = UInt32(value.number(at: 6, as: UInt16.self).byteSwapped)
        let middle = HexadecimalDigits.digits(second | third << 16)
        let last = HexadecimalDigits.digits(value.number(at: 8, as: UInt32.self))
        writer.append(word: HexadecimalDigits.digits(first))
        append(group: middle, &writer)
        append(group: middle >> 32, &writer)
        append(group: last, &writer)
        append(group: last >> 32, &writer)
        writer.append(word: HexadecimalDigits.digits(value.number(at: 12, as: UInt32.self)))
    }

    /// Appends a hyphen and four digits.
    private static func append(group digits: UInt64, _ writer: inout TextWriter) {
        writer.append(UInt8(ascii: "-"))
        writer.append(word32: UInt32(truncatingIfNeeded: digits))
    }
}
