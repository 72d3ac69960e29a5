internal import Bytes
internal import XMLText

/// Numbers.
extension TypedText {
    /// No number that has a record is longer.
    private static var maxNumberCount: Int { 31 }
    /// This many digits are a number of 64 bits, whatever they are.
    private static var safeCount: Int { 19 }

    static func encodeNumeric(_ text: ByteText, _ record: inout RecordWriter) -> Bool {
        guard text.count <= maxNumberCount else { return false }
        let head = text.prefix(safeCount)
        var characters = CharacterCursor(head)
        var value = characters.number()
        var index = head.count &- characters.remaining
        if index == safeCount && index < text.count {
            guard let all = number(text, from: index, after: value) else { return encodeDecimal(text, &record) }
            (value, index) = all
        }
        if index < text.count { return isPoint(text, index) && encodeFraction(text, value, index, &record) }
        guard text[0] != UInt8(ascii: "0") || text.count == 1 else { return false }
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
        guard text.count > 1, text.count <= maxNumberCount else { return false }
        let second = text[1]
        if second == UInt8(ascii: "P") { return encodeDuration(text, &record) }
        if second == UInt8(ascii: "I") {
            guard text == "-INF" else { return false }
            record.append(.floatText, (-Float.infinity).bitPattern)
            return true
        }
        let head = text.dropFirst(1).prefix(safeCount)
        var characters = CharacterCursor(head)
        var value = characters.number()
        var index = 1 &+ head.count &- characters.remaining
        if index > safeCount && index < text.count {
            guard let all = number(text, from: index, after: value) else { return encodeDecimal(text, &record) }
            (value, index) = all
        }
        if index < text.count { return isPoint(text, index) && encodeFraction(text, value, index, &record) }
        guard second != UInt8(ascii: "0") else { return false }
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

    /// The number of which `value` is all before `index`, and where its digits end; nil if it has more than 64 bits.
    private static func number(_ text: ByteText, from index: Int, after value: UInt64) -> (value: UInt64, end: Int)? {
        var characters = CharacterCursor(text.dropFirst(index))
        var value = value
        while let digit = characters.digit() {
            let (product, overflows) = value.multipliedReportingOverflow(by: 10)
            let (sum, carries) = product.addingReportingOverflow(digit)
            if overflows || carries { return nil }
            value = sum
        }
        return (value, text.count &- characters.remaining)
    }

    /// Whether there is a point at `index`, which is below `count`. A number that goes on with anything else stays text, one
    /// with an exponent too: few that WCF reads alike would become shorter.
    @inline(__always)
    private static func isPoint(_ text: ByteText, _ index: Int) -> Bool { text[unchecked: index] == UInt8(ascii: ".") }

    /// Whether a text with a point is too short for its record. One of up to seven bytes is worth a record of single precision
    /// at most, and what that has exactly ends in 5.
    @inline(__always)
    static func isShortFraction(_ text: ByteText) -> Bool {
        text.count <= 7 && text[text.count &- 1] != UInt8(ascii: "5")
    }

    /// A number that is `whole` as far as its digits go, and has its point at `index`.
    private static func encodeFraction(
        _ text: ByteText, _ whole: UInt64, _ index: Int, _ record: inout RecordWriter
    ) -> Bool {
        if isShortFraction(text) { return false }
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

    /// A decimal number takes 17 bytes with its type, and so pays only for a longer text. WCF reads it as any other type from
    /// the text that it prints of it.
    private static func encodeDecimal(_ text: ByteText, _ record: inout RecordWriter) -> Bool {
        guard text.count > 15, let decimal = DecimalText(text), !decimal.isZero,
            reads(text, { decimal.write(into: &$0) })
        else { return false }
        record.append(.decimalText, decimal.bits)
        record.append(decimal.low)
        return true
    }
}
