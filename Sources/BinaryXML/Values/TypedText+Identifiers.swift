internal import Bytes
internal import XMLText

/// Moments, durations and identifiers.
extension TypedText {
    static func encodeDateTime(_ text: ByteText, _ record: inout RecordWriter) -> Bool {
        guard text.count >= 19, text.count <= 28, text[4] == UInt8(ascii: "-"),
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
        // The day of the month, the signs between the numbers and the zeros at the end are what this compares.
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
            while index < text.count && isDigit(text[index]) { index &+= 1 }
            let point = index
            if index < text.count && text[index] == UInt8(ascii: ".") {
                index &+= 1
                while index < text.count && isDigit(text[index]) { index &+= 1 }
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
        guard text.count == 45, text[8] == UInt8(ascii: ":") else { return false }
        let prefix: StaticString = "urn:uuid:"
        for index in 0..<9 {
            guard unsafe text[index] == prefix.utf8Start[index] else { return false }
        }
        return encodeUUID(text.dropFirst(9), type: .uniqueIdText, &record)
    }

    static func encodeUUID(_ text: ByteText, type: RecordType, _ record: inout RecordWriter) -> Bool {
        guard text.count == 36, text[8] == UInt8(ascii: "-") else { return false }
        var high: UInt64 = 0
        var low: UInt64 = 0
        for index in 0..<36 {
            let byte = text[index]
            if index == 8 || index == 13 || index == 18 || index == 23 {
                guard byte == UInt8(ascii: "-") else { return false }
                continue
            }
            let digit: UInt8
            switch byte {
            case 0x30...0x39: digit = byte &- 0x30
            case 0x61...0x66: digit = byte &- 0x57
            default: return false
            }
            high = high << 4 | low >> 60
            low = low << 4 | UInt64(digit)
        }
        // The first three groups are numbers, the lowest byte first; the rest are bytes in a row.
        record.append(type, UInt32(truncatingIfNeeded: high >> 32))
        record.append(UInt16(truncatingIfNeeded: high >> 16))
        record.append(UInt16(truncatingIfNeeded: high))
        record.append(low.byteSwapped)
        return true
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    private static func unit(_ letter: UInt8, isTime: Bool) -> UInt64? {
        switch letter {
        case UInt8(ascii: "D"): isTime ? nil : 864_000_000_000
        case UInt8(ascii: "H"): isTime ? 36_000_000_000 : nil
        case UInt8(ascii: "M"): isTime ? 600_000_000 : nil
        case UInt8(ascii: "S"): isTime ? 10_000_000 : nil
        default: nil
        }
    }

    /// The number that the digits of a range are; nil if there is anything else, or too many of them.
    private static func number(_ text: ByteText, _ range: Range<Int>) -> Int64? {
        guard range.count > 0, range.count <= 9, range.upperBound <= text.count else { return nil }
        var value: Int64 = 0
        for index in range {
            let byte = text[index]
            guard isDigit(byte) else { return nil }
            value = value &* 10 &+ Int64(byte &- 0x30)
        }
        return value
    }

    /// The ticks that a decimal fraction of a second is, its point included; 0 if there is none.
    private static func fraction(_ text: ByteText, from start: Int, to end: Int) -> Int64? {
        guard end > start else { return 0 }
        guard text[start] == UInt8(ascii: "."), end &- start <= 8,
            var value = number(text, start &+ 1..<end)
        else { return nil }
        for _ in end &- start..<8 { value &*= 10 }
        return value
    }
}
