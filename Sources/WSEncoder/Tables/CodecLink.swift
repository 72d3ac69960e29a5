internal import Bytes
internal import Catalog
internal import CodecKit

/// One codec of a table, and what it is made with.
///
/// It holds no reference to its transform: whoever keeps links does, see `CodecLinks`.
struct CodecLink: BitwiseCopyable {
    /// The index of a built-in codec in the catalog.
    private let index: UInt8
    /// The codec if others have written it; nil for a built-in one.
    let transform: Reference<Transform>?
    // What each message asks of its codec: a description is too large to be made for that.
    let isPassthrough: Bool
    let hasContentTypes: Bool
    let labelsItself: Bool
    /// Its content coding, empty if it is none, and the other names that it goes by.
    let contentEncoding: ByteText
    let codingAliases: ByteText
    let hasCompression: Bool
    var options: CodecOptions
    /// Whether an encoder names the compression of its messages as a content coding and not in the content type.
    var labelsCompressionAsCoding = false
    /// Whether a decoder takes the content type of a compressed file in place of its content coding.
    var takesCodingType = false

    /// The codec at an index of the catalog.
    @_optimize(size)
    @inline(never)
    init(at index: Int) {
        self.init(at: index, nil, Catalog.codec(at: index) ?? Catalog.identity)
    }

    /// A codec that others have written.
    init(_ transform: Reference<Transform>) {
        self.init(at: 0, transform, transform.value.description)
    }

    private init(at index: Int, _ transform: Reference<Transform>?, _ codec: CodecDescription) {
        self.index = UInt8(truncatingIfNeeded: index)
        self.transform = transform
        isPassthrough = codec.isPassthrough
        hasContentTypes = codec.contentTypes != nil
        if case .own = codec.labels { labelsItself = true } else { labelsItself = false }
        contentEncoding = codec.contentEncoding
        codingAliases = codec.aliases
        hasCompression = codec.compression != nil
        options = CodecOptions()
        options.level = codec.levels?.standard ?? 0
        options.maxWindowSize = codec.defaultMaxWindowSize ?? .max
    }

    var hasContentEncoding: Bool { !contentEncoding.isEmpty }

    /// Whether the labels of a message concern the codec.
    var hasLabels: Bool { hasContentTypes || labelsItself || hasContentEncoding || hasCompression }

    /// Not inlined: a description has many words, which would be moved about wherever one is looked at.
    @inline(never)
    var codec: CodecDescription {
        if let transform { return transform.value.description }
        return Catalog.codec(at: Int(index)) ?? Catalog.identity
    }

    /// Makes the codec for one instance. `lists` asks for a list of what messages are made of, if the codec can make one.
    func make(_ direction: Direction, lists: Bool) throws(CodecError) -> AnyCodec {
        if let transform { return try AnyCodec(TransformCodec(transform, direction, options)) }
        if lists { return try codec.makeDump(options) }
        return switch direction {
        case .encoder: try codec.makeEncoder(options)
        case .decoder: try codec.makeDecoder(options)
        }
    }
}
