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
