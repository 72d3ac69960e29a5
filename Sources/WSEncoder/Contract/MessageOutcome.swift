internal import CodecKit

/// Whether the messages of one instance have succeeded. Codecs whose messages build on earlier ones have to know. A message
/// counts once the whole of it has succeeded. It is lost if it has failed or was abandoned after part of it was written or
/// read.
///
/// An instance sees no further than its own sink or source. If that belongs to a chain, the chain knows more: the End of a
/// later link may have failed, for instance. That is why the verdict comes as late as possible, when the next message begins.
struct MessageOutcome {
    /// What became of a message.
    enum Verdict: UInt8 {
        /// Nothing of it was written or read.
        case untouched
        case succeeded
        case lost
    }

    private let direction: Direction
    /// The link of a chain that the instance belongs to; nil if its sink or source is the host's.
    private var link: LinkCaller?
    /// How many messages of the link the chain had lost when this one began.
    private var lossCount: UInt32 = 0
    private var isTouched = false
    private var isInDoubt = false
    private var hasEnded = false

    init(_ direction: Direction) {
        self.direction = direction
    }

    /// Looks for the chain that this sink or source belongs to.
    @inline(never)
    mutating func findChain(of sink: BoundCallback) {
        link = sink.link(direction)
        lossCount = link?.lossCount ?? 0
    }

    /// The sink or source is about to be called.
    @inline(__always)
    mutating func touch() {
        isTouched = true
    }

    /// Something has failed, although the calls of the message may all succeed.
    mutating func doubt() {
        isInDoubt = true
    }

    /// End has succeeded.
    mutating func end() {
        hasEnded = !isInDoubt
    }

    /// The next message begins. Returns what became of the last one.
    mutating func takeVerdict() -> Verdict {
        let losses = link?.lossCount ?? 0
        let isLostByChain = losses != lossCount
        // An encoder that has written nothing has lost nothing. A decoder has lost even what never reached it.
        let isLost = isTouched ? !hasEnded || isLostByChain : isLostByChain && direction == .decoder
        let verdict: Verdict = isLost ? .lost : hasEnded && !isLostByChain ? .succeeded : .untouched
        lossCount = losses
        isTouched = false
        isInDoubt = false
        hasEnded = false
        return verdict
    }
}

extension MessageOutcome.Verdict {
    /// Tells the codec about it.
    func apply(to codec: borrowing AnyCodec) {
        switch self {
        case .untouched: break
        case .succeeded: codec.commit()
        case .lost: codec.abandon()
        }
    }
}
