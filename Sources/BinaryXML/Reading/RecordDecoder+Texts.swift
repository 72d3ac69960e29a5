internal import Bytes
internal import CodecKit
internal import XMLText

/// Text records, wherever they stand.
extension RecordDecoder {
    @inline(__always)
    mutating func contentText(
        _ type: RecordType, _ reader: inout RecordReader, _ writer: inout TextWriter
    ) throws(CodecError) -> Step {
        if array.isOpen { throw malformed("an array's element holds text of its own") }
        if elements.count == 0, type.endsElement { throw malformed("a text record ends an element although none is open") }
        guard writer.room > 0 else { return needsRoom(1) }
        if tag.isOpen { try endTag(&writer) }
        target.setEndsElement(type.endsElement)
        return try text(type, &reader, &writer)
    }

    /// A text record in a list, or the end of it.
    mutating func listRecord(_ reader: inout RecordReader, _ writer: inout TextWriter) throws(CodecError) -> Step {
        guard let type = beginRecord(reader) else { return .needsInput }
        if type.withoutEndElement == .endListText {
            if type != .endListText {
                guard !target.isInAttribute else { throw malformed("an attribute's value ends the element") }
                target.setEndsElement(true)
            }
            reader.skip(1)
            target.endList()
            mode = .valueEnd
            return .done
        }
        guard type.isText else { throw malformed("a list holds a record that is not a text record") }
        guard type != .startListText else { throw malformed("a list within a list") }
        if target.needsSeparator {
            guard writer.room > 0 else { return needsRoom(1) }
            try countAttributeValue(1)
            writer.append(UInt8(ascii: " "))
            target.addSeparator()
        }
        return try text(type, &reader, &writer)
    }

    /// Takes the text record at `reader`: all of a value, the beginning of a long record, or that of a list.
    @inline(__always)
    mutating func text(
        _ type: RecordType, _ reader: inout RecordReader, _ writer: inout TextWriter
    ) throws(CodecError) -> Step {
        if type.endsElement, target.isInAttribute || target.isInList {
            throw malformed("a text record that ends an element, where none can end")
        }
        var probe = reader
        probe.skip(1)
        let length: Int
        switch type.withoutEndElement {
        case .chars8Text, .bytes8Text, .unicodeChars8Text:
            guard let byte = probe.byte() else { return .needsInput }
            length = Int(byte)
        case .chars16Text, .bytes16Text, .unicodeChars16Text:
            guard let bytes = probe.bytes(2) else { return .needsInput }
            length = Int(bytes.number(at: 0, as: UInt16.self))
        case .chars32Text, .bytes32Text, .unicodeChars32Text:
            guard let bytes = probe.bytes(4) else { return .needsInput }
            length = Int(bytes.number(at: 0, as: UInt32.self))
            guard length <= 0x7FFF_FFFF else { throw malformed("the length of a text record is negative") }
        default: return try shortText(type.withoutEndElement, &reader, &writer)
        }
        try beginLongRecord(type.withoutEndElement, length)
        reader = probe
        return try continueLongRecord(&reader, &writer)
    }

    @inline(__always)
    private mutating func beginLongRecord(_ type: RecordType, _ length: Int) throws(CodecError) {
        let content: LongRecord.Content
        if type.rawValue <= RecordType.chars32Text.rawValue {
            content = .utf8
            try countAttributeValue(length)
        } else if type.rawValue <= RecordType.bytes32Text.rawValue {
            content = .bytes
            try countAttributeValue((length &+ 2) / 3 &* 4)
            if elements.count == 0 && length > 0 { throw malformed("text outside of the root element") }
        } else {
            content = .utf16
            if length & 1 != 0 { throw malformed("UTF-16 of an odd number of bytes") }
        }
        longRecord = LongRecord(content, count: length)
        mode = .longRecord
        target.addItem()
    }

