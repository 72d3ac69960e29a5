internal import Bytes

/// A copy of the last bytes of a stretch of input, in memory where there is more to read after them, so that common records can
/// be taken from it.
struct InputTail: ~Copyable {
    private var bytes = GrowableBuffer<UInt8>()
    /// The number of bytes that were copied.
    private(set) var count = 0

    /// Forgets the bytes, as other input comes.
    @inline(__always)
    mutating func removeAll() {
        count = 0
    }

    /// Copies the last bytes of the input, and after them a zero, which begins no record. What follows that can be read and is
    /// of no consequence. False if there is no memory.
    mutating func keep(_ last: ByteText) -> Bool {
        // All that may be read is allocated at once, or nothing, so that no later message takes a part for the whole.
        if bytes.count == 0 && !bytes.append(repeating: 0, count: 2 &* CommonRun.plentyOfInput) { return false }
        bytes.removeAll()
        guard bytes.append(last), bytes.append(0) else { return false }
        count = last.count
        return true
    }

    /// The last `left` bytes, after which `CommonRun.plentyOfInput` bytes can be read.
    @inline(__always)
    func last(_ left: Int) -> ByteText { bytes.text(count &- left, left) }
}
