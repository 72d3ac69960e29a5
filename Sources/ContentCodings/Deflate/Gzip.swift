public import CodecKit

extension CodecDescription {
    /// gzip (RFC 1952), at zlib's own default level. No engine writes a modification time, so that equal messages give equal
    /// bytes.
    public static var gzip: CodecDescription {
        CodecDescription(
            name: "gzip", aliases: "x-gzip", contentEncoding: "gzip", levels: .init(0, through: 9, standard: 6),
            codingTypes: .init(registered: "application/gzip", older: "application/x-gzip"),
            makeEncoder: { (options) throws(CodecError) in
                try AnyCodec(DeflateEncoder.staged(.gzip, level: options.level))
            },
            makeDecoder: { (options) throws(CodecError) in
                try AnyCodec(DeflateDecoder<ChecksummedInflater>(.gzip))
            })
    }
}
