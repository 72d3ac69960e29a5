internal import Bytes
internal import CodecKit
internal import XMLText

/// Writes a line about each record, and judges nothing but their structure, which it holds to the limits of the decoder. Of
/// long text it shows the beginning.
struct RecordLister: RecordMachine, ~Copyable {
    private enum Mode: UInt8 {
        case tableSize
        case tableString
        case record
        /// The rest of a long record, which is not shown.
        case rest
        case arrayHeader
        case arrayItems
    }

    /// So many bytes of a text are shown.
    private static var shownCount: Int { 128 }
    /// No line is longer, but for its strings: offset, indentation, name, numbers.
    private static var lineBound: Int { 256 }
    /// A byte takes so many characters at most.
    private static var escapeBound: Int { 4 }
    private static var maxIndentation: Int { 40 }

    private let isSession: Bool
    private var mode = Mode.record
    var offset: UInt64 = 0
    private(set) var recordStart: UInt64 = 0
    private(set) var roomNeeded = 0
    private var depth = 0
    private var left = 0
    private var strings = SessionStrings()
    private var isInArrayElement = false
    private var arrayType = RecordType.zeroText
    private let limits: XMLLimits
    private var sessionLeft: Int
    /// Of the start tag at hand.
    private var attributeCount: UInt32 = 0
    private var declarationCount: UInt32 = 0
    /// Whether text belongs to an attribute, in a list perhaps, and how much there was.
    private var isInAttribute = false
    private var isInList = false
    private var hasListItem = false
    private var attributeLength = 0
    /// How far the input has to go for the record at hand, so that one that comes byte by byte is not looked at for each.
    private var wanted: UInt64 = 0

    init(_ limits: XMLLimits, isSession: Bool) {
        self.isSession = isSession
        self.limits = limits
        sessionLeft = Int(limits.maxSessionSize)
    }

    mutating func begin() throws(CodecError) {
        mode = isSession ? .tableSize : .record
        offset = 0
        recordStart = 0
        depth = 0
        isInArrayElement = false
        isInAttribute = false
        isInList = false
        wanted = 0
    }

    mutating func commit() {}

    mutating func abandon() {}

    var isComplete: Bool { mode == .record }

    mutating func run(_ reader: inout RecordReader, _ writer: inout TextWriter, once: Bool) throws(CodecError) -> Step {
        while true {
            var probe = reader
            if mode != .rest { recordStart = offset &+ UInt64(truncatingIfNeeded: reader.position) }
            let end = offset &+ UInt64(truncatingIfNeeded: reader.position &+ reader.remaining)
            guard end >= wanted else { return .needsInput }
            // A name, a prefix or a text at the most; which is why one of either is shown whole only if it is short.
            roomNeeded = Self.lineBound &+ 2 &* Self.shownCount &* Self.escapeBound
            guard writer.room >= roomNeeded else { return .needsRoom }
            let step: Step
            switch mode {
            case .tableSize: step = try tableSize(&probe, &writer)
            case .tableString: step = try tableString(&probe, &writer)
            case .record: step = try record(&probe, &writer)
            case .rest: step = skipRest(&probe)
            case .arrayHeader: step = try arrayHeader(&probe, &writer)
            case .arrayItems: step = arrayItem(&probe, &writer)
            }
            guard step == .done else {
                if mode == .rest { reader = probe }
                return step
            }
            reader = probe
            if once { return .done }
        }
    }

    private func malformed(_ reason: StaticString) -> CodecError {
        .invalidFormat(reason).at(.offset(recordStart))
    }

    private func exceeded(_ reason: StaticString, _ limit: UInt32, _ setting: CodecSetting) -> CodecError {
        .quotaExceeded(reason, limit: UInt64(limit), setting).at(.offset(recordStart))
    }

    // MARK: Lines

    private mutating func beginLine(_ writer: inout TextWriter, indentation: Int) {
        writer.append(hexadecimal: recordStart, digits: 8)
        for _ in 0..<min(indentation, Self.maxIndentation) &+ 1 { writer.append("  ") }
    }

