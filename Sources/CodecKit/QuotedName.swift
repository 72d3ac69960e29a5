public import Bytes

/// The beginning of a name out of a message, for an error to quote. It stays when the message goes.
public struct QuotedName: Sendable {
    private static var capacity: Int { 64 }

    private var bytes = InlineArray<64, UInt8>(repeating: 0)
    /// The number of bytes kept.
    public let count: Int
    /// Whether the name is longer.
    public let isCut: Bool

    public init(_ name: ByteText) {
        count = min(name.count, Self.capacity)
        isCut = name.count > Self.capacity
        for index in 0..<count { bytes[index] = name[index] }
    }

    /// The byte at `index`; 0 if there is none.
    public subscript(index: Int) -> UInt8 { index >= 0 && index < count ? bytes[index] : 0 }
}
