internal import Bytes
internal import CWSEncoder
internal import CodecKit
internal import Framing

/// The state of a session.
struct FrameSessionState: ~Copyable {
    static var defaultMaxMessageSize: UInt64 { 64 << 20 }
    /// How much is read from the source at a time, except for the bytes of envelopes.
    static var chunkSize: Int { 8 << 10 }

    /// How far the connection has come.
    enum Phase: UInt8 {
        /// No preamble has begun.
        case new
        /// The client and the server have agreed to an upgrade, after which the preamble goes on.
        case upgraded
        /// The client has asked for an upgrade.
        case upgradeRequested
        /// The preamble is over; the client has not been told that it is accepted.
        case accepted
        case open
        case faulted
    }

    /// Whether a call is in progress, whose callbacks may make others.
    enum Activity: UInt8 {
        case none
        /// A call waits for the peer's messages. Others can be sent meanwhile.
        case waiting
        case busy
    }

    let source: HostSource
    let sink: HostSink
    let maxMessageSize: UInt64
    var phase = Phase.new
    var activity = Activity.none
    /// A callback has freed the session. The call in progress does it at its end.
    var isFreed = false
    var side = FrameSide.client
    var mode = FramingMode.duplex

    /// The records of the peer, and those of this side.
    var parser: FrameParser
    var composer: FrameComposer

    /// What was read from the source: from `begin` to `end`.
    let chunk: RawBuffer
    var begin = 0
    var end = 0

    var encoder: Encoder?
    var decoder: Decoder?
    var contentType = WideString()
    var plainType = WideString()
    /// Whether each message begins with MIME header fields.
    var hasHeaders = false
    /// Whether the codecs are told the type of the first message only.
    var hasOneType = false
    /// The encoder, and the decoder, has been told the type of a message, and has taken it.
    var isTypeSent = false
    var isTypeReceived = false

    /// What is encoded of the message, if its size must come first.
    var collected = Buffer(maxSize: UInt64(UInt32.max))
    var isSending = false
    /// The message has been written, although the encoder has not ended it.
    var isEnvelopeWritten = false
    /// What the encoder writes now is the last part of the message.
    var isLastPart = false
    var isReceiving = false
    /// The decoder has been supplied with the whole envelope.
    var isEnvelopeRead = false
    /// The peer has said, or it is known otherwise, that it has no more messages.
    var isPeerEnded = false

    // What the client says in the preamble, each with a zero after it.
    var via = GrowableBuffer<UInt8>()
    var encodingName = GrowableBuffer<UInt8>()
    var upgrade = GrowableBuffer<UInt8>()

    init(_ source: HostSource, _ sink: HostSink, maxMessageSize: UInt64) throws(OutOfMemory) {
        guard let chunk = RawBuffer(byteCount: Self.chunkSize) else { throw OutOfMemory() }
        self.chunk = chunk
        self.source = source
        self.sink = sink
        self.maxMessageSize = maxMessageSize == 0 ? Self.defaultMaxMessageSize : maxMessageSize
        parser = FrameParser(of: .server, maxEnvelopeSize: self.maxMessageSize)
        composer = FrameComposer(of: .client)
    }

    deinit {
        encoder?.free()
        decoder?.free()
    }

    /// Begins a connection, of which bytes may have come already.
    mutating func reset(_ side: FrameSide) {
        self.side = side
        phase = .new
        parser = FrameParser(of: side.other, maxEnvelopeSize: maxMessageSize)
        composer = FrameComposer(of: side)
        encoder?.free()
        encoder = nil
        decoder?.free()
        decoder = nil
        isSending = false
        isReceiving = false
        isPeerEnded = false
        upgrade.removeAll()
    }
}

extension GrowableBuffer where Element == UInt8 {
    /// Makes it a text with a zero after it.
    mutating func set(cString text: ByteText) throws(OutOfMemory) {
        guard reserve(text.count &+ 1) else { throw OutOfMemory() }
        removeAll()
        _ = append(text)
        appendReserved(0)
    }

    /// The text that `set` made, as C takes it; NULL if there is none.
    var cString: UnsafePointer<CChar>? {
        count == 0 ? nil : unsafe UnsafeRawPointer(base).assumingMemoryBound(to: CChar.self)
    }

    /// The text that `set` made, without the zero.
    var cText: ByteText { text.prefix(count &- 1) }
}
