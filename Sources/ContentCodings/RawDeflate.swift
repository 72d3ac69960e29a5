public import Bytes
public import CodecKit

/// Deflated data without a header or trailer (RFC 1951), as WCF compresses its messages. HTTP has no coding of this kind.
public enum RawDeflate {
    public static var makeEncoder: CodecDescription.Factory {
        { (options) throws(CodecError) in try AnyCodec(RawDeflateEncoder.self, options) }
    }

    public static var makeDecoder: CodecDescription.Factory {
        { (options) throws(CodecError) in try AnyCodec(RawDeflateDecoder.self, options) }
    }
}

/// Deflates.
public struct RawDeflateEncoder: StandaloneCodec, ~Copyable {
    private var deflater: Deflater

    public static func make(_ options: CodecOptions) throws(CodecError) -> RawDeflateEncoder {
        RawDeflateEncoder(deflater: try Deflater(.raw, level: options.level))
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

/// Inflates.
public struct RawDeflateDecoder: StandaloneCodec, ~Copyable {
    private var inflater: Inflater

    public static func make(_ options: CodecOptions) throws(CodecError) -> RawDeflateDecoder {
        RawDeflateDecoder(inflater: try Inflater(.raw))
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
