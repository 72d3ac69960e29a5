internal import Bytes
internal import CodecKit
internal import XMLText

/// Text XML into binary XML, as WCF writes it: `application/soap+msbin1`, or with the strings of a session
/// `application/soap+msbinsession1`. The messages of a session must arrive in the order in which they were encoded, all of
/// them: after one that may not have, no further one is made.
@safe
struct BinaryXMLEncoder: Codec, ~Copyable {
    private var engine: EncoderEngine

    init(_ options: CodecOptions, hasSession: Bool) throws(CodecError) {
        engine = try EncoderEngine(options, hasSession: hasSession)
    }

    deinit {
        engine.free()
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
