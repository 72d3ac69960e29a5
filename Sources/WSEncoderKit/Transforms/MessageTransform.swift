/// What all ways to write a codec have in common. Conform to one of them, never to this protocol itself.
///
/// The library creates one value for each encoder or decoder instance. The value may be used on any thread, but by one call at
/// a time. For each message the library calls `begin`, once; then the functions that take the bytes, until they end the message
/// or throw; then `commit`, if the whole message has succeeded.
///
/// **Errors**: in ordinary Swift, declare the functions that may fail with `throws` or `throws(CodecError)`; in Embedded Swift
/// with `throws(CodecError)`. Functions that cannot fail need neither.
///
/// **Memory**: a failed allocation ends the process in ordinary Swift. A codec in Embedded Swift that uses neither classes nor
/// arrays, strings and closures with captures allocates nothing, and cannot fail in this way. The kit itself takes the memory
/// for the values and for the bytes that it holds from `malloc`, and reports `E_OUTOFMEMORY` if there is none.
public protocol CodecLifecycle: ~Copyable, SendableMetatype {
    /// A codec that no message has begun.
    init() throws(TransformFailure)

    /// Is called once, after `init`. Does nothing by default.
    mutating func configure(_ options: CodecOptions) throws(TransformFailure)

    /// Begins a message. The previous one may have been abandoned at any point. Does nothing by default.
    mutating func begin() throws(TransformFailure)

    /// The whole message has succeeded, in this codec and in everything after it. Does nothing by default. A codec whose
    /// messages build on earlier ones takes over here what the message has added.
    mutating func commit()

    /// The largest number of bytes that the kit holds for one codec: output of a `ChunkEncoder` or `ChunkDecoder` that its host
    /// has not taken yet, or the message that a `WholeMessageEncoder` or `WholeMessageDecoder` takes; the message it returns
    /// may be as large again. 64 MiB by default. A message that needs more is refused with `WS_E_QUOTA_EXCEEDED`.
    static var maxHeldSize: Int { get }
}

extension CodecLifecycle where Self: ~Copyable {
    public mutating func configure(_ options: CodecOptions) throws(TransformFailure) {}
    public mutating func begin() throws(TransformFailure) {}
    public mutating func commit() {}
    public static var maxHeldSize: Int { 64 << 20 }
}

/// A codec that encodes. Conform to `MessageEncoder`, `ChunkEncoder`, `WholeMessageEncoder` or `MessageTransform`, never to
/// this protocol itself.
public protocol EncodingType: CodecLifecycle, ~Copyable {
    static var encoding: Transform { get }
}

/// A codec that decodes. Conform to `MessageDecoder`, `ChunkDecoder`, `WholeMessageDecoder` or `MessageTransform`, never to
/// this protocol itself.
public protocol DecodingType: CodecLifecycle, ~Copyable {
    static var decoding: Transform { get }
}

/// A resumable transform of bytes that is the same in both directions, or serves as one of them.
///
/// It can stop at any byte of input and at any byte of output, and goes on in the next call. It never calls out and knows
/// nothing of phases and asynchrony. The codecs of the library itself are written like this.
///
/// **Cost**: constant memory, and no copy between host and transform. The two simpler ways to write a codec hold bytes in
/// memory: `ChunkEncoder` and `ChunkDecoder` those that the host has not taken yet, `WholeMessageEncoder` and
/// `WholeMessageDecoder` the whole message.
public protocol MessageTransform: EncodingType, DecodingType, ~Copyable {
    /// Takes input and writes output until one of them runs out or the message is complete.
    ///
    /// Every call takes or writes at least one byte unless it returns `.needsInput`, `.mayEnd` or `.finished`.
    ///
    /// - Parameters:
    ///   - input: the next bytes of the message; may be empty.
    ///   - output: has room for at least one byte.
    ///   - isLast: whether nothing follows `input`. Once true, it stays true until the message is complete.
    /// - Returns: `.needsInput` or `.mayEnd` if all input has been taken; `.outputFull` if there is no room left; `.finished`
    ///   if the message is complete. With `isLast`, `.mayEnd` means the same as `.finished`, and `.needsInput` means that the
    ///   message is incomplete, which the library reports as an error.
    /// - Throws: a `CodecError`, or, in ordinary Swift, any other error, which the host receives as `E_FAIL`.
    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    mutating func process(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(TransformFailure) -> Progress

    /// Writes what it holds back of the input taken so far, in a form that can be decoded, because the host has called
    /// `WseEncoderFlush`. The message goes on afterwards. Only encoders are asked; does nothing by default.
    ///
    /// - Returns: whether all has been written. If not, there is no room left, and the call is repeated with more.
    @_lifetime(output: copy output)
    mutating func flush(into output: inout OutputCursor) throws(TransformFailure) -> Bool
}

extension MessageTransform where Self: ~Copyable {
    @_lifetime(output: copy output)
    public mutating func flush(into output: inout OutputCursor) throws(TransformFailure) -> Bool { true }

