internal import CodecKit

/// What becomes of the messages of one instance, which codecs need to know whose messages build on earlier ones. A message
/// counts once it has succeeded as a whole. It is lost if it has not and part of it has gone out or come in.
///
/// An instance sees no further than its own sink or source. If that is a chain's, the chain knows more, such as a later link
/// whose End has failed. So the verdict is given as late as possible: when the instance begins its next message.
@safe
struct MessageOutcome {
    /// What became of the message before.
    enum Verdict: UInt8 {
        /// Nothing of it has gone out or come in.
        case untouched
        case succeeded
        case lost
    }

    private let direction: Direction
    /// The link of a chain that the instance is; nil if the host's sink or source comes next.
    private var link: LinkCaller?
    /// How many of its messages the chain had lost when this one began.
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

    /// Something has failed that no result of the message may show.
    mutating func doubt() {
        isInDoubt = true
    }

    /// End has succeeded.
    mutating func end() {
        hasEnded = !isInDoubt
    }

    /// The next message begins: what became of the one before.
    mutating func settle() -> Verdict {
        let losses = link?.lossCount ?? 0
        let isLostByChain = losses != lossCount
        // An encoder that has handed nothing on has lost nothing. A decoder lacks what never came as far as itself.
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
    /// Tells a codec.
    func apply(to codec: borrowing AnyCodec) {
        switch self {
        case .untouched: break
        case .succeeded: codec.commit()
        case .lost: codec.abandon()
        }
    }
}
