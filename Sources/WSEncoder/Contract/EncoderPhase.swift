internal import CWSEncoder

/// Where an encoder is in its message, and which call leads where. The order of calls is the one that Microsoft documents for
/// WS_CHANNEL_ENCODER:
///
///     create (getContentType [start [encode* [end]]])* free
///
/// WseEncoderFlush, which is this library's own, may stand wherever Encode may.
///
/// A host may abandon a message after any call, so it may begin the next one, with GetContentType, in any phase.
enum EncoderPhase: UInt8, CaseIterable {
    /// Between messages: just created, or the last message has ended.
    case idle
    /// GetContentType was called, which begins a message.
    case announced
    /// Start was called, and Encode any number of times.
    case started
    /// A call failed.
    case faulted

    enum Call: UInt8, CaseIterable {
        case getContentType
        case start
        case encode
        case flush
        case end
    }

    /// What a call leads to.
    @inline(__always)
    func on(_ call: Call) -> Transition<EncoderPhase> {
        switch (self, call) {
        case (_, .getContentType): .to(.announced)
        case (.announced, .start): .to(.started)
        case (.started, .encode), (.started, .flush): .to(.started)
        case (.started, .end): .to(.idle)
        case (.faulted, _):
            .refused(WS_E_OBJECT_FAULTED, "the message has failed; GetContentType begins the next one")
        case (.started, .start): .refused(WS_E_INVALID_OPERATION, "Start was called twice for a message")
        case (.idle, .start): .refused(WS_E_INVALID_OPERATION, "Start was called without GetContentType before it")
        case (.idle, .encode), (.announced, .encode):
            .refused(WS_E_INVALID_OPERATION, "Encode was called without Start before it")
        case (.idle, .flush), (.announced, .flush):
            .refused(WS_E_INVALID_OPERATION, "Flush was called without Start before it")
        case (.idle, .end), (.announced, .end):
            .refused(WS_E_INVALID_OPERATION, "End was called without Start before it")
        }
    }
}
