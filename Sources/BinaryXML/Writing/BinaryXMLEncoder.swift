internal import Bytes
internal import CodecKit
internal import XMLText

/// Turns text XML into binary XML as WCF writes it: `application/soap+msbin1`, or `application/soap+msbinsession1` with the
/// strings of a session. All messages of a session must arrive, in the order in which they were encoded: after one that may
/// not have arrived, no further one is encoded.
struct BinaryXMLEncoder: Codec, ~Copyable {
    private var engine: EncoderEngine

    init(_ options: CodecOptions, hasSession: Bool) throws(CodecError) {
        engine = try EncoderEngine(options, hasSession: hasSession)
    }

    var inputFormat: MessageFormat? { .textXML }

    mutating func begin() throws(CodecError) {
        try engine.begin()
    }

    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    mutating func process(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) -> Progress {
        try engine.process(&input, into: &output, isLast: isLast)
    }

    mutating func commit() {
        engine.commit()
    }

    mutating func abandon() {
        engine.abandon()
    }
}
