public import CodecKit

/// Deflated data without a header or trailer (RFC 1951), as WCF compresses its messages. HTTP has no coding of this kind.
public enum RawDeflate {
    public static var makeEncoder: CodecDescription.Factory {
        { (options) throws(CodecError) in try AnyCodec(DeflateEncoder.staged(.raw, level: options.level)) }
    }

    public static var makeDecoder: CodecDescription.Factory {
        { (options) throws(CodecError) in try AnyCodec(DeflateDecoder<ZlibInflater>(.raw)) }
    }
}
