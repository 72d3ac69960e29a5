internal import Bytes
internal import XMLText

/// Numbers.
extension TypedText {
    static func encodeNumeric(_ text: ByteText, _ record: inout RecordWriter) -> Bool {
        guard text.count <= 31 else { return false }
        var value: UInt64 = 0
        var index = 0
        // So many digits are a number of 64 bits, whatever they are.
        let safeCount = min(text.count, 19)
        while index < safeCount {
            let digit = text[index] &- 0x30
            if digit > 9 { return encodeBroken(text, value, index, &record) }
            value = value &* 10 &+ UInt64(digit)
            index &+= 1
        }
        while index < text.count {
            let byte = text[index]
            guard byte >= 0x30, byte <= 0x39 else { return encodeBroken(text, value, index, &record) }
            let (product, overflows) = value.multipliedReportingOverflow(by: 10)
            let (sum, carries) = product.addingReportingOverflow(UInt64(byte &- 0x30))
            if overflows || carries { return encodeDecimal(text, &record) }
            value = sum
            index &+= 1
        }
        guard text[0] != 0x30 || text.count == 1 else { return false }
        switch value {
        case 0: record.append(.zeroText)
        case 1: record.append(.oneText)
        case ...0x7F: record.append(.int8Text, UInt8(truncatingIfNeeded: value))
        case ...0x7FFF: record.append(.int16Text, UInt16(truncatingIfNeeded: value))
        case ...0x7FFF_FFFF: record.append(.int32Text, UInt32(truncatingIfNeeded: value))
        case ...0x7FFF_FFFF_FFFF_FFFF: record.append(.int64Text, value)
        default: record.append(.uint64Text, value)
        }
        return true
    }

    static func encodeNegative(_ text: ByteText, _ record: inout RecordWriter) -> Bool {
        guard text.count > 1, text.count <= 31 else { return false }
        let second = text[1]
        if second == UInt8(ascii: "P") { return encodeDuration(text, &record) }
        if second == UInt8(ascii: "I") {
            guard text == "-INF" else { return false }
            record.append(.floatText, (-Float.infinity).bitPattern)
            return true
        }
        var value: UInt64 = 0
        for index in 1..<text.count {
            let byte = text[index]
            guard byte >= 0x30, byte <= 0x39 else {
                return encodeBroken(text, value, index, &record)
            }
            let (product, overflows) = value.multipliedReportingOverflow(by: 10)
            let (sum, carries) = product.addingReportingOverflow(UInt64(byte &- 0x30))
            if overflows || carries { return encodeDecimal(text, &record) }
            value = sum
        }
        guard second != 0x30 else { return false }
        let bits = 0 &- value
        switch value {
        case ...0x80: record.append(.int8Text, UInt8(truncatingIfNeeded: bits))
        case ...0x8000: record.append(.int16Text, UInt16(truncatingIfNeeded: bits))
        case ...0x8000_0000: record.append(.int32Text, UInt32(truncatingIfNeeded: bits))
        case ...0x8000_0000_0000_0000: record.append(.int64Text, bits)
        default: return encodeDecimal(text, &record)
        }
        return true
    }

    /// A number that goes on with something else than a digit at `index`, after digits that are `whole`. One with an exponent
    /// stays text: few that WCF reads alike would become shorter.
    private static func encodeBroken(
        _ text: ByteText, _ whole: UInt64, _ index: Int, _ record: inout RecordWriter
    ) -> Bool {
        guard text[index] == UInt8(ascii: ".") else { return false }
        // So short a text is worth a record of single precision at most, and what that has exactly ends in 5.
        if text.count <= 7 && text[text.count &- 1] != UInt8(ascii: "5") { return false }
        guard let fraction = BinaryFraction(text, whole: whole, point: index) else {
            return encodeDecimal(text, &record)
        }
        if let float = fraction.float {
            guard text.count > 3 else { return false }
            record.append(.floatText, float.bitPattern)
            return true
        }
        guard text.count > 7, let double = fraction.double else { return encodeDecimal(text, &record) }
        record.append(.doubleText, double.bitPattern)
        return true
    }

    /// A number of at least 17 bytes with its header, as a decimal number has. WCF reads it as any other type from its text.
    private static func encodeDecimal(_ text: ByteText, _ record: inout RecordWriter) -> Bool {
        guard text.count > 15, let decimal = DecimalText(text), !decimal.isZero,
            reads(text, { decimal.write(into: &$0) })
        else { return false }
        record.append(.decimalText, decimal.bits)
        record.append(decimal.low)
        return true
    }
}