    /// Writes a text between quotation marks, in ASCII, and how long it is if that is not all of it.
    private func append(_ text: ByteText, of count: Int, _ writer: inout TextWriter) {
        writer.append(" \"")
        for index in 0..<min(text.count, Self.shownCount) {
            let byte = text[index]
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
                writer.append(UInt8(ascii: "\\"))
                writer.append(byte)
            } else if byte >= 0x20 && byte < 0x7F {
                writer.append(byte)
            } else {
                writer.append("\\x")
                writer.append(hexadecimal: UInt64(byte), digits: 2)
            }
        }
        writer.append("\"")
        appendSize(shown: text.count, of: count, &writer)
    }

    private func appendSize(shown: Int, of count: Int, _ writer: inout TextWriter) {
        guard count > min(shown, Self.shownCount) else { return }
        writer.append("... of ")
        writer.append(decimal: Int64(count))
        writer.append(" bytes")
    }

    // MARK: The string table of a session

    private mutating func tableSize(_ reader: inout RecordReader, _ writer: inout TextWriter) throws(CodecError) -> Step {
        guard let size = try number(&reader) else { return .needsInput }
        guard size <= sessionLeft else {
            throw exceeded("the string tables of a session are too long", limits.maxSessionSize, .maxSessionSize)
        }
        sessionLeft &-= size
        beginLine(&writer, indentation: 0)
        writer.append("StringTable ")
        writer.append(decimal: Int64(size))
        writer.append(" bytes\n")
        left = size
        mode = size > 0 ? .tableString : .record
        return .done
    }

    private mutating func tableString(_ reader: inout RecordReader, _ writer: inout TextWriter) throws(CodecError) -> Step {
        let start = reader.position
        guard let length = try number(&reader) else { return .needsInput }
        let size = reader.position &- start &+ length
        guard size <= left else { throw malformed("a string goes beyond the end of its string table") }
        guard let text = bytes(length, &reader) else { return .needsInput }
        guard try strings.append(text) else { throw malformed("a string of a session is not UTF-8") }
        beginLine(&writer, indentation: 1)
        writer.append(UInt8(ascii: "["))
        writer.append(decimal: Int64(strings.count &* 2 &- 1))
        writer.append(UInt8(ascii: "]"))
        append(text, of: length, &writer)
        writer.append(UInt8(ascii: "\n"))
        left &-= size
        if left == 0 { mode = .record }
        return .done
    }

    /// A number; nil if it is cut off.
    private func number(_ reader: inout RecordReader) throws(CodecError) -> Int? {
        let value = reader.multiByteInt31()
        if value == RecordReader.isTooLarge { throw malformed("a number has more than 31 bits") }
        return value >= 0 ? value : nil
    }

    /// Bytes of a record; nil if they are cut off.
    private mutating func bytes(_ count: Int, _ reader: inout RecordReader) -> ByteText? {
        if let bytes = reader.bytes(count) { return bytes }
        wanted = offset &+ UInt64(truncatingIfNeeded: reader.position) &+ UInt64(truncatingIfNeeded: count)
        return nil
    }

    // MARK: Records

    private mutating func record(_ reader: inout RecordReader, _ writer: inout TextWriter) throws(CodecError) -> Step {
        guard let first = reader.byte() else { return .needsInput }
        let type = RecordType(rawValue: first)
        // What turns out to be cut off is written on a copy, and forgotten.
        var line = writer
        if type == .endElement && depth > 0 { depth &-= 1 }
        let isAttribute = first >= RecordType.shortAttribute.rawValue && first < RecordType.shortElement.rawValue
        beginLine(&line, indentation: depth)
        guard RecordName.write(type, into: &line) else { throw malformed("there is no record of this type") }
        var step = Step.done
        if type.isText {
            step = try text(type, &reader, &line)
        } else if first >= RecordType.shortAttribute.rawValue {
            step = try names(type, &reader, &line)
            if step == .done { try count(type, isAttribute: isAttribute) }
        } else if type == .comment {
            guard let length = try number(&reader) else { return .needsInput }
            guard length <= Int(limits.maxAttributeValueLength) else {
                throw exceeded("a comment is too long", limits.maxAttributeValueLength, .maxAttributeValueLength)
            }
            step = string(&reader, length, &line)
        }
        guard step == .done else { return step }
        line.append(UInt8(ascii: "\n"))
        writer = line
        if type == .array { isInArrayElement = true }
        if type == .endElement && isInArrayElement {
            isInArrayElement = false
            mode = .arrayHeader
        }
        if type.isText && first & 1 != 0 && depth > 0 { depth &-= 1 }
        return .done
    }

    /// Counts an element, attribute or declaration.
    private mutating func count(_ type: RecordType, isAttribute: Bool) throws(CodecError) {
        if !isAttribute {
            guard depth < Int(limits.maxDepth) else {
                throw exceeded("elements are nested too deep", limits.maxDepth, .maxDepth)
            }
            depth &+= 1
            attributeCount = 0
            declarationCount = 0
        } else if isDeclaration(type) {
            guard declarationCount < limits.maxNamespaceDeclarations else {
                throw exceeded(
                    "an element has too many namespace declarations", limits.maxNamespaceDeclarations,
                    .maxNamespaceDeclarations)
            }
            declarationCount &+= 1
        } else {
            guard attributeCount < limits.maxAttributes else {
                throw exceeded("an element has too many attributes", limits.maxAttributes, .maxAttributes)
            }
            attributeCount &+= 1
            isInAttribute = true
            attributeLength = 0
        }
    }

    private func isDeclaration(_ type: RecordType) -> Bool {
        type.rawValue >= RecordType.shortXmlnsAttribute.rawValue
            && type.rawValue <= RecordType.dictionaryXmlnsAttribute.rawValue
    }

    /// Counts what the value of an attribute grows by.
    private mutating func countAttributeValue(_ count: Int) throws(CodecError) {
        guard isInAttribute else { return }
        attributeLength &+= count
        guard attributeLength <= Int(limits.maxAttributeValueLength) else {
            throw exceeded("the value of an attribute is too long", limits.maxAttributeValueLength, .maxAttributeValueLength)
        }
    }

    /// The prefix, the name and the namespace that a record has. Nothing is written before all of it is there: while it comes
    /// byte by byte, this is called for each.
    private mutating func names(
        _ type: RecordType, _ reader: inout RecordReader, _ line: inout TextWriter
    ) throws(CodecError) -> Step {
        var hasPrefix = false
        var hasIdentifier = false
        switch type {
        case .attribute, .xmlnsAttribute, .element: hasPrefix = true
        case .shortDictionaryAttribute, .shortDictionaryXmlnsAttribute, .shortDictionaryElement: hasIdentifier = true
        case .dictionaryAttribute, .dictionaryXmlnsAttribute, .dictionaryElement:
            hasPrefix = true
            hasIdentifier = true
        default:
            hasIdentifier = type.rawValue >= 0x0C && type.rawValue <= 0x25 || type.rawValue >= 0x44 && type.rawValue <= 0x5D
        }
        let isNamespace = isDeclaration(type)
        var prefix = unsafe ByteText(start: nil, count: 0)
        if hasPrefix {
            guard let text = try wholeString(&reader, isNamespace: false) else { return .needsInput }
            prefix = text
        }
        // The prefix counts with its colon, and so does that of one letter which the record's type stands for.
        let hasLetter = !hasPrefix && !isNamespace && (type.rawValue >= 0x0C && type.rawValue < 0x40 || type.rawValue >= 0x44)
        let prefixLength = isNamespace ? 0 : hasLetter ? 2 : prefix.count > 0 ? prefix.count &+ 1 : 0
        if hasIdentifier {
            guard let id = try number(&reader) else { return .needsInput }
            let text = string(UInt32(truncatingIfNeeded: id))
            try checkName(prefixLength &+ (text?.count ?? 0), isNamespace: isNamespace)
            if hasPrefix { append(prefix, of: prefix.count, &line) }
            append(text, identifiedBy: id, &line)
            return .done
        }
        guard let text = try wholeString(&reader, isNamespace: isNamespace) else { return .needsInput }
        try checkName(prefixLength &+ text.count, isNamespace: isNamespace)
        if hasPrefix { append(prefix, of: prefix.count, &line) }
        append(text, of: text.count, &line)
        return .done
    }

    private func checkName(_ length: Int, isNamespace: Bool) throws(CodecError) {
        guard length > Int(limits.maxNameLength) else { return }
        let reason: StaticString = isNamespace ? "the namespace is too long" : "the name is too long"
        throw exceeded(reason, limits.maxNameLength, .maxNameLength)
    }

    private mutating func wholeString(
        _ reader: inout RecordReader, isNamespace: Bool
    ) throws(CodecError) -> ByteText? {
        guard let length = try number(&reader) else { return nil }
        try checkName(length, isNamespace: isNamespace)
        return bytes(length, &reader)
    }

    /// The string that an identifier stands for; nil if there is none.
    private func string(_ id: UInt32) -> ByteText? {
        id & 1 == 0 ? StaticDictionary.string(id) : strings.string(id)
    }

    private func append(_ text: ByteText?, identifiedBy id: Int, _ line: inout TextWriter) {
        line.append(" [")
        line.append(decimal: Int64(id))
        line.append(UInt8(ascii: "]"))
        if let text = text { append(text, of: text.count, &line) } else { line.append(" unknown") }
    }

    /// A text that an identifier stands for, with what comes before it.
    private mutating func identifiedText(
        _ reader: inout RecordReader, after prefixLength: Int, _ line: inout TextWriter
    ) throws(CodecError) -> Step {
        guard let id = try number(&reader) else { return .needsInput }
        let text = string(UInt32(truncatingIfNeeded: id))
        try countAttributeValue(prefixLength &+ (text?.count ?? 0))
        append(text, identifiedBy: id, &line)
        return .done
    }

    private mutating func text(
        _ type: RecordType, _ reader: inout RecordReader, _ line: inout TextWriter
    ) throws(CodecError) -> Step {
        let step = try textRecord(type, &reader, &line)
        guard step == .done else { return step }
        switch type.withoutEndElement {
        case .startListText:
            isInList = true
            hasListItem = false
        case .endListText: isInList = false
        default:
            // A blank stands between the items of a list.
            if isInList && hasListItem { try countAttributeValue(1) }
            hasListItem = true
        }
        if !isInList { isInAttribute = false }
        return step
    }

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
            line.append(letter < 26 ? 0x61 &+ letter : UInt8(ascii: "?"))
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
    private func value(_ type: RecordType, _ reader: inout RecordReader, _ line: inout TextWriter) -> Int? {
        guard let count = ValueText.byteCount(of: type), let value = reader.bytes(count), let bytes = unsafe value.baseAddress
        else { return nil }
        if count == 0 {
            var unseen = line
            _ = unsafe ValueText.write(type, bytes, into: &unseen)
            return unsafe unseen.next - line.next
        }
        if mode == .record { line.append(UInt8(ascii: " ")) }
        let start = unsafe line.next
        if unsafe !ValueText.write(type, bytes, into: &line) {
            line.append("no value:")
            for index in 0..<count {
                line.append(UInt8(ascii: " "))
                line.append(hexadecimal: UInt64(value[index]), digits: 2)
            }
        }
        return unsafe line.next - start
    }

    /// The beginning of a long string; the rest is passed over.
    private mutating func string(_ reader: inout RecordReader, _ length: Int, _ line: inout TextWriter) -> Step {
        guard let shown = bytes(min(length, Self.shownCount), &reader) else { return .needsInput }
        append(shown, of: length, &line)
        passOver(length &- shown.count)
        return .done
    }

    private mutating func hexadecimal(_ reader: inout RecordReader, _ length: Int, _ line: inout TextWriter) -> Step {
        guard let shown = bytes(min(length, Self.shownCount), &reader) else { return .needsInput }
        for index in 0..<shown.count {
            line.append(UInt8(ascii: " "))
            line.append(hexadecimal: UInt64(shown[index]), digits: 2)
        }
        appendSize(shown: shown.count, of: length, &line)
        passOver(length &- shown.count)
        return .done
    }

    private mutating func passOver(_ count: Int) {
        left = count
        if count > 0 { mode = .rest }
    }

    private mutating func skipRest(_ reader: inout RecordReader) -> Step {
        let passed = min(reader.remaining, left)
        reader.skip(passed)
        left &-= passed
        guard left == 0 else { return .needsInput }
        mode = .record
        return .done
    }

    // MARK: Arrays

    private mutating func arrayHeader(_ reader: inout RecordReader, _ writer: inout TextWriter) throws(CodecError) -> Step {
        guard let first = reader.byte() else { return .needsInput }
        guard let count = try number(&reader) else { return .needsInput }
        let type = RecordType(rawValue: first)
        guard type.isText, let size = ValueText.byteCount(of: type.withoutEndElement), size > 0 else {
            throw malformed("the values of an array are of a type that arrays do not have")
        }
        guard count <= Int(limits.maxArrayLength) else {
            throw exceeded("an array is too long", limits.maxArrayLength, .maxArrayLength)
        }
        beginLine(&writer, indentation: depth &+ 1)
        _ = RecordName.write(type, into: &writer)
        writer.append(" x ")
        writer.append(decimal: Int64(count))
        writer.append(UInt8(ascii: "\n"))
        arrayType = type.withoutEndElement
        left = count
        mode = count > 0 ? .arrayItems : .record
        return .done
    }

    private mutating func arrayItem(_ reader: inout RecordReader, _ writer: inout TextWriter) -> Step {
        guard reader.remaining >= ValueText.byteCount(of: arrayType) ?? 0 else { return .needsInput }
        beginLine(&writer, indentation: depth &+ 2)
        guard value(arrayType, &reader, &writer) != nil else { return .needsInput }
        writer.append(UInt8(ascii: "\n"))
        left &-= 1
        if left == 0 { mode = .record }
        return .done
    }
}
