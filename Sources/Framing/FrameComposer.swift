public import Bytes

/// Writes the records of one side, in their order. It holds the bytes that are to be sent, except for those of envelopes, which
/// the caller sends after them. A record that may not come is refused and changes nothing.
public struct FrameComposer: ~Copyable {
    public private(set) var order: FrameOrder
    /// The bytes that are to be sent.
    private var bytes = GrowableBuffer<UInt8>()
    private var envelope = Envelope.none
    /// Bytes that are missing of a sized envelope.
    private var left: UInt32 = 0

    private enum Envelope: UInt8 {
        case none
        case sized
        case unsized
    }

    /// A composer of the records that `side` writes.
    public init(of side: FrameSide) {
        order = FrameOrder(side)
    }

    /// What is to be sent. Valid until the next call.
    public var pending: ByteText { bytes.text }

    /// Whether an envelope has begun and not ended.
    public var isInEnvelope: Bool { envelope != .none }

    /// Takes note that `pending` has been sent.
    public mutating func didSend() {
        bytes.removeAll()
    }

    /// Tells it the mode of the connection, which a server's records do not name.
    public mutating func expect(_ mode: FramingMode) {
        order.mode = mode
    }

    // MARK: Records

    public mutating func version() throws(FrameError) {
        try begin(.version, room: 3)
        append(1)
        append(0)
    }

    public mutating func mode(_ mode: FramingMode) throws(FrameError) {
        try begin(.mode, room: 2)
        order.mode = mode
        append(mode.rawValue)
    }

    public mutating func encoding(_ encoding: KnownEncoding) throws(FrameError) {
        try begin(.knownEncoding, room: 2)
        append(encoding.rawValue)
    }

    /// A record that has no contents: End, UpgradeResponse, PreambleAck or PreambleEnd.
    public mutating func plain(_ record: RecordType) throws(FrameError) {
        try begin(record, room: 1)
    }

    /// A record that has a text: Via, ExtensibleEncoding, UpgradeRequest or Fault.
    @inline(never)
    public mutating func text(_ record: RecordType, _ text: ByteText) throws(FrameError) {
        let limit = record == .via ? FrameLimits.via : FrameLimits.contentType
        guard UInt64(text.count) <= limit else {
            throw .quotaExceeded("the text of the record is too long", limit: limit, at: 0)
        }
        try begin(record, room: 1 &+ FrameLimits.bytesOfSize &+ text.count)
        append(size: UInt32(truncatingIfNeeded: text.count))
        _ = bytes.append(text)
    }

    // MARK: Envelopes

    /// Begins an envelope of a size; nil for one whose size is not known.
    public mutating func beginEnvelope(size: UInt32?) throws(FrameError) {
        try begin(size == nil ? .unsizedEnvelope : .sizedEnvelope, room: 1 &+ FrameLimits.bytesOfSize)
        if let size { append(size: size) }
        envelope = size == nil ? .unsized : .sized
        left = size ?? 0
    }

    /// Prepares for a whole envelope, whose bytes the caller sends right after `pending`.
    public mutating func wholeEnvelope(size: UInt32) throws(FrameError) {
        try begin(.sizedEnvelope, room: 1 &+ FrameLimits.bytesOfSize)
        append(size: size)
    }

    /// Prepares for `count` bytes of the envelope, which the caller sends right after `pending`.
    @inline(never)
    public mutating func payload(_ count: UInt32) throws(FrameError) {
        switch envelope {
        case .none: throw .outOfOrder(.sizedEnvelope, "no envelope has begun")
        case .sized:
            guard count <= left else { throw .outOfOrder(.sizedEnvelope, "the envelope is longer than its size") }
            left &-= count
        case .unsized:
            // An empty chunk would end the envelope.
            guard count > 0 else { return }
            guard bytes.reserve(additional: FrameLimits.bytesOfSize) else { throw .outOfMemory }
            append(size: count)
        }
    }

    @inline(never)
    public mutating func endEnvelope() throws(FrameError) {
        switch envelope {
        case .none: throw .outOfOrder(.sizedEnvelope, "no envelope has begun")
        case .sized:
            guard left == 0 else { throw .outOfOrder(.sizedEnvelope, "the envelope is shorter than its size") }
        case .unsized:
            guard bytes.reserve(additional: 1) else { throw .outOfMemory }
            append(0)
        }
        envelope = .none
    }

    // MARK: Bytes

    @inline(never)
    private mutating func begin(_ record: RecordType, room: Int) throws(FrameError) {
        guard bytes.reserve(additional: room) else { throw .outOfMemory }
        guard envelope == .none, order.take(record) else { throw .outOfOrder(record) }
        append(record.rawValue)
    }

    private mutating func append(_ byte: UInt8) {
        bytes.appendReserved(byte)
    }

    private mutating func append(size: UInt32) {
        var rest = size
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest &>>= 7
        }
        append(UInt8(truncatingIfNeeded: rest))
    }
}
