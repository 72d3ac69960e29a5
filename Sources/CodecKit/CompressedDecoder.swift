public import Bytes

/// Decodes messages that are compressed as a whole, with a pipeline whose first codec decompresses. A message that is labelled
/// as not compressed bypasses that codec.
public struct CompressedDecoder: Codec, ~Copyable {
    private var pipeline: Pipeline

    /// The first codec of `pipeline` must be the one that decompresses.
    public init(_ pipeline: consuming Pipeline) {
        self.pipeline = pipeline
    }

    public mutating func begin() throws(CodecError) {
        try pipeline.begin()
    }

    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    public mutating func process(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) -> Progress {
        try pipeline.process(&input, into: &output, isLast: isLast)
    }

    public mutating func commit() {
        pipeline.commit()
    }

    public mutating func abandon() {
        pipeline.abandon()
    }

    public mutating func skipDecompression(link: Int) {
        pipeline.skipFirst()
    }
}
