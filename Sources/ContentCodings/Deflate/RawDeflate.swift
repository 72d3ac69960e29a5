public import CodecKit

extension CodecDescription {
    /// Deflated data without a header or trailer (RFC 1951), as WCF compresses its messages. HTTP labels it like zlib's format,
    /// and has no coding of its own for it.
    public static var rawDeflate: CodecDescription {
        CodecDescription(
            name: "deflate", contentEncoding: "deflate", levels: .init(0, through: 9, standard: 6),
            makeEncoder: { (options) throws(CodecError) in
                try AnyCodec(DeflateEncoder.staged(.raw, level: options.level))
            },
            makeDecoder: { (options) throws(CodecError) in try AnyCodec(DeflateDecoder<ZlibInflater>(.raw)) })
    }
}
