internal import Bytes
internal import CodecKit

/// A codec that does better if it knows how long a message is before it begins.
protocol SizedCodec: ~Copyable {
    /// Begins a message of so many bytes, all of which the first call of `process` is shown; nil for one that is too long to be
    /// held back until its end.
    mutating func begin(size: Int?) throws(CodecError)

    /// As of `Codec`.
    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    mutating func process(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) -> Progress
}
