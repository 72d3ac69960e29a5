internal import Bytes
internal import CodecKit

/// Turns binary XML ([MC-NBFX]) with the dictionary of SOAP ([MC-NBFS]) and, in a session, with its strings ([MC-NBFSE]) into
/// text. The text is always well-formed XML in UTF-8; what cannot be written like that is refused.
struct BinaryXMLDecoder: Codec, ~Copyable {
    private var stream: RecordStream<RecordDecoder>
    private let hasSession: Bool

    init(_ options: CodecOptions, hasSession: Bool) throws(CodecError) {
        self.hasSession = hasSession
        stream = RecordStream(try RecordDecoder(options, isSession: hasSession))
    }

    var inputFormat: MessageFormat? { hasSession ? .sessionXML : .binaryXML }

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
