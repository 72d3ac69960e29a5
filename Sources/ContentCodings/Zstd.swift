public import CodecKit

extension CodecDescription {
    /// RFC 9659 bounds the window of the content coding to 8 MiB.
    public static var zstd: CodecDescription {
        CodecDescription(
            name: "zstd", contentEncoding: "zstd", levels: .init(-131_072, through: 22, standard: 3),
            defaultMaxWindowSize: 8 << 20,
            makeEncoder: { (options) throws(CodecError) in
                try AnyCodec(Staged(ZstdEncoder(level: options.level), upTo: ZstdEncoder.stagingLimit))
            },
            makeDecoder: { (options) throws(CodecError) in try AnyCodec(ZstdDecoder(maxWindowSize: options.maxWindowSize)) })
    }
}
