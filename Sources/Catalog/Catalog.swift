public import CodecKit
internal import Bytes
internal import ContentCodings

/// All codecs, by index and by name: the only room that knows them.
public enum Catalog {
    /// The number of codecs.
    public static let count = 5

    /// The codec at `index`; nil past the end.
    public static func codec(at index: Int) -> CodecDescription? {
        switch index {
        case 0: .identity
        case 1: .gzip
        case 2: .deflate
        case 3: .brotli
        case 4: .zstd
        default: nil
        }
    }

    /// The codec that goes by `name`, without regard to case; nil if there is none.
    public static func codec(named name: UnsafeBufferPointer<UInt8>) -> CodecDescription? {
        for index in 0..<count {
            guard let codec = codec(at: index) else { break }
            if unsafe equalIgnoringCase(name, codec.name) || equalIgnoringCase(name, codec.alias) { return codec }
        }
        return nil
    }
}
