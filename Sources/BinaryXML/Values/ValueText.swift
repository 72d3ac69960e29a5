internal import XMLText

/// The values of text records of fixed size, as text.
enum ValueText {
    /// No value becomes longer than this.
    static var maxCount: Int { 64 }

    /// The bytes that a value of `type` takes; nil if `type` is no text record of fixed size.
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

    /// Writes the value of a record of `type` that stands at `value`. False if the bytes are no value of that type.
    static func write(_ type: RecordType, _ value: UnsafePointer<UInt8>, into writer: inout TextWriter) -> Bool {
        switch type {
        case .zeroText: writer.append(UInt8(ascii: "0"))
        case .oneText: writer.append(UInt8(ascii: "1"))
        case .falseText: writer.append("false")
        case .trueText: writer.append("true")
        case .emptyText: break
        case .boolText: writer.append(unsafe value[0] == 0 ? "false" : "true")
        case .int8Text: unsafe writer.append(decimal: Int64(Int8(bitPattern: value[0])))
        case .int16Text: unsafe writer.append(decimal: Int64(Int16(truncatingIfNeeded: load(value, as: UInt16.self))))
        case .int32Text: unsafe writer.append(decimal: Int64(Int32(truncatingIfNeeded: load(value, as: UInt32.self))))
        case .int64Text: unsafe writer.append(decimal: Int64(bitPattern: load(value, as: UInt64.self)))
        case .uint64Text: unsafe writer.append(decimal: load(value, as: UInt64.self))
        case .floatText: unsafe FloatText.write(Float(bitPattern: load(value, as: UInt32.self)), into: &writer)
        case .doubleText: unsafe FloatText.write(Double(bitPattern: load(value, as: UInt64.self)), into: &writer)
        case .timeSpanText: unsafe DurationText.write(Int64(bitPattern: load(value, as: UInt64.self)), into: &writer)
        case .dateTimeText:
            guard let moment = unsafe DateTimeText(load(value, as: UInt64.self)) else { return false }
            moment.write(into: &writer)
        case .decimalText:
            guard let decimal = unsafe DecimalText(load(value, as: UInt64.self), load(value + 8, as: UInt64.self)) else {
                return false
            }
            decimal.write(into: &writer)
        case .uniqueIdText:
            writer.append("urn:uuid:")
            unsafe write(uuid: value, into: &writer)
        case .uuidText: unsafe write(uuid: value, into: &writer)
        default: return false
        }
        return true
    }

    /// A number of the format, the lowest byte first.
    @inline(__always)
    static func load<Number: FixedWidthInteger & BitwiseCopyable>(
        _ address: UnsafePointer<UInt8>, as type: Number.Type
    ) -> Number {
        unsafe Number(littleEndian: UnsafeRawPointer(address).loadUnaligned(as: type))
    }

    /// The first three groups of digits are numbers, the lowest byte first; the rest are bytes in a row.
    private static func write(uuid value: UnsafePointer<UInt8>, into writer: inout TextWriter) {
        unsafe writer.append(hexadecimal: UInt64(load(value, as: UInt32.self)), digits: 8)
        writer.append(UInt8(ascii: "-"))
        unsafe writer.append(hexadecimal: UInt64(load(value + 4, as: UInt16.self)), digits: 4)
        writer.append(UInt8(ascii: "-"))
        unsafe writer.append(hexadecimal: UInt64(load(value + 6, as: UInt16.self)), digits: 4)
        writer.append(UInt8(ascii: "-"))
        unsafe writer.append(hexadecimal: UInt64(value[8]), digits: 2)
        unsafe writer.append(hexadecimal: UInt64(value[9]), digits: 2)
        writer.append(UInt8(ascii: "-"))
        for index in 10..<16 { unsafe writer.append(hexadecimal: UInt64(value[index]), digits: 2) }
    }
}
