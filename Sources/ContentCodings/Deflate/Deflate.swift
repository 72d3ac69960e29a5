public import CodecKit

extension CodecDescription {
    /// The deflate coding, which is the zlib format (RFC 9110, section 8.4.1.2; RFC 1950), not raw deflated data; at zlib's own
    /// default level.
    public static var deflate: CodecDescription {
        CodecDescription(
            name: "deflate", contentEncoding: "deflate", levels: .init(0, through: 9, standard: 6),
            makeEncoder: { (options) throws(CodecError) in
                try AnyCodec(DeflateEncoder.staged(.zlib, level: options.level))
            },
            makeDecoder: { (options) throws(CodecError) in
                try AnyCodec(DeflateDecoder<ChecksummedInflater>(.zlib))
            })
    }
}
