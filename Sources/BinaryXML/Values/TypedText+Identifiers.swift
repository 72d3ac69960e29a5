internal import Bytes
internal import XMLText

/// Moments, durations and unique identifiers.
extension TypedText {
    /// No moment that has a record is shorter.
    static var minDateTimeCount: Int { 19 }

    static func encodeDateTime(_ text: ByteText, _ record: inout RecordWriter) -> Bool {
        guard text.count >= minDateTimeCount, text.count <= 28, text[4] == UInt8(ascii: "-"),
            let year = number(text, 0..<4), let month = number(text, 5..<7),
            let day = number(text, 8..<10), let hour = number(text, 11..<13),
            let minute = number(text, 14..<16), let second = number(text, 17..<19),
            hour < 24, minute < 60, second < 60
        else { return false }
        let isUniversal = text[text.count &- 1] == UInt8(ascii: "Z")
        let end = isUniversal ? text.count &- 1 : text.count
        guard let fraction = fraction(text, from: 19, to: end) else { return false }
        let moment = DateTimeText(
            year: year, month: month, day: day, secondsOfDay: hour &* 3600 &+ minute &* 60 &+ second, fraction: fraction,
            zone: isUniversal ? .universal : .unspecified)
        // This also tells whether the month has that day, what stands between the numbers, and whether zeros stand at the end.
        guard let moment, reads(text, { moment.write(into: &$0) }) else { return false }
        record.append(.dateTimeText, moment.bits)
        return true
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
        guard text.count == 36, text[8] == UInt8(ascii: "-") else { return false }
        var characters = CharacterCursor(text)
        var high: UInt64 = 0
        var low: UInt64 = 0
        guard append(8, of: &characters, to: &high), characters.skip(UInt8(ascii: "-")),
            append(4, of: &characters, to: &high), characters.skip(UInt8(ascii: "-")),
            append(4, of: &characters, to: &high), characters.skip(UInt8(ascii: "-")),
            append(4, of: &characters, to: &low), characters.skip(UInt8(ascii: "-")),
            append(12, of: &characters, to: &low)
        else { return false }
        // The first three groups are numbers, the lowest byte first; the rest are bytes in a row.
        record.append(type, UInt32(truncatingIfNeeded: high >> 32))
        record.append(UInt16(truncatingIfNeeded: high >> 16))
        record.append(UInt16(truncatingIfNeeded: high))
        record.append(low.byteSwapped)
        return true
    }

    /// Appends `count` hexadecimal digits to those of `value`. False if something else comes before them.
    private static func append(_ count: Int, of characters: inout CharacterCursor, to value: inout UInt64) -> Bool {
        for _ in 0..<count {
            guard let digit = characters.hexadecimalDigit() else { return false }
            value = value << 4 | digit
        }
        return true
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
