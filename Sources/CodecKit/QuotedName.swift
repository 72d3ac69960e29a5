public import Bytes

/// The beginning of a name out of a message, for an error to quote. It stays when the message goes.
public struct QuotedName: Sendable {
    private static var capacity: Int { 64 }

    // In words, because the compiler copies an array in a structure element by element, and each function copies the errors
    // that it passes on.
    private var words = InlineArray<8, UInt64>(repeating: 0)
    private let keptCount: UInt8
    /// Whether the name is longer.
    public let isCut: Bool

    public init(_ name: ByteText) {
        let count = min(name.count, Self.capacity)
        keptCount = UInt8(truncatingIfNeeded: count)
        isCut = name.count > Self.capacity
        for index in 0..<count { words[index &>> 3] |= UInt64(name[index]) &<< Self.shift(index) }
    }

    /// The number of bytes kept.
    public var count: Int { Int(keptCount) }

    /// The byte at `index`; 0 if there is none.
    public subscript(index: Int) -> UInt8 {
        guard index >= 0 && index < count else { return 0 }
        return UInt8(truncatingIfNeeded: words[index &>> 3] &>> Self.shift(index))
    }

    private static func shift(_ index: Int) -> UInt64 { UInt64(truncatingIfNeeded: (index & 7) &* 8) }
}
