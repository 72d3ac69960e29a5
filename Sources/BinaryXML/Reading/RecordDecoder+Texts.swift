internal import Bytes
internal import CodecKit
internal import XMLText

/// Text records, wherever they stand.
extension RecordDecoder {
    @inline(__always)
    mutating func contentText(
        _ type: RecordType, _ reader: inout RecordReader, _ writer: inout TextWriter
    ) throws(CodecError) -> Step {
        if isArray { throw malformed("an array's element holds text of its own") }
        if frames.count == 0, type.rawValue & 1 != 0 { throw malformed("a text record that ends an element, with none open") }
        guard writer.room > 0 else { return needsRoom(1) }
        if isTagOpen { try closeTag(&writer) }
        endsElement = type.rawValue & 1 != 0
        return try text(type, &reader, &writer)
    }

    /// A text record in a list, or the end of it.
    mutating func listRecord(_ reader: inout RecordReader, _ writer: inout TextWriter) throws(CodecError) -> Step {
        guard let first = reader.first else { return .needsInput }
        recordStart = offset &+ UInt64(truncatingIfNeeded: reader.position)
        let type = RecordType(rawValue: first)
        if type.withoutEndElement == .endListText {
            if type != .endListText {
                guard !isInAttribute else { throw malformed("an attribute's value ends the element") }
                endsElement = true
            }
            reader.skip(1)
            isInList = false
            mode = .valueEnd
            return .done
        }
        guard type.isText else { throw malformed("a list holds what is no text record") }
        guard type != .startListText else { throw malformed("a list within a list") }
        if needsSeparator {
            guard writer.room > 0 else { return needsRoom(1) }
            try countAttributeValue(1)
            writer.append(UInt8(ascii: " "))
            needsSeparator = false
        }
        return try text(type, &reader, &writer)
    }

    /// The text record at `reader`: a value at once, the beginning of a long one, or that of a list.
    @inline(__always)
    mutating func text(
        _ type: RecordType, _ reader: inout RecordReader, _ writer: inout TextWriter
    ) throws(CodecError) -> Step {
        if type.rawValue & 1 != 0, isInAttribute || isInList {
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
            guard let bytes = unsafe probe.bytes(2) else { return .needsInput }
            length = unsafe Int(bytes[0]) | Int(bytes[1]) << 8
        case .chars32Text, .bytes32Text, .unicodeChars32Text:
            guard let bytes = unsafe probe.bytes(4) else { return .needsInput }
            length = unsafe Int(bytes[0]) | Int(bytes[1]) << 8 | Int(bytes[2]) << 16 | Int(bytes[3]) << 24
            guard length <= 0x7FFF_FFFF else { throw malformed("the length of a text record is negative") }
        default: return try shortText(type.withoutEndElement, &reader, &writer)
        }
        try startPayload(type.withoutEndElement, length)
        reader = probe
        return try continuePayload(&reader, &writer)
    }

    @inline(__always)
    private mutating func startPayload(_ type: RecordType, _ length: Int) throws(CodecError) {
        if type.rawValue <= RecordType.chars32Text.rawValue {
            payload = .utf8
            try countAttributeValue(length)
        } else if type.rawValue <= RecordType.bytes32Text.rawValue {
            payload = .bytes
            try countAttributeValue((length &+ 2) / 3 &* 4)
            if frames.count == 0 && length > 0 { throw malformed("text outside of the root element") }
        } else {
            payload = .utf16
            if length & 1 != 0 { throw malformed("UTF-16 of an odd number of bytes") }
        }
        payloadLeft = length
        mode = .payload
        needsSeparator = true
    }

    /// A text record that is done at one go.
    private mutating func shortText(
        _ type: RecordType, _ reader: inout RecordReader, _ writer: inout TextWriter
    ) throws(CodecError) -> Step {
        if frames.count == 0 && type != .emptyText && type != .dictionaryText {
            throw malformed("text outside of the root element")
        }
        var probe = reader
        probe.skip(1)
        switch type {
        case .startListText:
            guard !endsElement else { throw malformed("a list that ends the element before it has begun") }
            isInList = true
            needsSeparator = false
            mode = .list
            reader = probe
            return .done
        case .endListText: throw malformed("the end of a list, with none begun")
        case .dictionaryText, .qnameDictionaryText:
            guard try dictionaryText(type, &probe, &writer) else {
                return roomNeeded > 0 ? .needsRoom : .needsInput
            }
        default:
            guard let count = ValueText.byteCount(of: type), let value = unsafe probe.bytes(count) else { return .needsInput }
            guard writer.room >= ValueText.maxCount else { return needsRoom(ValueText.maxCount) }
            let start = unsafe writer.next
            guard let bytes = value.baseAddress, unsafe ValueText.write(type, bytes, into: &writer) else {
                throw malformed("the bytes of a text record are no value of its type")
            }
            try countAttributeValue(unsafe writer.next - start)
        }
        reader = probe
        needsSeparator = true
        mode = .valueEnd
        return try endValue(&writer)
    }

    /// DictionaryText and QNameDictionaryText. False if input is lacking, or, with `roomNeeded`, room.
    private mutating func dictionaryText(
        _ type: RecordType, _ probe: inout RecordReader, _ writer: inout TextWriter
    ) throws(CodecError) -> Bool {
        roomNeeded = 0
        var prefix = unsafe UnsafeBufferPointer<UInt8>(start: nil, count: 0)
        if type == .qnameDictionaryText {
            guard let letter = probe.byte() else { return false }
            guard letter < 26 else { throw malformed("a QNameDictionaryText record with a prefix that is no letter") }
            unsafe prefix = Self.letter(RecordType(rawValue: letter), from: RecordType(rawValue: 0))
        }
        guard let id = try identifier(&probe) else { return false }
        let text = unsafe try dictionaryString(id)
        let bound = text.count &* TextEscaping.maxExpansion &+ 2 &+ TextEscaping.minRoom
        guard writer.room >= bound else {
            roomNeeded = bound
            return false
        }
        if prefix.count > 0 {
            unsafe writer.append(prefix)
            writer.append(UInt8(ascii: ":"))
        }
        if frames.count == 0 {
            guard unsafe isWhiteSpace(text) else { throw malformed("text outside of the root element") }
            unsafe writer.append(text)
            return true
        }
        try countAttributeValue(prefix.count &* 2 &+ text.count)
        let stop = unsafe TextEscaping.write(
            text, into: &writer, isInAttribute ? .attribute : .content, invalidCharacters).stop
        switch stop {
        case .end: return true
        case .invalidCharacter:
            throw .invalidFormat("a dictionary string has a character that XML does not allow", unless: .invalidCharacters)
                .at(.offset(recordStart))
        default: throw malformed("a dictionary string has U+0000")
        }
    }

    /// Goes on after a value: in a list, behind an attribute, behind the element if the record ends it, or in the content.
    @inline(__always)
    mutating func endValue(_ writer: inout TextWriter) throws(CodecError) -> Step {
        if isInList {
            mode = .list
        } else if isInAttribute {
            guard writer.room > 0 else { return needsRoom(1) }
            writer.append(UInt8(ascii: "\""))
            isInAttribute = false
            mode = .record
        } else if endsElement {
            let step = try endElement(&writer)
            guard step == .done else { return step }
            endsElement = false
            mode = .record
        } else {
            mode = .record
        }
        return .done
    }

    /// Whether a text is nothing but XML's white space.
    func isWhiteSpace(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        for index in 0..<text.count {
            switch unsafe text[index] {
            case 0x20, 0x09, 0x0A, 0x0D: break
            default: return false
            }
        }
        return true
    }
}
