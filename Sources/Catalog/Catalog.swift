public import CodecKit
internal import Bytes
internal import ContentCodings

/// All codecs, by index and by name: the only room that knows them.
public enum Catalog {
    /// The number of codecs.
    public static let count = 11

    /// The codec at `index`; nil past the end.
    public static func codec(at index: Int) -> CodecDescription? {
        switch index {
        case 0: .identity
        case 1: .gzip
        case 2: .deflate
        case 3: .brotli
        case 4: .zstd
        case 5: .binaryXML
        case 6: .binaryXMLSession
        case 7: .binaryXMLGzip
        case 8: .binaryXMLDeflate
        case 9: .binaryXMLSessionGzip
        case 10: .binaryXMLSessionDeflate
        default: nil
        }
    }

    /// The index of the codec that goes by `name`, without regard to case; nil if there is none.
    public static func index(named name: UnsafeBufferPointer<UInt8>) -> Int? {
        for index in 0..<count {
            guard let codec = codec(at: index) else { break }
            if unsafe equalIgnoringCase(name, codec.name) || equalIgnoringCase(name, codec.alias) { return index }
        }
        return nil
    }

    /// The codec that goes by `name`, without regard to case; nil if there is none.
    public static func codec(named name: UnsafeBufferPointer<UInt8>) -> CodecDescription? {
        guard let index = unsafe index(named: name) else { return nil }
        return codec(at: index)
    }

    /// The codec that changes nothing.
    public static var identity: CodecDescription { .identity }
}
