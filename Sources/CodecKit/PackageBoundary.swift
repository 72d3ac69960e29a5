/// The bytes of a boundary, all zero at first.
///
/// They are kept in words, because the compiler copies an array in a structure element by element, and options are copied
/// often.
public struct PackageBoundary: BitwiseCopyable, Sendable {
    /// The most bytes that a boundary has (RFC 2046, section 5.1.1).
    public static var capacity: Int { 70 }

    private var words = InlineArray<9, UInt64>(repeating: 0)

    init() {}

    /// The byte at `index`; 0 past either end, where nothing can be set.
    public subscript(index: Int) -> UInt8 {
        get {
            guard index >= 0 && index < Self.capacity else { return 0 }
            return UInt8(truncatingIfNeeded: words[index &>> 3] &>> Self.shift(index))
        }
        set {
            guard index >= 0 && index < Self.capacity else { return }
            let others = words[index &>> 3] & ~(0xFF &<< Self.shift(index))
            words[index &>> 3] = others | UInt64(newValue) &<< Self.shift(index)
        }
    }

    private static func shift(_ index: Int) -> UInt64 { UInt64(truncatingIfNeeded: (index & 7) &* 8) }
}
