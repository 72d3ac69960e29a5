/// A number of up to 31 bits with seven of them in each byte, the lowest first ([MC-NBFX] section 2.1.2).
enum MultiByteInt31 {
    /// The most bytes that one takes.
    static var maxSize: Int { 5 }

    /// The number of bytes that a value takes.
    @inline(__always)
    static func size(of value: Int) -> Int {
        value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x20_0000 ? 3 : value < 0x1000_0000 ? 4 : 5
    }

    /// Hands each byte of a value to `put`.
    @inline(__always)
    static func write(_ value: Int, _ put: (UInt8) -> Void) {
        var rest = value
        while rest >= 0x80 {
            put(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        put(UInt8(truncatingIfNeeded: rest))
    }
}
