internal import Bytes
internal import CodecKit
internal import XMLText

/// Text records and comments.
extension RecordLister {
    /// Counts what is added to the value of an attribute, if text goes into one.
    @_optimize(size)
    mutating func countAttributeValue(_ count: Int) throws(CodecError) {
        guard target.add(count, limit: limits.maxAttributeValueLength) else {
            throw exceeded("the value of an attribute is too long", limits.maxAttributeValueLength, .maxAttributeValueLength)
        }
    }

    @_optimize(size)
    mutating func text(
        _ type: RecordType, _ reader: inout RecordReader, _ line: inout TextWriter
    ) throws(CodecError) -> Step {
        let step = try textRecord(type, &reader, &line)
        guard step == .done else { return step }
        switch type.withoutEndElement {
        case .startListText: target.beginList()
        case .endListText: target.endList()
        default:
            // A blank stands between the items of a list.
            if target.isInList && target.needsSeparator { try countAttributeValue(1) }
            target.addItem()
        }
        if !target.isInList { target.endAttribute() }
        return step
    }

    @_optimize(size)
    private mutating func textRecord(
        _ type: RecordType, _ reader: inout RecordReader, _ line: inout TextWriter
    ) throws(CodecError) -> Step {
        let width: Int
        switch type.withoutEndElement {
        case .chars8Text, .unicodeChars8Text, .bytes8Text: width = 1
        case .chars16Text, .unicodeChars16Text, .bytes16Text: width = 2
        case .chars32Text, .unicodeChars32Text, .bytes32Text: width = 4
        case .startListText, .endListText: return .done
        case .dictionaryText: return try identifiedText(&reader, after: 0, &line)
        case .qnameDictionaryText:
            guard let letter = reader.byte() else { return .needsInput }
            line.append(UInt8(ascii: " "))
            line.append(letter < 26 ? UInt8(ascii: "a") &+ letter : UInt8(ascii: "?"))
            line.append(UInt8(ascii: ":"))
            return try identifiedText(&reader, after: 2, &line)
        default:
            guard let length = value(type.withoutEndElement, &reader, &line) else { return .needsInput }
            try countAttributeValue(length)
            return .done
        }
        guard let bytes = reader.bytes(width) else { return .needsInput }
        var length = 0
        for index in 0..<width { length |= Int(bytes[index]) << (8 &* index) }
        guard length <= 0x7FFF_FFFF else { throw malformed("the length of a text record is negative") }
        let base = type.withoutEndElement.rawValue
        let isBytes = base >= RecordType.bytes8Text.rawValue && base <= RecordType.bytes32Text.rawValue
        let step = isBytes ? hexadecimal(&reader, length, &line) : string(&reader, length, &line)
        guard step == .done else { return step }
        let isUTF16 = base >= RecordType.unicodeChars8Text.rawValue && base <= RecordType.unicodeChars32Text.rawValue
        try countAttributeValue(isBytes ? (length &+ 2) / 3 &* 4 : isUTF16 ? length / 2 : length)
        return .done
    }

    /// Writes a value, unless the name of its record says it. Returns how long its text is; nil if it is cut off.
    @_optimize(size)
    func value(_ type: RecordType, _ reader: inout RecordReader, _ line: inout TextWriter) -> Int? {
        guard let count = ValueText.byteCount(of: type), let value = reader.bytes(count) else { return nil }
        if count == 0 {
            var unseen = line
            _ = ValueText.write(type, value, into: &unseen)
            return line.room &- unseen.room
        }
        if mode == .record { line.append(UInt8(ascii: " ")) }
        let room = line.room
        if !ValueText.write(type, value, into: &line) {
            line.append("no value:")
            for index in 0..<count {
                line.append(UInt8(ascii: " "))
                line.append(hexadecimal: UInt64(value[index]), digits: 2)
            }
        }
        return room &- line.room
    }

    /// Shows the beginning of a string, and passes over the rest.
    @_optimize(size)
    mutating func string(_ reader: inout RecordReader, _ length: Int, _ line: inout TextWriter) -> Step {
        guard let shown = bytes(min(length, ListingLine.shownCount), &reader) else { return .needsInput }
        ListingLine.append(shown, of: length, &line)
        passOver(length &- shown.count)
        return .done
    }

    @_optimize(size)
    private mutating func hexadecimal(_ reader: inout RecordReader, _ length: Int, _ line: inout TextWriter) -> Step {
        guard let shown = bytes(min(length, ListingLine.shownCount), &reader) else { return .needsInput }
        for index in 0..<shown.count {
            line.append(UInt8(ascii: " "))
            line.append(hexadecimal: UInt64(shown[index]), digits: 2)
        }
        ListingLine.appendSize(shown: shown.count, of: length, &line)
        passOver(length &- shown.count)
        return .done
    }

    @_optimize(size)
    private mutating func passOver(_ count: Int) {
        left = count
        if count > 0 { mode = .rest }
    }

    @_optimize(size)
    mutating func skipRest(_ reader: inout RecordReader) -> Step {
        let passed = min(reader.remaining, left)
        reader.skip(passed)
        left &-= passed
        guard left == 0 else { return .needsInput }
        mode = .record
        return .done
    }
}
