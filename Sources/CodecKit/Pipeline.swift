public import Bytes

/// Codecs in a row that work as one: what each writes, the next one takes, from a queue between the two.
///
/// They are appended in the order in which bytes pass through them, before the first message.
public struct Pipeline: Codec, ~Copyable {
    /// The most codecs that a pipeline has.
    public static var capacity: Int { StageList.capacity }

    /// The size of a queue. A quarter of it costs decoders up to 7 % of their speed, and four times as much gains nothing.
    private static var standardQueueSize: Int { 16 << 10 }

    private let maxStageOutput: UInt64
    private let queueSize: Int
    /// nil as long as there are none.
    private var stages: StageList?
    /// The index of the codec that takes the input of this message, which bypasses those before it.
    private var first = 0

    /// A pipeline of no codecs yet. No codec but the last, whose output the caller counts, may write more than
    /// `maxStageOutput` bytes of a message; 0 for any number.
    public init(maxStageOutput: UInt64) {
        self.init(maxStageOutput: maxStageOutput, bufferSize: Self.standardQueueSize)
    }

    init(maxStageOutput: UInt64, bufferSize: Int) {
        self.maxStageOutput = maxStageOutput
        queueSize = max(bufferSize, 1)
    }

    /// Adds a codec after those that are there.
    @inline(never)
    public mutating func append(_ codec: consuming AnyCodec) throws(CodecError) {
        guard stages != nil else {
            stages = try StageList(codec)
            return
        }
        guard stages?.append(codec) == true else {
            throw .quotaExceeded("the chain has too many codecs", limit: UInt64(truncatingIfNeeded: Self.capacity))
        }
    }

    public mutating func begin() throws(CodecError) {
        first = 0
        guard let begun: Void = try stages?.begin(queueSize: queueSize) else { throw .invalidFormat("the chain has no codecs") }
        return begun
    }

    public mutating func commit() {
        stages?.forEachCodec { codec in codec.commit() }
    }

    public mutating func abandon() {
        stages?.forEachCodec { codec in codec.abandon() }
    }

    /// Flushes the codecs in turn, each once it has taken what the one before it held back.
    @_lifetime(output: copy output)
    public mutating func flush(into output: inout OutputCursor) throws(CodecError) -> Bool {
        try stages?.flush(into: &output) ?? true
    }

    public mutating func relabel(_ type: inout WideString, link: Int) throws(ContentTypeRefusal) {
        try stages?.relabel(&type, link: link)
    }

    public mutating func skipDecompression(link: Int) {
        stages?.skipDecompression(link: link)
    }

    /// Has the input of the message that has begun bypass the first codec. Only before the first byte.
    mutating func skipFirst() {
        first = 1
    }

    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    public mutating func process(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) -> Progress {
        let (first, limit) = (first, maxStageOutput)
        guard let progress = try stages?.process(&input, into: &output, isLast: isLast, from: first, limit: limit) else {
            throw .invalidFormat("the chain has no codecs")
        }
        return progress
    }
}
