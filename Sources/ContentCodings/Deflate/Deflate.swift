public import CodecKit

extension CodecDescription {
    /// The deflate coding, which is the zlib format (RFC 9110, section 8.4.1.2; RFC 1950), at zlib's own default level. Raw
    /// deflated data (RFC 1951), which .NET and some servers send under this name, is taken too, and written on request.
    public static var deflate: CodecDescription {
        CodecDescription(
            name: "deflate", contentEncoding: "deflate", levels: .init(0, through: 9, standard: 6), hasRawForm: true,
            makeEncoder: { (options) throws(CodecError) in
                let format: DeflateFormat = options.usesRawDeflate ? .raw : .zlib
                return try AnyCodec(DeflateEncoder.staged(format, level: options.level))
            },
            makeDecoder: { (options) throws(CodecError) in try AnyCodec(ZlibOrRawDecoder()) })
    }
}
