/// An encoder that takes a whole message and returns the encoded one.
///
/// **Cost**: the message is held in memory as a whole, twice while it is encoded, and so is the encoded message. The host
/// receives nothing before the message has ended.
///
/// **Limits**: a message of more than `maxHeldSize` bytes fails with `WS_E_QUOTA_EXCEEDED`, and so does one for which `encode`
/// returns more than `maxHeldSize` bytes.
public protocol WholeMessageEncoder: EncodingType, ~Copyable {
    /// Encodes a message, which may be empty.
    mutating func encode(_ message: [UInt8]) throws(TransformFailure) -> [UInt8]
}

/// A decoder that takes a whole encoded message and returns the message. Its cost and limits are those of a
/// `WholeMessageEncoder`.
public protocol WholeMessageDecoder: DecodingType, ~Copyable {
    /// Decodes a message, which may be empty.
    mutating func decode(_ message: [UInt8]) throws(TransformFailure) -> [UInt8]
}

extension WholeMessageEncoder where Self: ~Copyable {
    public static var encoding: Transform { Transform(ChunkTransform<WholeMessageProcessor<WholeMessageEncoding<Self>>>.self) }
}

extension WholeMessageDecoder where Self: ~Copyable {
    public static var decoding: Transform { Transform(ChunkTransform<WholeMessageProcessor<WholeMessageDecoding<Self>>>.self) }
}

/// One direction of a codec that takes whole messages.
protocol WholeMessageSide: CodecLifecycle, ~Copyable {
    mutating func convert(_ message: [UInt8]) throws(TransformFailure) -> [UInt8]
}

/// Collects the message of a codec that takes whole messages.
struct WholeMessageProcessor<Side: WholeMessageSide & ~Copyable>: ChunkProcessor, ~Copyable {
    private var side: Side
    private var message: HeldBytes

    init() throws(TransformFailure) {
        side = try Side()
        message = HeldBytes(limit: Side.maxHeldSize, "the message is longer than the maxHeldSize of the codec")
    }

    mutating func configure(_ options: CodecOptions) throws(TransformFailure) { try side.configure(options) }

    mutating func begin() throws(TransformFailure) {
        message.reset()
        try side.begin()
    }

    mutating func process(_ bytes: RawSpan, to sink: inout Sink) throws(TransformFailure) {
        try unsafe bytes.withUnsafeBytes { (bytes) throws(CodecError) in try unsafe message.append(bytes) }
    }

    mutating func finish(to sink: inout Sink) throws(TransformFailure) {
        let converted = try side.convert(message.copy())
        guard converted.count <= max(Self.maxHeldSize, 0) else {
            throw CodecError.quotaExceeded("the codec returned more bytes than its maxHeldSize")
        }
        try sink.write(converted)
    }

    mutating func commit() { side.commit() }

    static var maxHeldSize: Int { Side.maxHeldSize }
}

/// The encoding side of `Codec`.
struct WholeMessageEncoding<Codec: WholeMessageEncoder & ~Copyable>: WholeMessageSide, ~Copyable {
    private var codec: Codec

    init() throws(TransformFailure) { codec = try Codec() }
    mutating func configure(_ options: CodecOptions) throws(TransformFailure) { try codec.configure(options) }
    mutating func begin() throws(TransformFailure) { try codec.begin() }
    mutating func convert(_ message: [UInt8]) throws(TransformFailure) -> [UInt8] { try codec.encode(message) }
    mutating func commit() { codec.commit() }
    static var maxHeldSize: Int { Codec.maxHeldSize }
}

/// The decoding side of `Codec`.
struct WholeMessageDecoding<Codec: WholeMessageDecoder & ~Copyable>: WholeMessageSide, ~Copyable {
    private var codec: Codec

    init() throws(TransformFailure) { codec = try Codec() }
    mutating func configure(_ options: CodecOptions) throws(TransformFailure) { try codec.configure(options) }
    mutating func begin() throws(TransformFailure) { try codec.begin() }
    mutating func convert(_ message: [UInt8]) throws(TransformFailure) -> [UInt8] { try codec.decode(message) }
    mutating func commit() { codec.commit() }
    static var maxHeldSize: Int { Codec.maxHeldSize }
}
