/// Writes deflated data by hand: bits from the lowest of each byte on (RFC 1951, section 3.1.1).
struct BitWriter {
    private(set) var bytes: [UInt8] = []
    private var free = 0

    /// Appends the lowest `count` bits of a number, the lowest first.
    mutating func put(_ value: Int, _ count: Int) {
        for bit in 0..<count {
            if free == 0 {
                bytes.append(0)
                free = 8
            }
            bytes[bytes.count - 1] |= UInt8(value >> bit & 1) << (8 - free)
            free -= 1
        }
    }

    /// Appends the bits of a Huffman code, which stand the other way round.
    mutating func putCode(_ code: Int, _ length: Int) {
        for bit in (0..<length).reversed() { put(code >> bit & 1, 1) }
    }

    /// Begins a block with codes of its own, whose lengths are given (RFC 1951, section 3.2.7). The lengths themselves
    /// have codes of four bits each, in their own order, so that 0 to 15 can be written.
    mutating func beginBlock(literalLengths: [Int], distanceLengths: [Int], isLast: Bool = true) {
        put(isLast ? 1 : 0, 1)
        put(2, 2)
        put(literalLengths.count - 257, 5)
        put(distanceLengths.count - 1, 5)
        put(19 - 4, 4)
        for symbol in [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15] { put(symbol < 16 ? 4 : 0, 3) }
        for length in literalLengths + distanceLengths { putCode(length, 4) }
    }
}
