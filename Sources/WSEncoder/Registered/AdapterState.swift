internal import Bytes
internal import CWSEncoder
internal import Synchronization

/// The memory of an instance of an adapter.
@safe
struct AdapterState: ~Copyable {
    var hostCompletion = HostCompletion()
    let table: UnsafeMutablePointer<AdapterTable>
    let implementation: Implementation
    let isMediated: Bool
    let isChecked: Bool
    /// The implementation's own instance.
    var inner: UnsafeMutableRawPointer?
    /// Whether there is one.
    var isCreated = false

    /// The host's sink or source.
    let sink: ForeignFunction
    let sinkContext: UnsafeMutableRawPointer?
    /// The call of it that is outstanding. Freed with the instance: until it has completed, the memory stays.
    let sinkCall = Handoff()

    /// The call under way, as the host made it.
    var step = Callback.Role.start
    var arguments = CallArguments(0)

    // For a checked implementation:
    var phase: MessagePhase
    /// Decode may come before GetContentType.
    var isReadAhead = false
    /// The rule that the implementation broke where no call of the host could be refused for it.
    let violation = Atomic<UInt8>(0)
    /// What the last GetContentType gave: as it was given, and a copy.
    var contentType = KeptString()
    var contentEncoding = KeptString()

    init(
        _ table: UnsafeMutablePointer<AdapterTable>, _ sink: UnsafeMutableRawPointer, _ sinkContext: UnsafeMutableRawPointer?
    ) {
        unsafe self.table = table
        implementation = unsafe table.pointee.implementation
        isMediated = unsafe table.pointee.isMediated
        isChecked = unsafe table.pointee.isChecked
        unsafe inner = nil
        self.sink = unsafe ForeignFunction(sink, table.pointee.convention)
        unsafe self.sinkContext = sinkContext
        phase = unsafe MessagePhase(table.pointee.direction)
        hostCompletion.convention = unsafe table.pointee.convention
        unsafe TableHeader.retain(table)
    }

    deinit {
        unsafe TableHeader.release(table)
    }
}

/// The order of calls of either direction.
enum MessagePhase {
    case encoder(EncoderPhase)
    case decoder(DecoderPhase)

    init(_ direction: Direction) {
        self = direction == .encoder ? .encoder(.idle) : .decoder(.idle)
    }

    /// What a call does to it; `isReadAhead` is of a decoder whose Decode may come before GetContentType.
    func on(_ step: Callback.Role, isReadAhead: Bool = false) -> Transition<MessagePhase> {
        switch self {
        case .encoder(let phase):
            let call: EncoderPhase.Call =
                switch step {
                case .start: .start
                case .transfer: .encode
                case .end: .end
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

    /// A Decode has given 0 bytes.
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
