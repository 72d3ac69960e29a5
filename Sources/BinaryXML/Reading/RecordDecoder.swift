internal import Bytes
internal import CodecKit
internal import XMLText

/// Turns records into text.
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
        /// The rest of a text record or comment.
        case payload
        /// What follows a value.
        case valueEnd
        /// What an Array record has behind its element.
        case arrayHeader
        case arrayItems
    }

    /// What a long record holds.
    enum Payload: UInt8 {
        case utf8
        case utf16
        case bytes
        case comment
    }

    /// An element that is open.
    struct Frame: BitwiseCopyable {
        /// Its name in `names`, with prefix.
        var nameStart: Int
        var nameCount: Int
        var prefixCount: Int
        /// The declarations in force outside of it.
        var scope: Int
    }

    let limits: XMLLimits
    let invalidCharacters: InvalidCharacters
    let isSession: Bool

    var mode = Mode.record
    /// Bytes of the message before the stretch of input at hand.
    var offset: UInt64 = 0
    /// Where the record that is being read begins.
    var recordStart: UInt64 = 0
    var roomNeeded = 0

    // Structure.
    var frames = GrowableBuffer<Frame>()
    var names = GrowableBuffer<UInt8>()
    var scope: NamespaceScope
    var attributes: AttributeSet
    var isTagOpen = false
    /// Whether the prefix of the tag that is open may not be declared.
    var isPrefixInDoubt = false
    var tagStart: UInt64 = 0
    var declarationCount: UInt32 = 0
    var hasRoot = false

    // The value at hand.
    var payload = Payload.utf8
    var payloadLeft = 0
    var isInAttribute = false
    var attributeLength = 0
    var isInList = false
    /// Whether a list has had a text record, and not yet the blank before the next.
    var needsSeparator = false
    /// The record is a text and the end of the element in one.
    var endsElement = false
    var endsWithDash = false

    /// The last bytes of a stretch of input, with room to read behind them.
    var tail = GrowableBuffer<UInt8>()

    // The array at hand: the start tag of its elements, and how many are to come.
    var isArray = false
    var startTag = GrowableBuffer<UInt8>()
    var arrayLeft = 0
    var arrayType = RecordType.zeroText

    // The session.
    var strings = SessionStrings()
    var tableLeft = 0
    /// Bytes that string tables may still take: from here on, and when the message began.
    var sessionLeft: Int
    private var sessionLeftForMessage: Int
    /// A message was abandoned: what the peer takes for known may not be.
    private var isOutOfStep = false

    init(_ options: CodecOptions, isSession: Bool) throws(CodecError) {
        limits = options.xml
        invalidCharacters = InvalidCharacters(options.invalidCharacters)
        self.isSession = isSession
        sessionLeft = Int(limits.maxSessionSize)
        sessionLeftForMessage = sessionLeft
        guard names.reserve(1024) else { throw .outOfMemory }
        let hash = KeyedHash()
        scope = try NamespaceScope(hash)
        attributes = AttributeSet(hash)
    }

    mutating func begin() throws(CodecError) {
        if isOutOfStep {
            throw .outOfStep(
                "a message before this one was not completed: the session is over, and needs new instances on both sides")
        }
        strings.rollBack()
        sessionLeft = sessionLeftForMessage
        mode = isSession ? .tableSize : .record
        offset = 0
        recordStart = 0
        frames.removeAll()
        names.removeAll()
        try scope.reset()
        attributes.removeAll()
        isTagOpen = false
        hasRoot = false
        isInAttribute = false
        isInList = false
        endsElement = false
        isArray = false
    }

    mutating func commit() {
        strings.commit()
        sessionLeftForMessage = sessionLeft
    }

    /// Whatever strings the message has brought or would have brought, the peer counts on them. Without room for any, no
    /// message can build on another.
    mutating func abandon() {
        isOutOfStep = isSession && limits.maxSessionSize > 0
    }

    var isComplete: Bool { hasRoot && frames.count == 0 && mode == .record && !isArray }

    mutating func run(
        _ reader: inout RecordReader, _ writer: inout TextWriter, once: Bool
    ) throws(CodecError) -> Step {
        var tailCount = 0
        while true {
            if mode == .record && !isArray && !once { try takeCommonRecords(&reader, &writer, &tailCount) }
            let step = isArray && mode != .arrayItems ? try capture(&reader) : try step(&reader, &writer)
            if step != .done || once { return step }
        }
    }

    @inline(__always)
    mutating func step(_ reader: inout RecordReader, _ writer: inout TextWriter) throws(CodecError) -> Step {
        switch mode {
        case .record: try record(&reader, &writer)
        case .attributeValue: try attributeValue(&reader, &writer)
        case .payload: try continuePayload(&reader, &writer)
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
        guard startTag.reserve(additional: 512) else { throw .outOfMemory }
        while true {
            let room = unsafe startTag.free
            guard let base = room.baseAddress else { throw .outOfMemory }
            var writer = unsafe TextWriter(base, count: room.count)
            let step = try step(&reader, &writer)
            unsafe startTag.extend(by: writer.next - base)
            guard step == .needsRoom else { return step }
            guard startTag.reserve(additional: max(roomNeeded, 64)) else { throw .outOfMemory }
        }
    }

    @inline(__always)
    private mutating func record(_ reader: inout RecordReader, _ writer: inout TextWriter) throws(CodecError) -> Step {
        guard let first = reader.first else { return .needsInput }
        recordStart = offset &+ UInt64(truncatingIfNeeded: reader.position)
        let type = RecordType(rawValue: first)
        if type.isText { return try contentText(type, &reader, &writer) }
        if first >= RecordType.shortElement.rawValue {
            guard first <= RecordType.prefixElementZ.rawValue else { throw malformed("there is no record of this type") }
            return try element(type, &reader, &writer)
        }
        if type == .endElement { return try endElementRecord(&reader, &writer) }
        if first >= RecordType.shortAttribute.rawValue { return try attributeRecord(type, &reader, &writer) }
        if type == .comment { return try comment(&reader, &writer) }
        if type == .array { return try array(&reader, &writer) }
        throw malformed("there is no record of this type")
    }

    /// Asks for so much room at once.
    @inline(__always)
    mutating func needsRoom(_ count: Int) -> Step {
        roomNeeded = max(count, 64)
        return .needsRoom
    }

    /// What is wrong with the record at hand. Mutating, as are others that change nothing: the compiler would copy the whole
    /// decoder to lend it.
    mutating func malformed(_ reason: StaticString) -> CodecError {
        .invalidFormat(reason).at(.offset(recordStart))
    }

    /// What limit the record at hand breaks.
    mutating func exceeded(_ reason: StaticString, _ limit: UInt32, _ setting: CodecSetting) -> CodecError {
        .quotaExceeded(reason, limit: UInt64(limit), setting).at(.offset(recordStart))
    }
}
