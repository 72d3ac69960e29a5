public import Bytes
public import CodecKit

extension CodecDescription {
    /// deflate, at zlib's own default level.
    public static var deflate: CodecDescription {
        CodecDescription(
            name: "deflate", contentEncoding: "deflate", levels: .init(0, through: 9, standard: 6),
            makeEncoder: { (options) throws(CodecError) in try AnyCodec(DeflateEncoder.self, options) },
            makeDecoder: { (options) throws(CodecError) in try AnyCodec(DeflateDecoder.self, options) })
    }
}

/// The deflate coding, which is the zlib format (RFC 9110, section 8.4.1.2; RFC 1950), not raw deflated data.
public struct DeflateEncoder: StandaloneCodec, ~Copyable {
    private var deflater: Deflater

    public static func make(_ options: CodecOptions) throws(CodecError) -> DeflateEncoder {
        DeflateEncoder(deflater: try Deflater(.zlib, level: options.level))
    }

    public mutating func begin() throws(CodecError) {
        deflater.begin()
    }

    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    public mutating func process(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) -> Progress {
        try deflater.process(&input, into: &output, isLast: isLast)
    }
}

/// Takes one zlib stream.
public struct DeflateDecoder: StandaloneCodec, ~Copyable {
    private var inflater: Inflater

    public static func make(_ options: CodecOptions) throws(CodecError) -> DeflateDecoder {
        DeflateDecoder(inflater: try Inflater(.zlib))
    }

    public mutating func begin() throws(CodecError) {
        inflater.begin()
    }

    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    public mutating func process(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) -> Progress {
        try inflater.process(&input, into: &output)
    }
}
