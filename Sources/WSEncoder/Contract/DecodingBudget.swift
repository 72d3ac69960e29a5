internal import CWSEncoder
internal import CodecKit

/// How much of a message a decoder has read and returned so far, and how much more its limits allow it to return.
struct DecodingBudget: BitwiseCopyable {
    private let limits: Limits
    /// The bytes that were read from the source.
    private(set) var received: UInt64 = 0
    /// The bytes that were returned to the host.
    private(set) var produced: UInt64 = 0

    init(_ limits: Limits) {
        self.limits = limits
    }

    mutating func beginMessage() {
        received = 0
        produced = 0
    }

    mutating func receive(_ count: ULONG) {
        received &+= UInt64(count)
    }

    mutating func produce(_ count: ULONG) {
        produced &+= UInt64(count)
    }

    /// How many bytes of `room` the limits allow.
    @inline(__always)
    func allowance(of room: ULONG) -> ULONG {
        let allowed = min(
            limits.sizeLeft(produced: produced), limits.expansionLeft(produced: produced, received: received))
        return ULONG(truncatingIfNeeded: min(allowed, UInt64(room)))
    }

    /// Whether only more input could justify more output.
    var isExpansionSpent: Bool { limits.expansionLeft(produced: produced, received: received) == 0 }

    /// Whether the message has the largest size that is allowed.
    var isSizeSpent: Bool { limits.sizeLeft(produced: produced) == 0 }

    /// The failure of a message that goes beyond a limit.
    var exceeded: CodecError { limits.exceeded(produced: produced) }
}
