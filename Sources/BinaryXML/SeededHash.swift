/// Hashes names that a sender chooses, in a way that it cannot foresee.
struct SeededHash {
    private let seed: UInt64

    /// The place of some memory serves as a seed: it changes from process to process.
    init(seed: UInt) {
        self.seed = (UInt64(seed) ^ 0x2545_F491_4F6C_DD1D) &* 0x9E37_79B9_7F4A_7C15
    }

    func callAsFunction(_ text: UnsafeBufferPointer<UInt8>, _ initial: UInt64 = 0) -> UInt64 {
        var hash = seed ^ initial ^ UInt64(truncatingIfNeeded: text.count)
        for index in 0..<text.count {
            hash = unsafe (hash ^ UInt64(text[index])) &* 0x9E37_79B9_7F4A_7C15
            hash ^= hash >> 29
        }
        hash = (hash ^ hash >> 32) &* 0xD6E8_FEB8_6659_FD93
        return hash ^ hash >> 32
    }
}
