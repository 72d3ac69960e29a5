internal import Bytes
public import CodecKit

extension CodecDescription {
    /// identity, which passes through.
    public static var identity: CodecDescription {
        CodecDescription(
            name: "identity", isPassthrough: true,
            makeEncoder: { (options) throws(CodecError) in try AnyCodec(Identity()) },
            makeDecoder: { (options) throws(CodecError) in try AnyCodec(Identity()) })
    }
}

/// The coding that changes nothing (RFC 9110, section 8.4.1). The pump passes its bytes on without asking; this stands in for
/// it where a codec is called for.
struct Identity: Codec, ~Copyable {
    mutating func begin() throws(CodecError) {}

    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    mutating func process(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) -> Progress {
        output.append(from: &input)
        guard input.isEmpty else { return .outputFull }
        return isLast ? .finished : .mayEnd
    }
}
