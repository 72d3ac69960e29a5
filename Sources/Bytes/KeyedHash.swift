internal import CLibc

/// SipHash-1-3, a hash with a secret key: who does not know the key cannot choose texts that collide.
public struct KeyedHash: BitwiseCopyable, Sendable {
    private let first: UInt64
    private let second: UInt64

    /// A hash with a random key from the system.
    public init() {
        var first: UInt64 = 0
        var second: UInt64 = 0
        unsafe wse_make_secret(&first, &second)
        self.init(key: first, second)
    }

    /// A hash with a known key, for tests.
    init(key first: UInt64, _ second: UInt64) {
        self.first = first
        self.second = second
    }

    /// The hash of a text.
    public func callAsFunction(_ text: ByteText) -> UInt64 {
        var state = State(first, second)
        let count = text.count
        var last = UInt64(truncatingIfNeeded: count) << 56
        var index = 0
        while count &- index >= 8 {
            state.add(text.word(at: index))
            index &+= 8
        }
        var shift: UInt64 = 0
        while index < count {
            last |= UInt64(text[unchecked: index]) &<< shift
            shift &+= 8
            index &+= 1
        }
        state.add(last)
        return state.finish()
    }

    /// The four words of SipHash.
    private struct State {
        private var v0: UInt64
        private var v1: UInt64
        private var v2: UInt64
        private var v3: UInt64

        @inline(__always)
        init(_ first: UInt64, _ second: UInt64) {
            v0 = first ^ 0x736F_6D65_7073_6575
            v1 = second ^ 0x646F_7261_6E64_6F6D
            v2 = first ^ 0x6C79_6765_6E65_7261
            v3 = second ^ 0x7465_6462_7974_6573
        }

        @inline(__always)
        mutating func add(_ word: UInt64) {
            v3 ^= word
            round()
            v0 ^= word
        }

        @inline(__always)
        mutating func finish() -> UInt64 {
            v2 ^= 0xFF
            round()
            round()
            round()
            return v0 ^ v1 ^ v2 ^ v3
        }

        @inline(__always)
        private mutating func round() {
            v0 = v0 &+ v1
            v1 = Self.rotate(v1, 13) ^ v0
            v0 = Self.rotate(v0, 32)
            v2 = v2 &+ v3
            v3 = Self.rotate(v3, 16) ^ v2
            v0 = v0 &+ v3
            v3 = Self.rotate(v3, 21) ^ v0
            v2 = v2 &+ v1
            v1 = Self.rotate(v1, 17) ^ v2
            v2 = Self.rotate(v2, 32)
        }

        @inline(__always)
        private static func rotate(_ word: UInt64, _ bits: UInt64) -> UInt64 { word &<< bits | word &>> (64 &- bits) }
    }
}
