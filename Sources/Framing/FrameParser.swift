public import Bytes

/// Reads the records that one side writes, from bytes as they come. It stops at any byte and goes on later.
///
/// It keeps the text of one record. Bytes of envelopes stay where they are.
public struct FrameParser: ~Copyable {
    /// What the next byte belongs to.
    private enum Step: UInt8 {
        case record
        case major
        case minor
        case mode
        case encoding
        /// A size, after which comes a text.
        case textSize
        case text
        /// The size of a sized envelope.
        case envelopeSize
        /// The size of a chunk of an unsized envelope.
        case chunkSize
        case payload
        /// No byte: an event is due.
        case endOfEnvelope
        /// An error has ended it.
        case failed
    }

    /// The order of the records so far.
    public private(set) var order: FrameOrder
    /// The number of bytes taken since the parser was made.
    public private(set) var offset: UInt64 = 0
    /// The largest envelope; 0 for any size.
    private let maxEnvelopeSize: UInt64
    private var step = Step.record
    private var record = RecordType.version
    /// Where the record began.
    private var recordOffset: UInt64 = 0
    private var major: UInt8 = 0
    private var size: UInt32 = 0
    private var sizeLength = 0
    /// Bytes that are missing of the text, the envelope or the chunk.
    private var left = 0
    /// Bytes of the envelope so far, with those announced.
    private var envelopeSize: UInt64 = 0
    /// The text of the last record that has one, and a 0 after it.
    private var bytes = GrowableBuffer<UInt8>()

    /// A parser of the records that `side` writes.
    public init(of side: FrameSide, maxEnvelopeSize: UInt64) {
        order = FrameOrder(side)
        self.maxEnvelopeSize = maxEnvelopeSize
    }

    /// The text of the last event that has one, which is followed by a 0. Valid until the next record.
    public var text: ByteText { bytes.text.prefix(bytes.count &- 1) }

    /// Whether no record has begun of which bytes are missing.
    public var isBetweenRecords: Bool { step == .record }

    /// How many bytes of an envelope must come next; 0 if something else comes.
    public var payloadLeft: Int { step == .payload ? left : 0 }

    /// Tells it the mode of the connection, which a server's records do not name.
    public mutating func expect(_ mode: FramingMode) {
        order.mode = mode
    }

    /// Takes bytes off the front of `input` up to the next event. After an error, every call throws.
    @_lifetime(input: copy input)
    public mutating func next(_ input: inout InputCursor) throws(FrameError) -> FrameEvent {
        do throws(FrameError) {
            while true {
                switch step {
                case .endOfEnvelope:
                    step = .record
                    return .envelopeEnd
                case .payload: return takePayload(&input)
                case .text:
                    guard try takeText(&input) else { return .none }
                    return finishText()
                case .textSize, .envelopeSize, .chunkSize:
                    if let event = try takeSize(&input) { return event }
                default:
                    guard let byte = input.first else { return .none }
                    let event = try take(byte)
                    input.skip(1)
                    offset &+= 1
                    if let event { return event }
                }
            }
        } catch {
            step = .failed
            throw error
        }
    }

    /// Counts bytes of an envelope that were read without the parser, at most `payloadLeft`.
    public mutating func skipPayload(_ count: Int) {
        guard step == .payload, count > 0, count <= left else { return }
        offset &+= UInt64(count)
        left &-= count
        if left == 0 { step = record == .sizedEnvelope ? .endOfEnvelope : .chunkSize }
    }

    /// Ends a sized envelope, if all of it has been taken. Returns whether that is so; then no event says it.
    public mutating func endSizedEnvelope() -> Bool {
        guard step == .endOfEnvelope else { return false }
        step = .record
        return true
    }

    // MARK: Bytes

    @_lifetime(input: copy input)
    private mutating func takePayload(_ input: inout InputCursor) -> FrameEvent {
        let count = min(input.remaining, left)
        guard count > 0 else { return .none }
        input.skip(count)
        skipPayload(count)
        return .envelopeBytes(count)
    }

    /// Returns whether the text is complete.
    @_lifetime(input: copy input)
    private mutating func takeText(_ input: inout InputCursor) throws(FrameError) -> Bool {
        let count = min(input.remaining, left)
        let rest = input.rest
        for index in 0..<count {
            let byte = rest.byte(at: index) ?? 0
            // C would take it for the end of the text.
            guard byte != 0 else {
                throw .invalidFormat("a text has a zero byte", at: offset &+ UInt64(index), record: record)
            }
            bytes.appendReserved(byte)
        }
        input.skip(count)
        offset &+= UInt64(count)
        left &-= count
        return left == 0
    }

