internal import Catalog
internal import CodecKit

/// One codec of a table, and what it is made with.
struct CodecLink: BitwiseCopyable {
    private let index: UInt8
    // What each message asks of its codec: a description is too large to be made for that.
    let isPassthrough: Bool
    let hasContentTypes: Bool
    let hasContentEncoding: Bool
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
        self.index = UInt8(truncatingIfNeeded: index)
        let codec = Catalog.codec(at: index) ?? Catalog.identity
        isPassthrough = codec.isPassthrough
        hasContentTypes = codec.contentTypes != nil
        hasContentEncoding = codec.contentEncoding.utf8CodeUnitCount > 0
        hasCompression = codec.compression != nil
        options = CodecOptions()
        options.level = codec.levels?.standard ?? 0
        options.maxWindowSize = codec.defaultMaxWindowSize ?? .max
    }

    /// Whether the labels of a message concern the codec.
    var hasLabels: Bool { hasContentTypes || hasContentEncoding || hasCompression }

    /// Not inlined: a description has many words, which would be moved about wherever one is looked at.
    @inline(never)
    var codec: CodecDescription { Catalog.codec(at: Int(index)) ?? Catalog.identity }
}
