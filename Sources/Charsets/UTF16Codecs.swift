public import CodecKit

// Text in UTF-16. Its encoders take UTF-8; its decoders write it.
extension CodecDescription {
    /// utf-16: encodes little-endian, decodes both byte orders.
    public static var utf16: CodecDescription {
        CodecDescription(
            name: "utf-16", labels: .own,
            makeEncoder: { (options) throws(CodecError) in try AnyCodec(UTF16Encoder(.little)) },
            makeDecoder: { (options) throws(CodecError) in try AnyCodec(UTF16Decoder(nil)) })
    }

    /// utf-16le, which decodes no other byte order.
    public static var utf16LittleEndian: CodecDescription {
        CodecDescription(
            name: "utf-16le", labels: .own,
            makeEncoder: { (options) throws(CodecError) in try AnyCodec(UTF16Encoder(.little)) },
            makeDecoder: { (options) throws(CodecError) in try AnyCodec(UTF16Decoder(.little)) })
    }

    /// utf-16be, which decodes no other byte order.
    public static var utf16BigEndian: CodecDescription {
        CodecDescription(
            name: "utf-16be", labels: .own,
            makeEncoder: { (options) throws(CodecError) in try AnyCodec(UTF16Encoder(.big)) },
            makeDecoder: { (options) throws(CodecError) in try AnyCodec(UTF16Decoder(.big)) })
    }
}