    /// Looks at the next byte, which is neither of a size nor of a text nor of an envelope.
    private mutating func take(_ byte: UInt8) throws(FrameError) -> FrameEvent? {
        switch step {
        case .record: return try begin(byte)
        case .major:
            major = byte
            guard byte == 1 else {
                throw .invalidFormat("the major version is not 1", at: offset, record: record, fault: .unsupportedVersion)
            }
            step = .minor
            return nil
        case .minor:
            step = .record
            return .version(major: major, minor: byte)
        case .mode:
            guard let mode = FramingMode(rawValue: byte) else {
                throw .invalidFormat(
                    "the mode is not singleton-unsized, duplex or simplex", at: offset, record: record, fault: .unsupportedMode)
            }
            order.mode = mode
            step = .record
            return .mode(mode)
        case .encoding:
            guard let encoding = KnownEncoding(rawValue: byte) else {
                throw .invalidFormat("there is no such encoding", at: offset, record: record, fault: .contentTypeInvalid)
            }
            step = .record
            return .knownEncoding(encoding)
        case .textSize, .envelopeSize, .chunkSize, .text, .payload, .endOfEnvelope: return nil
        case .failed: throw .invalidFormat("the stream has failed before", at: offset)
        }
    }

    // MARK: Records

    private mutating func begin(_ byte: UInt8) throws(FrameError) -> FrameEvent? {
        recordOffset = offset
        guard let type = RecordType(rawValue: byte) else { throw unknown(byte) }
        guard order.take(type) else {
            throw .invalidFormat("the record is out of order", at: offset, record: type)
        }
        record = type
        size = 0
        sizeLength = 0
        switch type {
        case .version: step = .major
        case .mode: step = .mode
        case .knownEncoding: step = .encoding
        case .via, .extensibleEncoding, .fault, .upgradeRequest: step = .textSize
        case .sizedEnvelope: step = .envelopeSize
        case .unsizedEnvelope:
            envelopeSize = 0
            step = .chunkSize
            return .envelopeBegin(size: nil)
        case .end: return .end
        case .upgradeResponse: return .upgradeResponse
        case .preambleAck: return .preambleAck
        case .preambleEnd: return .preambleEnd
        }
        return nil
    }

    private func unknown(_ byte: UInt8) -> FrameError {
        let isStart = order.isAtStart
        if isStart && order.side == .server && byte | 0x20 == UInt8(ascii: "h") {
            return .invalidFormat("the peer does not speak net.tcp: it answers like an HTTP server", at: offset)
        }
        return .invalidFormat("there is no record of this type", at: offset)
    }

    // MARK: Sizes

    /// Takes the bytes of a size: seven bits each, the lowest first; the highest bit says that more follow. Returns what the
    /// size leads to.
    @_lifetime(input: copy input)
    private mutating func takeSize(_ input: inout InputCursor) throws(FrameError) -> FrameEvent? {
        while let byte = input.first {
            let isLast = sizeLength == FrameLimits.bytesOfSize &- 1
            guard !isLast || byte <= 0x0F else {
                throw .invalidFormat("a size has more than 32 bits", at: offset, record: record)
            }
            size |= UInt32(byte & 0x7F) &<< UInt32(7 &* sizeLength)
            sizeLength &+= 1
            let event = try byte & 0x80 == 0 ? takeWholeSize() : FrameEvent.none
            input.skip(1)
            offset &+= 1
            guard case .some(.none) = event else { return event }
        }
        return FrameEvent.none
    }

    private mutating func takeWholeSize() throws(FrameError) -> FrameEvent? {
        switch step {
        case .textSize: return try beginText()
        case .envelopeSize: return try beginEnvelope()
        default: return try beginChunk()
        }
    }

    private mutating func beginText() throws(FrameError) -> FrameEvent? {
        let (limit, what, fault): (UInt64, StaticString, FrameFault?) =
            switch record {
            case .via: (FrameLimits.via, "the via is too long", .viaTooLong)
            case .extensibleEncoding: (FrameLimits.contentType, "the content type is too long", .contentTypeTooLong)
            case .upgradeRequest: (FrameLimits.upgradeName, "the name of the upgrade is too long", .upgradeInvalid)
            default: (FrameLimits.faultURI, "the URI of the fault is too long", nil)
            }
        guard size <= limit else { throw .quotaExceeded(what, limit: limit, at: recordOffset, fault: fault) }
        left = Int(size)
        bytes.removeAll()
        guard bytes.reserve(left &+ 1) else { throw .outOfMemory }
        step = .text
        return nil
    }

    private mutating func finishText() -> FrameEvent {
        bytes.appendReserved(0)
        step = .record
        return switch record {
        case .via: .via
        case .extensibleEncoding: .extensibleEncoding
        case .upgradeRequest: .upgradeRequest
        default: .fault
        }
    }

    private mutating func beginEnvelope() throws(FrameError) -> FrameEvent {
        envelopeSize = 0
        try count(size)
        left = Int(size)
        step = left > 0 ? .payload : .endOfEnvelope
        return .envelopeBegin(size: size)
    }

    private mutating func beginChunk() throws(FrameError) -> FrameEvent? {
        if size == 0 {
            step = .record
            return .envelopeEnd
        }
        try count(size)
        left = Int(size)
        size = 0
        sizeLength = 0
        step = .payload
        return nil
    }

    private mutating func count(_ size: UInt32) throws(FrameError) {
        envelopeSize = envelopeSize &+ UInt64(size)
        guard maxEnvelopeSize == 0 || envelopeSize <= maxEnvelopeSize else {
            throw .quotaExceeded(
                "the envelope is too large", limit: maxEnvelopeSize, at: recordOffset, fault: .maxMessageSizeExceeded)
        }
    }
}
