/// An encoder that takes a message chunk by chunk and may write as much as it likes for each chunk.
///
/// **Cost**: what does not fit into the host's buffer is held in memory, at most `maxHeldSize` bytes. The kit passes at most
/// 16 KiB to each call, so an encoder that writes at most twice what it takes never holds more than 32 KiB.
public protocol ChunkEncoder: EncodingType, ~Copyable {
    /// Encodes the next bytes of the message. There is at least one.
    mutating func encode(_ bytes: RawSpan, to sink: inout Sink) throws(TransformFailure)

    /// Writes what the codec itself holds back, because the host has called `WseEncoderFlush`. Does nothing by default.
    mutating func flushEncoding(to sink: inout Sink) throws(TransformFailure)

    /// The message has ended: writes what is missing. Does nothing by default.
    mutating func finishEncoding(to sink: inout Sink) throws(TransformFailure)
}

/// A decoder that takes a message chunk by chunk and may write as much as it likes for each chunk. Its cost is that of a
/// `ChunkEncoder`.
public protocol ChunkDecoder: DecodingType, ~Copyable {
    /// Decodes the next bytes of the encoded message. There is at least one.
    mutating func decode(_ bytes: RawSpan, to sink: inout Sink) throws(TransformFailure)

    /// The encoded message has ended: writes what is missing, and throws if the message is incomplete. Does nothing by default.
    mutating func finishDecoding(to sink: inout Sink) throws(TransformFailure)
}

extension ChunkEncoder where Self: ~Copyable {
    public mutating func flushEncoding(to sink: inout Sink) throws(TransformFailure) {}
    public mutating func finishEncoding(to sink: inout Sink) throws(TransformFailure) {}
    public static var encoding: Transform { Transform(ChunkTransform<ChunkEncoding<Self>>.self) }
}

extension ChunkDecoder where Self: ~Copyable {
    public mutating func finishDecoding(to sink: inout Sink) throws(TransformFailure) {}
    public static var decoding: Transform { Transform(ChunkTransform<ChunkDecoding<Self>>.self) }
}

/// One direction of a codec that takes chunks.
protocol ChunkProcessor: CodecLifecycle, ~Copyable {
    mutating func process(_ bytes: RawSpan, to sink: inout Sink) throws(TransformFailure)
    mutating func flush(to sink: inout Sink) throws(TransformFailure)
    mutating func finish(to sink: inout Sink) throws(TransformFailure)
}

extension ChunkProcessor where Self: ~Copyable {
    mutating func flush(to sink: inout Sink) throws(TransformFailure) {}
}

/// Makes a codec that takes chunks resumable.
struct ChunkTransform<Processor: ChunkProcessor & ~Copyable>: MessageTransform, ~Copyable {
    private var processor: Processor
    private var sink: Sink
    private var hasEnded = false
    /// What the codec has written for a flush is still in the sink.
    private var isFlushing = false

    init() throws(TransformFailure) {
        processor = try Processor()
        sink = Sink(maxHeldSize: Processor.maxHeldSize)
    }

    mutating func configure(_ options: CodecOptions) throws(TransformFailure) { try processor.configure(options) }

    mutating func begin() throws(TransformFailure) {
        sink.reset()
        hasEnded = false
        isFlushing = false
        try processor.begin()
    }

    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    mutating func process(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(TransformFailure) -> Progress {
        sink.drain(into: &output)
        while !input.isEmpty, !sink.isHolding, !output.isFull {
            let chunk = input.rest.extracting(first: 16_384)
            do throws(TransformFailure) {
                try sink.passing(to: &output) { (sink) throws(TransformFailure) in try processor.process(chunk, to: &sink) }
            } catch {
                input.skip(min(max(CodecError(error).position, 0), chunk.byteCount))
                throw error
            }
            input.skip(chunk.byteCount)
        }
        if sink.isHolding || !input.isEmpty { return .outputFull }
        guard isLast else { return .needsInput }
        if !hasEnded {
            hasEnded = true
            try sink.passing(to: &output) { (sink) throws(TransformFailure) in try processor.finish(to: &sink) }
        }
        return sink.isHolding ? .outputFull : .finished
    }

    @_lifetime(output: copy output)
    mutating func flush(into output: inout OutputCursor) throws(TransformFailure) -> Bool {
        sink.drain(into: &output)
        if !isFlushing && !sink.isHolding {
            try sink.passing(to: &output) { (sink) throws(TransformFailure) in try processor.flush(to: &sink) }
        }
        isFlushing = sink.isHolding
        return !isFlushing
    }

    mutating func commit() { processor.commit() }
}

/// The encoding side of `Codec`.
struct ChunkEncoding<Codec: ChunkEncoder & ~Copyable>: ChunkProcessor, ~Copyable {
    private var codec: Codec

    init() throws(TransformFailure) { codec = try Codec() }
    mutating func configure(_ options: CodecOptions) throws(TransformFailure) { try codec.configure(options) }
    mutating func begin() throws(TransformFailure) { try codec.begin() }
    mutating func process(_ bytes: RawSpan, to sink: inout Sink) throws(TransformFailure) { try codec.encode(bytes, to: &sink) }
    mutating func flush(to sink: inout Sink) throws(TransformFailure) { try codec.flushEncoding(to: &sink) }
    mutating func finish(to sink: inout Sink) throws(TransformFailure) { try codec.finishEncoding(to: &sink) }
    mutating func commit() { codec.commit() }
    static var maxHeldSize: Int { Codec.maxHeldSize }
}

/// The decoding side of `Codec`.
struct ChunkDecoding<Codec: ChunkDecoder & ~Copyable>: ChunkProcessor, ~Copyable {
    private var codec: Codec

    init() throws(TransformFailure) { codec = try Codec() }
    mutating func configure(_ options: CodecOptions) throws(TransformFailure) { try codec.configure(options) }
    mutating func begin() throws(TransformFailure) { try codec.begin() }
    mutating func process(_ bytes: RawSpan, to sink: inout Sink) throws(TransformFailure) { try codec.decode(bytes, to: &sink) }
    mutating func finish(to sink: inout Sink) throws(TransformFailure) { try codec.finishDecoding(to: &sink) }
    mutating func commit() { codec.commit() }
    static var maxHeldSize: Int { Codec.maxHeldSize }
}
