internal import CWSEncoder

/// Where a decoder is in its message, and which call leads where. The order of calls is the one that Microsoft documents for
/// WS_CHANNEL_DECODER:
///
///     create (start [getContentType [decode* [end]]])* free
///
/// In a chain, the decoder that reads from this one may do so in its own Start, before either is told the content type. The
/// order of calls is then:
///
///     create (startAhead decode* [getContentType [decode* [end]]])* free
///
/// A host may abandon a message after any call, so it may begin the next one, with Start, in any phase.
enum DecoderPhase: UInt8, CaseIterable {
    /// Between messages: just created, or the last message has ended.
    case idle
    /// Start was called, which begins a message.
    case started
    /// Start was called, and Decode any number of times before GetContentType.
    case readAhead
    /// Decode has returned 0 bytes before GetContentType was called.
    case drainedAhead
    /// GetContentType was called, and Decode any number of times.
    case decoding
    /// Decode has returned 0 bytes: the message is complete.
    case drained
    /// A call failed.
    case faulted

    enum Call: UInt8, CaseIterable {
        case start
        /// Start of a decoder whose Decode may come before GetContentType.
        case startAhead
        case getContentType
        case decode
        case end
    }

    /// What a call leads to, unless it is a Decode that returns 0 bytes: that leads to `drained`.
    @inline(__always)
    func on(_ call: Call) -> Transition<DecoderPhase> {
        switch (self, call) {
        case (_, .start): .to(.started)
        case (_, .startAhead): .to(.readAhead)
        case (.started, .getContentType), (.readAhead, .getContentType): .to(.decoding)
        case (.drainedAhead, .getContentType): .to(.drained)
        case (.decoding, .decode): .to(.decoding)
        case (.drained, .decode): .to(.drained)
        case (.readAhead, .decode): .to(.readAhead)
        case (.drainedAhead, .decode): .to(.drainedAhead)
        case (.drained, .end): .to(.idle)
        case (.faulted, _): .refused(WS_E_OBJECT_FAULTED, "the message has failed; Start begins the next one")
        case (.idle, .getContentType):
            .refused(WS_E_INVALID_OPERATION, "GetContentType was called without Start before it")
        case (.decoding, .getContentType), (.drained, .getContentType):
            .refused(WS_E_INVALID_OPERATION, "GetContentType was called twice for a message")
        case (.idle, .decode), (.started, .decode):
            .refused(WS_E_INVALID_OPERATION, "Decode was called without GetContentType before it")
        case (.idle, .end):
            .refused(WS_E_INVALID_OPERATION, "End was called although no message is under way")
        case (.started, .end), (.readAhead, .end), (.decoding, .end):
            .refused(WS_E_INVALID_OPERATION, "End was called before Decode returned 0 bytes")
        case (.drainedAhead, .end):
            .refused(WS_E_INVALID_OPERATION, "End was called without GetContentType before it")
        }
    }

    /// The phase after a Decode that has returned 0 bytes.
    var drained: DecoderPhase { self == .readAhead || self == .drainedAhead ? .drainedAhead : .drained }

    var isDrained: Bool { self == .drained || self == .drainedAhead }
}
