public import Bytes
public import CodecKit

/// The same with the strings of a session ([MC-NBFSE]): what `application/soap+msbinsession1` carries. Each message builds on
/// the string tables of all those before it, so that one which breaks off inside its own ends the session.
public struct BinaryXMLSessionDecoder: Codec, ~Copyable {
    private var stream: RecordStream<RecordDecoder>

    public static func make(_ options: CodecOptions) throws(CodecError) -> BinaryXMLSessionDecoder {
        BinaryXMLSessionDecoder(stream: RecordStream(try RecordDecoder(options.xml, isSession: true)))
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
