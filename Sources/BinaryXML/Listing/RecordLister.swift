internal import Bytes
internal import CodecKit
internal import XMLText

/// Writes a line about each record, and judges only the structure of records, which it holds to the limits of the decoder. Of a
/// long text it shows the beginning.
struct RecordLister: RecordMachine, ~Copyable {
    /// What the next step is.
    enum Mode: UInt8 {
        case tableSize
        case tableString
        case record
        /// The rest of a long record, which is not shown.
        case rest
        case arrayHeader
        case arrayItems
    }

    let limits: XMLLimits
    private let isSession: Bool
    var mode = Mode.record
    var offset: UInt64 = 0
    private(set) var recordStart: UInt64 = 0
    private(set) var roomNeeded = 0
    /// How far the input has to go for the record at hand, so that one that comes byte by byte is not looked at for each.
    var wanted: UInt64 = 0

    /// The number of elements that are open.
    var depth = 0
    /// What the start tag at hand has.
    private var attributeCount = 0
    private var declarationCount = 0
    var target = TextTarget()
    private var isInArrayElement = false
    var arrayType = RecordType.zeroText
    /// The bytes of a long record, or the values of an array, that are to come.
    var left = 0
    var strings: ListedStrings

    @_optimize(size)
    init(_ limits: XMLLimits, isSession: Bool, isFromStart: Bool) {
        self.isSession = isSession
        self.limits = limits
        strings = ListedStrings(maxSize: limits.maxSessionSize, isFromStart: isFromStart)
    }

    @_optimize(size)
    mutating func begin() throws(CodecError) {
        strings.begin()
        mode = isSession ? .tableSize : .record
        offset = 0
        recordStart = 0
        depth = 0
        isInArrayElement = false
        target = TextTarget()
        wanted = 0
    }

    var isComplete: Bool { mode == .record }

    /// The message is over, whether or not all of it was read.
    @_optimize(size)
    mutating func endMessage() {
        strings.end(isTableRead: mode != .tableSize && mode != .tableString)
    }

    @_optimize(size)
    mutating func run(_ reader: inout RecordReader, _ writer: inout TextWriter, once: Bool) throws(CodecError) -> Step {
        while true {
            var probe = reader
            if mode != .rest { recordStart = offset &+ UInt64(truncatingIfNeeded: reader.position) }
            let end = offset &+ UInt64(truncatingIfNeeded: reader.position &+ reader.remaining)
            guard end >= wanted else { return .needsInput }
            roomNeeded = ListingLine.maxCount
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

    // MARK: The string table of a session

    @_optimize(size)
    private mutating func tableSize(_ reader: inout RecordReader, _ writer: inout TextWriter) throws(CodecError) -> Step {
        guard let size = try strings.tables.readSize(&reader, at: recordStart) else { return .needsInput }
        beginLine(&writer, indentation: 0)
        writer.append("StringTable ")
        writer.append(decimal: Int64(size))
        writer.append(" bytes\n")
        mode = size > 0 ? .tableString : .record
        return .done
    }

    @_optimize(size)
    private mutating func tableString(_ reader: inout RecordReader, _ writer: inout TextWriter) throws(CodecError) -> Step {
        guard let text = try strings.tables.readString(&reader, at: recordStart) else { return .needsInput }
        beginLine(&writer, indentation: 1)
        writer.append(UInt8(ascii: "["))
        if let id = strings.latestIdentifier {
            writer.append(decimal: Int64(id))
        } else {
            writer.append(UInt8(ascii: "?"))
        }
        writer.append(UInt8(ascii: "]"))
        ListingLine.append(text, of: text.count, &writer)
        writer.append(UInt8(ascii: "\n"))
        if strings.tables.isTableRead { mode = .record }
        return .done
    }

    // MARK: Records

    @_optimize(size)
    private mutating func record(_ reader: inout RecordReader, _ writer: inout TextWriter) throws(CodecError) -> Step {
        guard let first = reader.byte() else { return .needsInput }
        let type = RecordType(rawValue: first)
        // It is written by a copy of the writer, so that nothing is left of a record that turns out to be cut off.
        var line = writer
        if type == .endElement && depth > 0 { depth &-= 1 }
        let isAttribute = first >= RecordType.shortAttribute.rawValue && first < RecordType.shortElement.rawValue
        beginLine(&line, indentation: depth)
        guard RecordName.write(type, into: &line) else { throw malformed("unknown record type") }
        var step = Step.done
        if type.isText {
            step = try text(type, &reader, &line)
        } else if first >= RecordType.shortAttribute.rawValue {
            step = try names(type, &reader, &line)
            if step == .done { try count(type, isAttribute: isAttribute) }
        } else if type == .comment {
            guard let length = try number(&reader) else { return .needsInput }
            guard length <= limits.maxAttributeValueLength else {
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
        if type.isText && type.endsElement && depth > 0 { depth &-= 1 }
        return .done
    }

    /// Counts an element, attribute or declaration.
    @_optimize(size)
    private mutating func count(_ type: RecordType, isAttribute: Bool) throws(CodecError) {
        if !isAttribute {
            guard depth < limits.maxDepth else {
                throw exceeded("elements are nested too deep", limits.maxDepth, .maxDepth)
            }
            depth &+= 1
            attributeCount = 0
            declarationCount = 0
        } else if type.isDeclaration {
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
            target.beginAttribute()
        }
    }

    // MARK: Parts of records

    /// Begins a line about the record at hand.
    @_optimize(size)
    func beginLine(_ writer: inout TextWriter, indentation: Int) {
        ListingLine.begin(recordStart, indentation: indentation, &writer)
    }

    /// A number; nil if it is cut off.
    @_optimize(size)
    mutating func number(_ reader: inout RecordReader) throws(CodecError) -> Int? {
        let value = reader.multiByteInt31()
        if value == RecordReader.isTooLarge { throw malformed("a number has more than 31 bits") }
        return value >= 0 ? value : nil
    }

    /// Bytes of a record; nil if they are cut off.
    @_optimize(size)
    mutating func bytes(_ count: Int, _ reader: inout RecordReader) -> ByteText? {
        if let bytes = reader.bytes(count) { return bytes }
        wanted = offset &+ UInt64(truncatingIfNeeded: reader.position) &+ UInt64(truncatingIfNeeded: count)
        return nil
    }
}
