internal import Bytes
internal import CodecKit

/// Binary XML ([MC-NBFX]) with the dictionary of SOAP ([MC-NBFS]), and with the strings of a session ([MC-NBFSE]) if it has
/// one, to text. It gives well-formed XML in UTF-8 and nothing else; what cannot be written as such is refused.
struct BinaryXMLDecoder: Codec, ~Copyable {
    private var stream: RecordStream<RecordDecoder>

    init(_ options: CodecOptions, hasSession: Bool) throws(CodecError) {
        stream = RecordStream(try RecordDecoder(options.xml, isSession: hasSession))
    }

    mutating func begin() throws(CodecError) {
        try stream.begin()
    }

    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    mutating func process(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) -> Progress {
        try stream.process(&input, into: &output, isLast: isLast)
    }

    mutating func commit() {
        stream.commit()
    }

    mutating func abandon() {
        stream.abandon()
    }
}
