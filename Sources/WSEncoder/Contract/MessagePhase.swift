internal import CWSEncoder

/// The phase of an encoder or a decoder.
enum MessagePhase {
    case encoder(EncoderPhase)
    case decoder(DecoderPhase)

    init(_ direction: Direction) {
        self = direction == .encoder ? .encoder(.idle) : .decoder(.idle)
    }

    /// What a call leads to. `isFlush` says that it is a WseEncoderFlush, and `isReadAhead` that Decode may come before
    /// GetContentType.
    func on(_ step: Callback.Role, isFlush: Bool = false, isReadAhead: Bool = false) -> Transition<MessagePhase> {
        switch self {
        case .encoder(let phase):
            let call: EncoderPhase.Call =
                switch step {
                case .start: .start
                case .transfer: .encode
                case .end: isFlush ? .flush : .end
                default: .getContentType
                }
            return switch phase.on(call) {
            case .to(let next): .to(.encoder(next))
            case .refused(let result, let reason): .refused(result, reason)
            }
        case .decoder(let phase):
            let call: DecoderPhase.Call =
                switch step {
                case .start: isReadAhead ? .startAhead : .start
                case .transfer: .decode
                case .end: .end
                default: .getContentType
                }
            return switch phase.on(call) {
            case .to(let next): .to(.decoder(next))
            case .refused(let result, let reason): .refused(result, reason)
            }
        }
    }

    var faulted: MessagePhase {
        switch self {
        case .encoder: .encoder(.faulted)
        case .decoder: .decoder(.faulted)
        }
    }

    /// The phase after a Decode that has returned 0 bytes.
    var drained: MessagePhase {
        switch self {
        case .encoder: self
        case .decoder(let phase): .decoder(phase.drained)
        }
    }

    var isDrained: Bool {
        switch self {
        case .encoder: false
        case .decoder(let phase): phase.isDrained
        }
    }
}
