internal import Bytes

/// The first bytes of a message, enough to tell apart the formats that are mistaken for one another. They are examined only
/// when decoding has failed, to say what the message is.
struct MessageOpening: BitwiseCopyable {
    /// The number of bytes kept.
    static var capacity: Int { 16 }

    /// What the bytes are.
    enum Recognition: Equatable {
        case unknown
        /// More bytes are needed to tell.
        case undecided
        case format(MessageFormat)
    }

    /// Whether the bytes match the beginning of a format.
    enum Match: UInt8 {
        case no, maybe, yes
    }

    /// The bytes, in little-endian order.
    private var words: (UInt64, UInt64) = (0, 0)
    private(set) var count = 0

    var isFull: Bool { count == Self.capacity }

    /// Forgets the bytes.
    mutating func empty() {
        count = 0
    }

    /// Adds the next bytes of the message, as far as there is room for them. Returns how many were added.
    @inline(__always)
    mutating func append(_ source: RawSpan) -> Int {
        // The first piece of most messages has all of them.
        guard count == 0, let first = source.littleEndianWord(at: 0), let second = source.littleEndianWord(at: 8) else {
            return appendSingly(source)
        }
        words = (first, second)
        count = Self.capacity
        return Self.capacity
    }

    @inline(never)
    private mutating func appendSingly(_ source: RawSpan) -> Int {
        let start = count
        while count < Self.capacity, let byte = source.byte(at: count &- start) {
            set(count, byte)
            count &+= 1
        }
        return count &- start
    }

    private mutating func set(_ index: Int, _ byte: UInt8) {
        let shift = UInt64(truncatingIfNeeded: index & 7) &* 8
        let (bits, mask) = (UInt64(byte) &<< shift, UInt64(0xFF) &<< shift)
        if index < 8 { words.0 = words.0 & ~mask | bits } else { words.1 = words.1 & ~mask | bits }
    }

    /// Removes the last bytes.
    mutating func removeLast(_ bytes: Int) {
        count = max(count &- bytes, 0)
    }

    /// The format that the bytes have instead of the expected one; `unknown` if they have the expected one or no known format.
    /// The shortest prefix that allows a verdict decides, so that the verdict does not depend on how the message was split.
    @_optimize(size)
    func recognition(expected: MessageFormat) -> Recognition {
        for length in 1..<max(count &+ 1, 1) {
            let beginning = MessageBeginning(words, count: length)
            switch beginning.match(expected: expected) {
            case .yes: return .unknown
            case .maybe: continue
            case .no: break
            }
            let found = beginning.recognition
            if found != .undecided { return found }
        }
        return isFull ? .unknown : .undecided
    }
}
