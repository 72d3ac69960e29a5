public import Bytes
public import CodecKit
internal import XMLText

/// Text XML into binary XML, as WCF writes it: `application/soap+msbin1`.
@safe
public struct BinaryXMLEncoder: Codec, ~Copyable {
    private var engine: EncoderEngine

    public static func make(_ options: CodecOptions) throws(CodecError) -> BinaryXMLEncoder {
        unsafe BinaryXMLEncoder(engine: unsafe try EncoderEngine(options, hasSession: false))
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
}
