internal import Bytes
internal import CodecKit
internal import XMLText

/// Turns records into text.
///
/// What it keeps between steps is in structures with private state; the extensions have the steps, by the kind of record.
struct RecordDecoder: RecordMachine, ~Copyable {
    /// What the next step is.
    enum Mode: UInt8 {
        case tableSize
        case tableString
        case record
        /// The text record that is the value of an attribute.
        case attributeValue
        /// A text record of a list, or the list's end.
        case list
        /// The rest of a long text record or comment.
        case longRecord
        /// What follows a value.
        case valueEnd
        /// What an Array record has after its element.
        case arrayHeader
        case arrayItems
    }

    let limits: XMLLimits
    let invalidCharacters: InvalidCharacters
    let isSession: Bool

    var mode = Mode.record
    var offset: UInt64 = 0
    private(set) var recordStart: UInt64 = 0
    var roomNeeded = 0

    var elements: OpenElements
    var tag: StartTag
    var names: KnownNames
    /// Whether the root element has begun.
    var hasRoot = false
    var target = TextTarget()
    /// The record whose rest is to come, in the mode for that.
    var longRecord = LongRecord(.utf8, count: 0)
    var array = ArrayRecord()
    var session: SessionTables
    var tail = InputTail()
    /// A message was abandoned: what the peer takes for known may not be.
    private var isOutOfStep = false

    @inline(never)
    init(_ options: CodecOptions, isSession: Bool) throws(CodecError) {
        let hash = KeyedHash()
        let elements = try OpenElements(hash)
        let names = try KnownNames()
        limits = options.xml
        invalidCharacters = options.invalidCharacters
        self.isSession = isSession
        session = SessionTables(maxSize: limits.maxSessionSize)
        self.elements = elements
        self.names = names
        tag = StartTag(hash)
    }

    mutating func begin() throws(CodecError) {
        if isOutOfStep {
            throw .outOfStep(
                "a message before this one was not completed: the session is over, and needs new instances on both sides")
        }
        session.rollBack()
        mode = isSession ? .tableSize : .record
        offset = 0
        recordStart = 0
        try elements.removeAll()
        tag.reset()
        hasRoot = false
        target = TextTarget()
        array.end()
    }

    mutating func commit() {
        session.commit()
    }

    /// Whatever strings the message has brought or would have brought, the peer counts on them. Without room for any, no
    /// message can build on another.
    mutating func abandon() {
        isOutOfStep = isSession && limits.maxSessionSize > 0
    }

    var isComplete: Bool { hasRoot && elements.count == 0 && mode == .record && !array.isOpen }

    // MARK: Steps

    mutating func run(
        _ reader: inout RecordReader, _ writer: inout TextWriter, once: Bool
    ) throws(CodecError) -> Step {
        tail.removeAll()
        while true {
            if mode == .record && !array.isOpen && !once { try takeCommonRecords(&reader, &writer) }
            let step = array.isOpen && mode != .arrayItems ? try capture(&reader) : try step(&reader, &writer)
            if step != .done || once { return step }
        }
    }

    @inline(__always)
    private mutating func step(_ reader: inout RecordReader, _ writer: inout TextWriter) throws(CodecError) -> Step {
        switch mode {
        case .record: try record(&reader, &writer)
        case .attributeValue: try attributeValue(&reader, &writer)
        case .longRecord: try continueLongRecord(&reader, &writer)
        case .valueEnd: try endValue(&writer)
        case .list: try listRecord(&reader, &writer)
        case .arrayHeader: try arrayHeader(&reader)
        case .arrayItems: try arrayItems(&reader, &writer)
        case .tableSize: try tableSize(&reader)
        case .tableString: try tableString(&reader)
        }
    }

    /// Takes a step of an array's start tag, which is kept for all its elements.
    private mutating func capture(_ reader: inout RecordReader) throws(CodecError) -> Step {
        guard array.reserve(512) else { throw .outOfMemory }
        while true {
            var writer = array.writer
            let step = try step(&reader, &writer)
            array.extend(to: writer)
            guard step == .needsRoom else { return step }
            guard array.reserve(max(roomNeeded, 64)) else { throw .outOfMemory }
        }
    }

    @inline(__always)
    private mutating func record(_ reader: inout RecordReader, _ writer: inout TextWriter) throws(CodecError) -> Step {
        guard let type = beginRecord(reader) else { return .needsInput }
        if type.isText { return try contentText(type, &reader, &writer) }
        if type.rawValue >= RecordType.shortElement.rawValue {
            guard type.rawValue <= RecordType.prefixElementZ.rawValue else {
                throw malformed("unknown record type")
            }
            return try element(type, &reader, &writer)
        }
        if type == .endElement { return try endElementRecord(&reader, &writer) }
        if type.rawValue >= RecordType.shortAttribute.rawValue { return try attributeRecord(type, &reader, &writer) }
        if type == .comment { return try comment(&reader, &writer) }
        if type == .array { return try array(&reader, &writer) }
        throw malformed("unknown record type")
    }

    /// The type of the record at `reader`, which is the record at hand from now on; nil at the end of the input.
    @inline(__always)
    mutating func beginRecord(_ reader: RecordReader) -> RecordType? {
        guard let first = reader.first else { return nil }
        recordStart = offset &+ UInt64(truncatingIfNeeded: reader.position)
        return RecordType(rawValue: first)
    }

    // MARK: The string table of a session

    private mutating func tableSize(_ reader: inout RecordReader) throws(CodecError) -> Step {
        var probe = reader
        guard let size = try session.readSize(&probe, at: recordStart) else { return .needsInput }
        reader = probe
        mode = size > 0 ? .tableString : .record
        return .done
    }

    private mutating func tableString(_ reader: inout RecordReader) throws(CodecError) -> Step {
        recordStart = offset &+ UInt64(truncatingIfNeeded: reader.position)
        var probe = reader
        guard try session.readString(&probe, at: recordStart) != nil else { return .needsInput }
        reader = probe
        if session.isTableRead { mode = .record }
        return .done
    }

    // MARK: What keeps a step from being done

    /// The step needs `count` bytes of room at once.
    @inline(__always)
    mutating func needsRoom(_ count: Int) -> Step {
        roomNeeded = max(count, 64)
        return .needsRoom
    }
}
