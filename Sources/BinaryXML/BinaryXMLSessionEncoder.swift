public import Bytes
public import CodecKit
internal import XMLText

/// Text XML into binary XML with the strings of a session, as WCF writes it: `application/soap+msbinsession1`. The messages
/// must arrive in the order in which they were encoded, all of them: after one that may not have, no further one is made.
@safe
public struct BinaryXMLSessionEncoder: Codec, ~Copyable {
    private var engine: EncoderEngine

    public static func make(_ options: CodecOptions) throws(CodecError) -> BinaryXMLSessionEncoder {
        unsafe BinaryXMLSessionEncoder(engine: unsafe try EncoderEngine(options, hasSession: true))
    }

    private init(engine: consuming EncoderEngine) {
        unsafe self.engine = engine
    }

    deinit {
        unsafe engine.free()
    }

    public mutating func begin() throws(CodecError) {
        try unsafe engine.begin()
    }

    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    public mutating func process(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) -> Progress {
        try unsafe engine.process(&input, into: &output, isLast: isLast)
    }

    public mutating func commit() {
        unsafe engine.commit()
    }
}