    /// Takes a text record that is not long, and so is taken whole.
    private mutating func shortText(
        _ type: RecordType, _ reader: inout RecordReader, _ writer: inout TextWriter
    ) throws(CodecError) -> Step {
        if elements.count == 0 && type != .emptyText && type != .dictionaryText {
            throw malformed("text outside of the root element")
        }
        var probe = reader
        probe.skip(1)
        switch type {
        case .startListText:
            guard !target.endsElement else { throw malformed("a list that ends the element before it has begun") }
            target.beginList()
            mode = .list
            reader = probe
            return .done
        case .endListText: throw malformed("the end of a list that has not begun")
        case .dictionaryText, .qnameDictionaryText:
            guard try dictionaryText(type, &probe, &writer) else {
                return roomNeeded > 0 ? .needsRoom : .needsInput
            }
        default:
            guard let count = ValueText.byteCount(of: type), let value = probe.bytes(count) else { return .needsInput }
            guard writer.room >= ValueText.maxCount else { return needsRoom(ValueText.maxCount) }
            let room = writer.room
            guard ValueText.write(type, value, into: &writer) else {
                throw malformed("the bytes of a text record are not a value of its type")
            }
            try countAttributeValue(room &- writer.room)
        }
        reader = probe
        target.addItem()
        mode = .valueEnd
        return try endValue(&writer)
    }

    /// Takes a DictionaryText or QNameDictionaryText record. False if there is not enough input or, with `roomNeeded` above 0,
    /// not enough room.
    private mutating func dictionaryText(
        _ type: RecordType, _ probe: inout RecordReader, _ writer: inout TextWriter
    ) throws(CodecError) -> Bool {
        roomNeeded = 0
        var prefix = ByteText()
        if type == .qnameDictionaryText {
            guard let letter = probe.byte() else { return false }
            guard letter < 26 else { throw malformed("a QNameDictionaryText record whose prefix is not a letter") }
            prefix = Self.letter(RecordType(rawValue: letter), from: RecordType(rawValue: 0))
        }
        guard let id = try identifier(&probe) else { return false }
        let text = try dictionaryString(id)
        let bound = text.count &* TextEscaping.maxExpansion &+ 2 &+ TextEscaping.minRoom
        guard writer.room >= bound else {
            roomNeeded = bound
            return false
        }
        if prefix.count > 0 {
            writer.append(prefix)
            writer.append(UInt8(ascii: ":"))
        }
        if elements.count == 0 {
            guard isWhiteSpace(text) else { throw malformed("text outside of the root element") }
            writer.append(text)
            return true
        }
        try countAttributeValue(prefix.count &* 2 &+ text.count)
        let stop = TextEscaping.write(
            text, into: &writer, target.isInAttribute ? .attribute : .content, invalidCharacters
        ).stop
        switch stop {
        case .end: return true
        case .invalidCharacter:
            throw .invalidFormat("a dictionary string has a character that XML does not allow", unless: .invalidCharacters)
                .at(.offset(recordStart))
        default: throw malformed("a dictionary string has U+0000")
        }
    }

    /// Goes on after a value: in the list, after the attribute, after the element if the record ends it, or in the content.
    @inline(__always)
    mutating func endValue(_ writer: inout TextWriter) throws(CodecError) -> Step {
        if target.isInList {
            mode = .list
        } else if target.isInAttribute {
            guard writer.room > 0 else { return needsRoom(1) }
            writer.append(UInt8(ascii: "\""))
            target.endAttribute()
            mode = .record
        } else if target.endsElement {
            let step = try endElement(&writer)
            guard step == .done else { return step }
            target.setEndsElement(false)
            mode = .record
        } else {
            mode = .record
        }
        return .done
    }

    /// Whether a text consists of white space, as XML has it.
    func isWhiteSpace(_ text: ByteText) -> Bool {
        for index in 0..<text.count {
            guard isWhiteSpace(text[index]) else { return false }
        }
        return true
    }

    func isWhiteSpace(_ character: UInt8) -> Bool {
        switch character {
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): true
        default: false
        }
    }
}
