internal import Bytes
internal import XMLText

/// Text that reads like a value, written as that value where this is shorter. Whoever reads it, this library or WCF, gets
/// exactly the same text again and, as a value of whatever type, exactly what the characters read as. What does not
/// stays text: local times, numbers that .NET Framework prints with other digits or reads otherwise, anything that is
/// not in canonical form.
enum TypedText {
    /// Base64 without padding is taken for such only from so many characters: a shorter text is likelier a word.
    private static var minUnpaddedBase64: Int { 24 }

    /// Writes `text` as a text record if one of a value is shorter than that of its characters, and returns its size; else
    /// 0, with nothing written. `room` has at least 16 bytes more than `text`. The form with an EndElement record is never
    /// written; it is the first byte's lowest bit.
    static func encode(_ text: ByteText, into room: UnsafeMutableRawBufferPointer) -> Int {
        guard let start = room.baseAddress, text.count > 0, room.count &- 16 >= text.count else { return 0 }
        var record = unsafe RecordWriter(start)
        let isValue: Bool
        switch text[0] {
        case 0x30...0x39: isValue = encodeNumeric(text, &record) || encodeDateTime(text, &record)
        case UInt8(ascii: "-"): isValue = encodeNegative(text, &record)
        case UInt8(ascii: "t"): isValue = encodeWord(text, "true", .trueText, &record)
        case UInt8(ascii: "f"): isValue = encodeWord(text, "false", .falseText, &record)
        case UInt8(ascii: "u"): isValue = encodeUniqueId(text, &record)
        case UInt8(ascii: "P"): isValue = encodeDuration(text, &record)
        default: isValue = false
        }
        if isValue { return record.count }
        if text.count == 36, encodeUUID(text, type: .uuidText, &record) { return record.count }
        return encodeBase64(text, &record) ? record.count : 0
    }

    /// Whether `encode` may find a value in `text`, but for a word that is a constant. Most text is told by two of its bytes.
    @inline(__always)
    static func isLikely(_ text: ByteText) -> Bool {
        guard text.count > 0 else { return false }
        let first = text[0]
        if first &- 0x30 < 10 || first == UInt8(ascii: "-") { return true }
        if first == UInt8(ascii: "u") && text.count == 45 || first == UInt8(ascii: "P") && text.count >= 8 { return true }
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
            guard unsafe writer.next - start == text.count else { return false }
            for index in 0..<text.count {
                guard unsafe text[index] == start[index] else { return false }
            }
            return true
        }
    }

    private static func encodeBase64(_ text: ByteText, _ record: inout RecordWriter) -> Bool {
        guard text.count & 3 == 0, text.count >= 4 else { return false }
        let padding = text[text.count &- 1] != UInt8(ascii: "=") ? 0 : text[text.count &- 2] != UInt8(ascii: "=") ? 1 : 2
        guard padding > 0 || text.count >= minUnpaddedBase64 else { return false }
        // Most text has a character that is none of base64's early on.
        for index in 0..<min(text.count &- padding, 16) {
            guard Base64.value(of: text[index]) != nil else { return false }
        }
        let count = text.count / 4 &* 3 &- padding
        record.append(bytesOfCount: count)
        return record.append(base64: text, padding: padding)
    }
}
