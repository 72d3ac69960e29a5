public import Bytes
public import CodecKit

/// Binary XML ([MC-NBFX]) with the dictionary of SOAP ([MC-NBFS]) to text: what `application/soap+msbin1` carries. It gives
/// well-formed XML in UTF-8 and nothing else; what cannot be written as such is refused.
public struct BinaryXMLDecoder: Codec, ~Copyable {
    private var stream: RecordStream<RecordDecoder>

    public static func make(_ options: CodecOptions) throws(CodecError) -> BinaryXMLDecoder {
        BinaryXMLDecoder(stream: RecordStream(try RecordDecoder(options.xml, isSession: false)))
    }

    public mutating func begin() throws(CodecError) {
        try stream.begin()
    }

    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    public mutating func process(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) -> Progress {
        try stream.process(&input, into: &output, isLast: isLast)
    }
}
