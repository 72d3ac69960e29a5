public import CodecKit

extension CodecDescription {
    /// Quality 5 is as fast as zlib's level 6 and compresses better; the library's own default, 11, is for files that are
    /// compressed once. The largest window of RFC 7932 is 16 MiB.
    public static var brotli: CodecDescription {
        CodecDescription(
            name: "br", contentEncoding: "br", levels: .init(0, through: 11, standard: 5),
            defaultMaxWindowSize: 16 << 20,
            makeEncoder: { (options) throws(CodecError) in
                try AnyCodec(Staged(BrotliEncoder(quality: UInt32(clamping: options.level)), upTo: BrotliEncoder.stagingLimit))
            },
            makeDecoder: { (options) throws(CodecError) in
                try AnyCodec(BrotliDecoder(maxWindowSize: options.maxWindowSize))
            })
    }
}
