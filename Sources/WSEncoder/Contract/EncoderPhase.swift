internal import CWSEncoder

/// create (getContentType [start [encode* [end]]])* free
enum EncoderPhase: UInt8, CaseIterable {
    /// Between messages: just created, or the last message has ended.
    case idle
    /// GetContentType has begun a message.
    case announced
    /// Start, and any number of Encode.
    case started
    /// A call failed.
    case faulted

    enum Call: UInt8, CaseIterable {
        case getContentType
        case start
        case encode
        case end
    }

    @inline(__always)
    func on(_ call: Call) -> Transition<EncoderPhase> {
        switch (self, call) {
        case (_, .getContentType): .to(.announced)
        case (.announced, .start): .to(.started)
        case (.started, .encode): .to(.started)
        case (.started, .end): .to(.idle)
        case (.faulted, _):
            .refused(WS_E_OBJECT_FAULTED, "the message has failed; GetContentType begins the next one")
        case (.started, .start): .refused(WS_E_INVALID_OPERATION, "Start was called twice for a message")
        case (.idle, .start): .refused(WS_E_INVALID_OPERATION, "Start was called without GetContentType before it")
        case (.idle, .encode), (.announced, .encode):
            .refused(WS_E_INVALID_OPERATION, "Encode was called without Start before it")
        case (.idle, .end), (.announced, .end):
            .refused(WS_E_INVALID_OPERATION, "End was called without Start before it")
        }
    }
}