    @inlinable public static var encoding: Transform { Transform(Self.self) }
    @inlinable public static var decoding: Transform { Transform(Self.self) }
}

/// A resumable encoder, for a type that also decodes or that only encodes. Otherwise as `MessageTransform`.
public protocol MessageEncoder: EncodingType, ~Copyable {
    /// Takes bytes of the message and writes encoded bytes. See `MessageTransform.process`.
    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    mutating func encode(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(TransformFailure) -> Progress

    /// Writes what it holds back. See `MessageTransform.flush`.
    @_lifetime(output: copy output)
    mutating func flush(into output: inout OutputCursor) throws(TransformFailure) -> Bool
}

extension MessageEncoder where Self: ~Copyable {
    @_lifetime(output: copy output)
    public mutating func flush(into output: inout OutputCursor) throws(TransformFailure) -> Bool { true }

    public static var encoding: Transform { Transform(ResumableEncoding<Self>.self) }
}

/// A resumable decoder, for a type that also encodes or that only decodes. Otherwise as `MessageTransform`.
public protocol MessageDecoder: DecodingType, ~Copyable {
    /// Takes encoded bytes and writes bytes of the message. See `MessageTransform.process`.
    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    mutating func decode(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(TransformFailure) -> Progress
}

extension MessageDecoder where Self: ~Copyable {
    public static var decoding: Transform { Transform(ResumableDecoding<Self>.self) }
}

/// The encoding side of `Codec`.
struct ResumableEncoding<Codec: MessageEncoder & ~Copyable>: MessageTransform, ~Copyable {
    private var codec: Codec

    init() throws(TransformFailure) { codec = try Codec() }
    mutating func configure(_ options: CodecOptions) throws(TransformFailure) { try codec.configure(options) }
    mutating func begin() throws(TransformFailure) { try codec.begin() }

    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    mutating func process(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(TransformFailure) -> Progress {
        try codec.encode(&input, into: &output, isLast: isLast)
    }

    @_lifetime(output: copy output)
    mutating func flush(into output: inout OutputCursor) throws(TransformFailure) -> Bool {
        try codec.flush(into: &output)
    }

    mutating func commit() { codec.commit() }
}

/// The decoding side of `Codec`.
struct ResumableDecoding<Codec: MessageDecoder & ~Copyable>: MessageTransform, ~Copyable {
    private var codec: Codec

    init() throws(TransformFailure) { codec = try Codec() }
    mutating func configure(_ options: CodecOptions) throws(TransformFailure) { try codec.configure(options) }
    mutating func begin() throws(TransformFailure) { try codec.begin() }

    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    mutating func process(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(TransformFailure) -> Progress {
        try codec.decode(&input, into: &output, isLast: isLast)
    }

    mutating func commit() { codec.commit() }
}

/// What the host has set for an encoder or decoder.
public struct CodecOptions: Sendable {
    /// The compression level, for an encoder of a codec with levels; otherwise 0.
    public let level: Int
}
