public import Bytes
internal import Charsets
public import CodecKit
internal import ContentCodings

/// All built-in codecs, by index and by name. No other module names them. To add one,
/// add a line to `codecs`.
public enum Catalog {
    private static let codecs: InlineArray<_, @Sendable () -> CodecDescription> = [
        { .identity },
        { .gzip },
        { .deflate },
        { .brotli },
        { .zstd },
        { .binaryXML },
        { .binaryXMLSession },
        { .binaryXMLGzip },
        { .binaryXMLDeflate },
        { .binaryXMLSessionGzip },
        { .binaryXMLSessionDeflate },
        { .mtom },
        { .utf16 },
        { .utf16LittleEndian },
        { .utf16BigEndian },
    ]

    /// The number of codecs.
    public static var count: Int { codecs.count }

    /// The codec at `index`; nil if there is none. Inlined, so that the description is written where it is wanted.
    @inline(__always)
    public static func codec(at index: Int) -> CodecDescription? {
        guard index >= 0 && index < codecs.count else { return nil }
        return codecs[index]()
    }

    /// The index of the codec that goes by `name`, without regard to case; nil if there is none.
    public static func index(named name: ByteText) -> Int? {
        for index in codecs.indices where codecs[index]().isNamed(name) { return index }
        return nil
    }

    /// The codec that changes nothing.
    public static var identity: CodecDescription { .identity }
}
