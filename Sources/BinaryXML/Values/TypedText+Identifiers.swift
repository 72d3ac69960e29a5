internal import Bytes
internal import XMLText

/// Moments, durations and unique identifiers.
extension TypedText {
    /// No moment that has a record is shorter.
    static var minDateTimeCount: Int { 19 }

    static func encodeDateTime(_ text: ByteText, _ record: inout RecordWriter) -> Bool {
        guard text.count >= minDateTimeCount, text.count <= 28,
            let date = digits(text.word(at: 0), like: 0x2D30_302D_3030_3030),
            let time = digits(text.word(at: 8), like: 0x3030_3A30_3054_3030),
            let end = digits(text.word(at: 11), like: 0x3030_3A30_303A_3030)
        else { return false }
        let isUniversal = text[text.count &- 1] == UInt8(ascii: "Z")
        let last = isUniversal ? text.count &- 1 : text.count
        guard let fraction = fraction(text, from: minDateTimeCount, to: last),
            last == minDateTimeCount || text[last &- 1] != UInt8(ascii: "0"),
            let moment = DateTimeText(
                year: pair(date, 0) &* 100 &+ pair(date, 2), month: pair(date, 5), day: pair(time, 0), hour: pair(end, 0),
                minute: pair(end, 3), second: pair(end, 6), fraction: fraction,
                zone: isUniversal ? .universal : .unspecified)
        else { return false }
        record.append(.dateTimeText, moment.bits)
        return true
    }

    /// Eight characters as the values of their digits, one a byte, with 0 for what is not a digit in `pattern` and so has to be
    /// as it is there; nil if they are not like it.
    @inline(__always)
    private static func digits(_ word: UInt64, like pattern: UInt64) -> UInt64? {
        let ones: UInt64 = 0x0101_0101_0101_0101
        // "0" alone of the characters in a pattern has these two bits, and neither "-" nor "T"; ":" is told by its bit 3.
        let places = pattern >> 4 & pattern >> 5 & ~(pattern >> 3) & ones
        let values = word ^ pattern
        // Added to a digit, 6 leaves the four low bits to those above 9; to what must be 0, 15 to any other.
        let sums = values &+ ones &* 15 &- places &* 9
        return (values | sums) & (ones &* 0xF0) == 0 ? values : nil
    }

    /// The number of two digits, the first of which is at `place`.
    @inline(__always)
    private static func pair(_ digits: UInt64, _ place: UInt64) -> UInt32 {
        let bytes = UInt32(truncatingIfNeeded: digits &>> (8 &* place))
        return (bytes & 0xF) &* 10 &+ bytes >> 8 & 0xF
    }

    static func encodeDuration(_ text: ByteText, _ record: inout RecordWriter) -> Bool {
        guard text.count >= 8, text.count <= 32 else { return false }
        let isNegative = text[0] == UInt8(ascii: "-")
        var ticks: UInt64 = 0
        var index = isNegative ? 2 : 1
        var isTime = false
        while index < text.count {
            if text[index] == UInt8(ascii: "T") {
                isTime = true
                index &+= 1
                continue
            }
            let first = index
            while isDigit(text[index]) { index &+= 1 }
            let point = index
            if text[index] == UInt8(ascii: ".") {
                index &+= 1
                while isDigit(text[index]) { index &+= 1 }
            }
            guard index < text.count, let amount = number(text, first..<point),
                let fraction = fraction(text, from: point, to: index),
                let unit = unit(text[index], isTime: isTime)
            else { return false }
            let (product, overflows) = UInt64(bitPattern: amount).multipliedReportingOverflow(by: unit)
            let (sum, carries) = ticks.addingReportingOverflow(product &+ UInt64(bitPattern: fraction))
            guard !overflows, !carries, sum <= 1 << 63 else { return false }
            ticks = sum
            index &+= 1
        }
        let value = Int64(bitPattern: isNegative ? 0 &- ticks : ticks)
        guard reads(text, { DurationText.write(value, into: &$0) }) else { return false }
        record.append(.timeSpanText, UInt64(bitPattern: value))
        return true
    }

    static func encodeUniqueId(_ text: ByteText, _ record: inout RecordWriter) -> Bool {
        guard text.count == 45, text.prefix(9) == "urn:uuid:" else { return false }
        return encodeUUID(text.dropFirst(9), type: .uniqueIdText, &record)
    }

    static func encodeUUID(_ text: ByteText, type: RecordType, _ record: inout RecordWriter) -> Bool {
        guard text.count == 36, text[8] == hyphen, text[13] == hyphen, text[18] == hyphen, text[23] == hyphen,
            let first = HexadecimalDigits.bytes(text.word(at: 0)),
            let second = HexadecimalDigits.bytes(halves(text, 9, 14)),
            let third = HexadecimalDigits.bytes(halves(text, 19, 24)),
            let last = HexadecimalDigits.bytes(text.word(at: 28))
        else { return false }
        // The first three groups are numbers, the lowest byte first; the rest are bytes in a row.
        record.append(type, first.byteSwapped)
        record.append(UInt16(truncatingIfNeeded: second).byteSwapped)
        record.append(UInt16(truncatingIfNeeded: second >> 16).byteSwapped)
        record.append(third)
        record.append(last)
        return true
    }

    private static var hyphen: UInt8 { UInt8(ascii: "-") }

    /// The four bytes from one place on, and the four from another, which are both in the text.
    @inline(__always)
    private static func halves(_ text: ByteText, _ low: Int, _ high: Int) -> UInt64 {
        UInt64(text.word32(at: low)) | UInt64(text.word32(at: high)) << 32
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    private static func unit(_ letter: UInt8, isTime: Bool) -> UInt64? {
        switch letter {
        case UInt8(ascii: "D"): isTime ? nil : 864_000_000_000
        case UInt8(ascii: "H"): isTime ? 36_000_000_000 : nil
        case UInt8(ascii: "M"): isTime ? 600_000_000 : nil
        case UInt8(ascii: "S"): isTime ? 10_000_000 : nil
        default: nil
        }
    }

    /// The number that the digits of a range are; nil if there is anything else, none or too many of them.
    private static func number(_ text: ByteText, _ range: Range<Int>) -> Int64? {
        let count = range.upperBound &- range.lowerBound
        guard count > 0, count <= 9, range.upperBound <= text.count else { return nil }
        var characters = CharacterCursor(text.dropFirst(range.lowerBound).prefix(count))
        let value = characters.number()
        return characters.remaining == 0 ? Int64(bitPattern: value) : nil
    }

    /// The ticks in a fraction of a second, which begins with its point; 0 if the text ends there, nil if it is no fraction.
    private static func fraction(_ text: ByteText, from start: Int, to end: Int) -> Int64? {
        guard end > start else { return 0 }
        guard text[start] == UInt8(ascii: "."), end &- start <= 8,
            var value = number(text, start &+ 1..<end)
        else { return nil }
        for _ in end &- start..<8 { value &*= 10 }
        return value
    }
}
