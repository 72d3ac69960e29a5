internal import XMLText

/// Text that reads like a value, written as that value: shorter, and exactly the same text again for whoever reads it, be it
/// this library or .NET. Forms that readers do not agree upon stay text: local times, numbers that .NET Framework prints with
/// other digits, anything not in canonical form.
enum TypedText {
    /// Base64 without padding is taken for such only from so many characters: a shorter text is likelier a word.
    private static var minUnpaddedBase64: Int { 24 }

    /// Writes `text` as a text record if one of a value is shorter than that of its characters, and returns its size; else
    /// 0, with nothing written. `room` has at least 16 bytes more than `text`. The form with an EndElement record is never
    /// written; it is the first byte's lowest bit.
    static func encode(_ text: UnsafeBufferPointer<UInt8>, into room: UnsafeMutableRawBufferPointer) -> Int {
        guard let start = room.baseAddress, text.count > 0, room.count &- 16 >= text.count else { return 0 }
        var record = unsafe RecordWriter(start)
        let isValue: Bool
        switch unsafe text[0] {
        case 0x30...0x39: isValue = unsafe encodeNumeric(text, &record) || encodeDateTime(text, &record)
        case UInt8(ascii: "-"): isValue = unsafe encodeNegative(text, &record)
        case UInt8(ascii: "t"): isValue = unsafe encodeWord(text, "true", .trueText, &record)
        case UInt8(ascii: "f"): isValue = unsafe encodeWord(text, "false", .falseText, &record)
        case UInt8(ascii: "u"): isValue = unsafe encodeUniqueId(text, &record)
        case UInt8(ascii: "P"): isValue = unsafe encodeDuration(text, &record)
        default: isValue = false
        }
        if isValue { return record.count }
        if text.count == 36, unsafe encodeUUID(text, type: .uuidText, &record) { return record.count }
        return unsafe encodeBase64(text, &record) ? record.count : 0
    }

    /// Whether `encode` may find a value in `text`, but for a word that is a constant. Most text is told by two of its bytes.
    @inline(__always)
    static func isLikely(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard text.count > 0 else { return false }
        let first = unsafe text[0]
        if first &- 0x30 < 10 || first == UInt8(ascii: "-") { return true }
        if first == UInt8(ascii: "u") && text.count == 45 || first == UInt8(ascii: "P") && text.count >= 8 { return true }
        guard text.count & 3 == 0 else { return false }
        return unsafe text.count >= minUnpaddedBase64 || text[text.count &- 1] == UInt8(ascii: "=")
    }

