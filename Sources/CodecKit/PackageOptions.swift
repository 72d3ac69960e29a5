/// How a package of MTOM is written, and what it may have.
public struct PackageOptions: BitwiseCopyable, Sendable {
    /// The most bytes of content that stay in the XML. Encoders only.
    public var maxInlineSize: UInt32 = 767
    /// The most bytes of parts that are held back at a time.
    /// nil: 65,536 in a decoder, 67,108,864 in an encoder.
    public var maxPartsBufferSize: UInt32?
    /// The most bytes of the root part, from its first Include on. Decoders only.
    public var maxRootSize: UInt32 = 65_536
    /// The most bytes of the header fields of one part. Decoders only.
    public var maxPartHeaderSize: UInt32 = 32_768
    /// The most parts beside the root.
    public var maxParts: UInt32 = 1000
    /// The boundary between parts, in the first bytes; all zero for a random one. Encoders only.
    public var boundary = InlineArray<70, UInt8>(repeating: 0)
    public var boundaryCount: UInt8 = 0

    public init() {}
}
