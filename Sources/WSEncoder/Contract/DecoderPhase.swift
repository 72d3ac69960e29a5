internal import CWSEncoder

/// create (start [getContentType [decode* [end]]])* free
///
/// A link of a chain whose next link may read in its own Start, when the content type has not been told to either of them:
/// create (startAhead decode* [getContentType [decode* [end]]])* free
enum DecoderPhase: UInt8, CaseIterable {
    /// Between messages: just created, or the last message has ended.
    case idle
    /// Start has begun a message.
    case started
    /// Start of such a link has begun a message, and any number of Decode.
    case readAhead
    /// Decode has given 0 bytes, and the content type is yet to be told.
    case drainedAhead
    /// GetContentType, and any number of Decode.
    case decoding
    /// Decode has given 0 bytes: the message is complete.
    case drained
    /// A call failed.
    case faulted

    enum Call: UInt8, CaseIterable {
        case start
        case startAhead
        case getContentType
        case decode
        case end
    }

    /// Where a Decode that gives 0 bytes leads is for the pump to say: to `drained`.
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
            .refused(WS_E_INVALID_OPERATION, "End was called before Decode has given 0 bytes")
        case (.drainedAhead, .end):
            .refused(WS_E_INVALID_OPERATION, "End was called without GetContentType before it")
        }
    }

    /// Decode has given 0 bytes.
    var drained: DecoderPhase { self == .readAhead || self == .drainedAhead ? .drainedAhead : .drained }

    var isDrained: Bool { self == .drained || self == .drainedAhead }
}
