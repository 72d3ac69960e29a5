internal import Bytes
internal import XMLText

/// Text that reads like a value, and is written as that value where this is shorter. Whoever reads the record, this library or
/// WCF, gets exactly the same text again and, as a value of whatever type, exactly what the characters would have given. Text
/// of which this does not hold stays text: local times, numbers that .NET Framework prints with other digits or reads
/// otherwise, anything that is not in canonical form.
enum TypedText {
    /// Base64 without padding is taken for such only if it is at least this long: a shorter text is more likely a word.
    private static var minUnpaddedBase64: Int { 24 }

    /// Writes `text` as the record of a value, in the form that does not end the element, if that is shorter than a record of
    /// its characters. Returns the record's size; 0 if there is no such value, or not enough memory.
    ///
    /// Most text that comes here is a short number that stays text: it is spared the calls that its length rules out.
    static func encode(_ text: ByteText, into memory: UnsafeMutableRawBufferPointer) -> Int {
        guard text.count > 0, var record = unsafe RecordWriter(memory, for: text) else { return 0 }
        let isValue: Bool
        switch text[0] {
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            isValue = encodeNumeric(text, &record) || text.count >= minDateTimeCount && encodeDateTime(text, &record)
        case UInt8(ascii: "-"): isValue = encodeNegative(text, &record)
        case UInt8(ascii: "t"): isValue = encodeWord(text, "true", .trueText, &record)
        case UInt8(ascii: "f"): isValue = encodeWord(text, "false", .falseText, &record)
        case UInt8(ascii: "u"): isValue = encodeUniqueId(text, &record)
        case UInt8(ascii: "P"): isValue = encodeDuration(text, &record)
        default: isValue = false
        }
        if isValue { return record.count }
        if text.count == 36, encodeUUID(text, type: .uuidText, &record) { return record.count }
        return text.count & 3 == 0 && encodeBase64(text, &record) ? record.count : 0
    }

    /// Whether `encode` may find a value in `text` that is neither "true" nor "false". For most text that has none, the first
    /// and the last byte rule it out.
    @inline(__always)
    static func isLikely(_ text: ByteText) -> Bool {
        guard text.count > 0 else { return false }
        let first = text[0]
        if first &- UInt8(ascii: "0") < 10 || first == UInt8(ascii: "-") { return true }
        if first == UInt8(ascii: "u") && text.count == 45 || first == UInt8(ascii: "P") && text.count >= 8 { return true }
        return mayBeBase64(text)
    }

    /// Whether the length and the last character of a text allow that it is base64 or a UUID.
    @inline(__always)
    static func mayBeBase64(_ text: ByteText) -> Bool {
        guard text.count & 3 == 0 else { return false }
        return text.count >= minUnpaddedBase64 || text[text.count &- 1] == UInt8(ascii: "=")
    }

    private static func encodeWord(
        _ text: ByteText, _ word: StaticString, _ type: RecordType, _ record: inout RecordWriter
    ) -> Bool {
        guard text == word else { return false }
        record.append(type)
        return true
    }

    /// Whether what `write` writes is `text`.
    static func reads(_ text: ByteText, _ write: (inout TextWriter) -> Void) -> Bool {
        var scratch = InlineArray<64, UInt8>(repeating: 0)
        var span = scratch.mutableSpan
        return unsafe span.withUnsafeMutableBufferPointer { room in
            guard let start = room.baseAddress else { return false }
            var writer = unsafe TextWriter(start, count: room.count)
            write(&writer)
            return unsafe ByteText(start: start, count: room.count &- writer.room) == text
        }
    }

    private static func encodeBase64(_ text: ByteText, _ record: inout RecordWriter) -> Bool {
        guard text.count & 3 == 0, text.count >= 4 else { return false }
        let padding = text[text.count &- 1] != UInt8(ascii: "=") ? 0 : text[text.count &- 2] != UInt8(ascii: "=") ? 1 : 2
        guard padding > 0 || text.count >= minUnpaddedBase64 else { return false }
        // Most text has a character that is not in the alphabet among the first few.
        for index in 0..<min(text.count &- padding, 16) {
            guard Base64.bits(of: text[index]) < 64 else { return false }
        }
        let count = text.count / 4 &* 3 &- padding
        record.append(bytesOfCount: count)
        return record.append(base64: text, padding: padding)
    }
}
