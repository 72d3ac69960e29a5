/// A codec that options alone make: one that is not put together of others.
public protocol StandaloneCodec: Codec, ~Copyable {
    /// Makes a codec that keeps its memory for all the messages it will see.
    static func make(_ options: CodecOptions) throws(CodecError) -> Self
}
