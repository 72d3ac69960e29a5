internal import Bytes
public import CodecKit

extension CodecDescription {
    /// What the transforms of the benchmarks are compared with. It is copied into a library of the benchmarks' own.
    public static var xor: CodecDescription {
        CodecDescription(
            name: "xor",
            makeEncoder: { (options) throws(CodecError) in try AnyCodec(XorCodec()) },
            makeDecoder: { (options) throws(CodecError) in try AnyCodec(XorCodec()) })
    }
}

/// Inverts bits of each byte.
struct XorCodec: Codec, ~Copyable {
    mutating func begin() throws(CodecError) {}

    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    mutating func process(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) -> Progress {
        unsafe input.consume { source in
            var count = 0
            unsafe output.produce { room in
                count = min(source.count, room.count)
                for index in 0..<count { unsafe room[index] = source[index] ^ 0x5A }
                return count
            }
            return count
        }
        guard input.isEmpty else { return .outputFull }
        return isLast ? .finished : .mayEnd
    }
}
