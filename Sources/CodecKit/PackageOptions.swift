public import Bytes

/// How a package of MTOM is written, and what it may have.
public struct PackageOptions: BitwiseCopyable, Sendable {
    /// The most bytes of content that stay in the XML. Encoders only.
    public var maxInlineSize: UInt32 = 767
    /// The most bytes of parts that are held back at a time.
    /// nil: as many as `partsBufferSize` says.
    public var maxPartsBufferSize: UInt32?
    /// The most bytes of the root part, from its first Include on. Decoders only.
    public var maxRootSize: UInt32 = 65_536
    /// The most bytes of the header fields of one part. Decoders only.
    public var maxPartHeaderSize: UInt32 = 32_768
    /// The most parts beside the root.
    public var maxParts: UInt32 = 1000
    /// The boundary between parts, in the first bytes; all zero for a random one. Encoders only.
    public var boundary = PackageBoundary()
    public var boundaryCount: UInt8 = 0

    public init() {}

    /// The most bytes of parts that are held back at a time, in one direction.
    public func partsBufferSize(isEncoder: Bool) -> UInt32 {
        maxPartsBufferSize ?? (isEncoder ? 1 << 26 : 1 << 16)
    }

    /// Sets the boundary. False, with nothing changed, if the text cannot be one (RFC 2046, section 5.1.1).
    public mutating func setBoundary(_ text: WideText) -> Bool {
        guard text.count >= 1 && text.count <= PackageBoundary.capacity, text[text.count &- 1] != UInt16(UInt8(ascii: " "))
        else { return false }
        var bytes = PackageBoundary()
        for index in 0..<text.count {
            guard let unit = text[index], let byte = UInt8(exactly: unit), Self.isOfBoundary(byte) else { return false }
            bytes[index] = byte
        }
        boundary = bytes
        boundaryCount = UInt8(truncatingIfNeeded: text.count)
        return true
    }

    private static func isOfBoundary(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            return true
        default:
            let others = ByteText("'()+_,-./:=? ")
            for index in 0..<others.count where others[index] == byte { return true }
            return false
        }
    }
}
