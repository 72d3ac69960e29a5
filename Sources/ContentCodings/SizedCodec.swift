internal import Bytes
internal import CodecKit

/// A codec that does better if it knows how long a message is before it begins.
protocol SizedCodec: ~Copyable {
    /// Begins a message of `size` bytes, all of which the first call of `process` is shown. nil says that the message is too
    /// long to be held back until its end.
    mutating func begin(size: Int?) throws(CodecError)

    /// See `Codec.process`.
    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    mutating func process(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) -> Progress

    /// See `Codec.flush`. Never called after `begin` with a size.
    @_lifetime(output: copy output)
    mutating func flush(into output: inout OutputCursor) throws(CodecError) -> Bool
}