    private static func encodeNumeric(_ text: UnsafeBufferPointer<UInt8>, _ record: inout RecordWriter) -> Bool {
        guard text.count <= 31 else { return false }
        var value: UInt64 = 0
        var index = 0
        // So many digits are a number of 64 bits, whatever they are.
        let safeCount = min(text.count, 19)
        while index < safeCount {
            let digit = unsafe text[index] &- 0x30
            if digit > 9 { return unsafe encodeBroken(text, value, index, &record) }
            value = value &* 10 &+ UInt64(digit)
            index &+= 1
        }
        while index < text.count {
            let byte = unsafe text[index]
            guard byte >= 0x30, byte <= 0x39 else { return unsafe encodeBroken(text, value, index, &record) }
            let (product, overflows) = value.multipliedReportingOverflow(by: 10)
            let (sum, carries) = product.addingReportingOverflow(UInt64(byte &- 0x30))
            if overflows || carries { return unsafe encodeFraction(text, &record) }
            value = sum
            index &+= 1
        }
        guard unsafe text[0] != 0x30 || text.count == 1 else { return false }
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

    private static func encodeNegative(_ text: UnsafeBufferPointer<UInt8>, _ record: inout RecordWriter) -> Bool {
        guard text.count > 1, text.count <= 31 else { return false }
        let second = unsafe text[1]
        if second == UInt8(ascii: "P") { return unsafe encodeDuration(text, &record) }
        if second == UInt8(ascii: "I") {
            guard unsafe equal(text, "-INF") else { return false }
            record.append(.floatText, (-Float.infinity).bitPattern)
            return true
        }
        var value: UInt64 = 0
        for index in 1..<text.count {
            let byte = unsafe text[index]
            guard byte >= 0x30, byte <= 0x39 else {
                return byte == UInt8(ascii: ".") || byte == UInt8(ascii: "E") ? unsafe encodeFraction(text, &record) : false
            }
            let (product, overflows) = value.multipliedReportingOverflow(by: 10)
            let (sum, carries) = product.addingReportingOverflow(UInt64(byte &- 0x30))
            if overflows || carries { return unsafe encodeFraction(text, &record) }
            value = sum
        }
        guard second != 0x30 else { return false }
        let bits = 0 &- value
        switch value {
        case ...0x80: record.append(.int8Text, UInt8(truncatingIfNeeded: bits))
        case ...0x8000: record.append(.int16Text, UInt16(truncatingIfNeeded: bits))
        case ...0x8000_0000: record.append(.int32Text, UInt32(truncatingIfNeeded: bits))
        case ...0x8000_0000_0000_0000: record.append(.int64Text, bits)
        default: return unsafe encodeFraction(text, &record)
        }
        return true
    }

    /// A number that goes on at `index` with what is no digit, behind digits that are `whole`.
    @inline(__always)
    private static func encodeBroken(
        _ text: UnsafeBufferPointer<UInt8>, _ whole: UInt64, _ index: Int, _ record: inout RecordWriter
    ) -> Bool {
        let byte = unsafe text[index]
        if byte == UInt8(ascii: ".") {
            if text.count <= 7, let isValue = unsafe encodeShortFraction(text, whole, index, &record) { return isValue }
        } else if byte != UInt8(ascii: "E") {
            return false
        }
        return unsafe encodeFraction(text, &record)
    }

    /// A number of at most six digits, such as a price, whose point is at `point` behind `whole`; nil if it must be tried out.
    /// Single precision tells all such numbers apart, so that it prints as it was.
    private static func encodeShortFraction(
        _ text: UnsafeBufferPointer<UInt8>, _ whole: UInt64, _ point: Int, _ record: inout RecordWriter
    ) -> Bool? {
        var digits = whole
        var factor = 1.0
        var index = point &+ 1
        while index < text.count {
            let digit = unsafe text[index] &- 0x30
            if digit > 9 { return nil }
            digits = digits &* 10 &+ UInt64(digit)
            factor *= 10
            index &+= 1
        }
        // No number is printed with a zero or a point at its end, and no shorter text is worth a record.
        if unsafe text.count < 4 || index == point &+ 1 || text[text.count &- 1] == 0x30 { return false }
        guard unsafe text[0] != 0x30 || point == 1 && text[2] != 0x30 else { return nil }
        record.append(.floatText, Float(Double(digits) / factor).bitPattern)
        return true
    }

    /// A number with a fraction or an exponent, or a long one. .NET Framework prints at most so many digits of a binary
    /// fraction in a way that later versions do, too: 15 of double precision, 6 of single.
    private static func encodeFraction(_ text: UnsafeBufferPointer<UInt8>, _ record: inout RecordWriter) -> Bool {
        if let double = unsafe parseDouble(text), text.count > 3 {
            let float = Float(double)
            if float.isNormal, FloatText(float.magnitude).count <= 6,
                unsafe reads(text, { FloatText.write(float, into: &$0) }) {
                record.append(.floatText, float.bitPattern)
                return true
            }
            if text.count > 7, double.isNormal, FloatText(double.magnitude).count <= 15,
                unsafe reads(text, { FloatText.write(double, into: &$0) }) {
                record.append(.doubleText, double.bitPattern)
                return true
            }
        }
        guard text.count > 15, let decimal = unsafe DecimalText(text), unsafe reads(text, { decimal.write(into: &$0) }) else {
            return false
        }
        record.append(.decimalText, decimal.bits)
        record.append(decimal.low)
        return true
    }

    /// The number nearest to `text`, if that has few enough digits to be had by one exact operation; nil if not.
    private static func parseDouble(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
        var digits: UInt64 = 0
        var places: Int?
        var index = unsafe text[0] == UInt8(ascii: "-") ? 1 : 0
        while index < text.count {
            let byte = unsafe text[index]
            if byte == UInt8(ascii: "."), places == nil {
                places = 0
            } else if byte >= 0x30, byte <= 0x39 {
                guard digits < 100_000_000_000_000 else { return nil }
                digits = digits &* 10 &+ UInt64(byte &- 0x30)
                places = places.map { $0 &+ 1 }
            } else {
                break
            }
            index &+= 1
        }
        guard let exponent = unsafe parseExponent(text, from: index) else { return nil }
        let power = exponent &- (places ?? 0)
        guard digits > 0, power.magnitude <= 22 else { return nil }
        var factor = 1.0
        for _ in 0..<power.magnitude { factor *= 10 }
        let magnitude = power < 0 ? Double(digits) / factor : Double(digits) * factor
        return unsafe text[0] == UInt8(ascii: "-") ? -magnitude : magnitude
    }

    /// What follows the digits: nothing, or `E`, a sign and two or three digits.
    private static func parseExponent(_ text: UnsafeBufferPointer<UInt8>, from index: Int) -> Int? {
        if index == text.count { return 0 }
        guard unsafe text[index] == UInt8(ascii: "E"), text.count &- index >= 4, text.count &- index <= 5 else { return nil }
        var exponent = 0
        for place in index &+ 2..<text.count {
            let byte = unsafe text[place]
            guard byte >= 0x30, byte <= 0x39 else { return nil }
            exponent = exponent &* 10 &+ Int(byte &- 0x30)
        }
        return unsafe text[index &+ 1] == UInt8(ascii: "-") ? 0 &- exponent : exponent
    }

    private static func encodeWord(
        _ text: UnsafeBufferPointer<UInt8>, _ word: StaticString, _ type: RecordType, _ record: inout RecordWriter
    ) -> Bool {
        guard unsafe equal(text, word) else { return false }
        record.append(type)
        return true
    }

    private static func equal(_ text: UnsafeBufferPointer<UInt8>, _ word: StaticString) -> Bool {
        guard text.count == word.utf8CodeUnitCount else { return false }
        for index in 0..<text.count {
            guard unsafe text[index] == word.utf8Start[index] else { return false }
        }
        return true
    }

    /// Whether what `write` writes is `text`.
    static func reads(_ text: UnsafeBufferPointer<UInt8>, _ write: (inout TextWriter) -> Void) -> Bool {
        var scratch = InlineArray<64, UInt8>(repeating: 0)
        var span = scratch.mutableSpan
        return unsafe span.withUnsafeMutableBufferPointer { room in
            guard let start = room.baseAddress else { return false }
            var writer = unsafe TextWriter(start, count: room.count)
            write(&writer)
            guard unsafe writer.next - start == text.count else { return false }
            for index in 0..<text.count {
                guard unsafe text[index] == start[index] else { return false }
            }
            return true
        }
    }

    private static func encodeBase64(_ text: UnsafeBufferPointer<UInt8>, _ record: inout RecordWriter) -> Bool {
        guard text.count & 3 == 0, text.count >= 4 else { return false }
        let padding = unsafe text[text.count &- 1] != UInt8(ascii: "=") ? 0 : text[text.count &- 2] != UInt8(ascii: "=") ? 1 : 2
        guard padding > 0 || text.count >= minUnpaddedBase64 else { return false }
        // Most text has a character that is none of base64's early on.
        for index in 0..<min(text.count &- padding, 16) {
            guard unsafe Base64.value(of: text[index]) != nil else { return false }
        }
        let count = text.count / 4 &* 3 &- padding
        record.append(bytesOfCount: count)
        return unsafe record.append(base64: text, padding: padding)
    }
}
