internal import CWSEncoder
internal import CodecKit

/// The pump of a chain: makes one call after another to its links.
extension Chain: Operation {
    static var isTransient: Bool { false }

    var handoff: UnsafeMutablePointer<Handoff> { unsafe memory.handoff }

    var hostCompletion: HostCompletion {
        get { state.hostCompletion }
        nonmutating set { state.hostCompletion = newValue }
    }

    func completion(ofCall number: UInt64) -> WS_ASYNC_CONTEXT {
        unsafe WS_ASYNC_CONTEXT(
            callback: { result, model, state in
                guard let (address, call) = unsafe InstanceMemory<ChainState, Incoming>.untagged(state) else { return }
                unsafe Chain(address)?.resume(result, model, call: call)
            }, callbackState: memory.tagged(number))
    }

    /// Start, Encode or Decode, and End.
    func operate(_ step: Callback.Role, _ arguments: CallArguments) -> HRESULT {
        let shape = Callback(step, of: direction).shape
        let error = shape.error(arguments)
        if let refusal = refuse(step, error) { return refusal }
        let asyncContext = unsafe UnsafePointer<WS_ASYNC_CONTEXT>(bitPattern: arguments[shape.asyncContextIndex ?? 0])
        if let reason = invalidArgument(arguments, step, of: direction) {
            return error.about(subject).fail(E_INVALIDARG, reason)
        }
        if step == .start { state.beginMessage() }
        state.step = step
        state.arguments = arguments
        state.index = 0
        state.hasSinkFailed = false
        state.failedLink = nil
        return unsafe run(asyncContext)
    }

    // MARK: The operation

    /// Start goes from the last link, which the others hand bytes to, to the first; End from the first to the last. Encode and
    /// Decode call the first link, which calls the others; at the end of a message Decode sees that they have ended, too.
    private var link: Int {
        let index = state.index
        return state.step == .start ? state.count &- 1 &- index : index
    }

    func advance() -> NextMove {
        if isDrained { return .done(S_OK) }
        while isProbing, unsafe state.index < state.count && source.pointee.isDrained {
            state.index &+= 1
        }
        let calls = state.step == .transfer && !isProbing ? 1 : state.count
        return state.index < calls ? .call : .done(S_OK)
    }

    /// A Decode after the one that gave 0 bytes.
    private var isDrained: Bool {
        guard state.step == .transfer, case .decoder(.drained) = state.phase else { return false }
        unsafe memory.cell.pointee.length = 0
        return true
    }

    /// The first link has given 0 bytes.
    private var isProbing: Bool {
        unsafe direction == .decoder && state.step == .transfer && state.index > 0
            && memory.cell.pointee.length == 0
    }

    /// The link whose source is the one that is probed.
    private var source: UnsafeMutablePointer<ChainLink> { unsafe state[state.index &- 1] }

    func call(_ asyncContext: UnsafePointer<WS_ASYNC_CONTEXT>?) -> HRESULT {
        let step = state.step
        var arguments = state.arguments
        arguments[Callback(step, of: direction).shape.asyncContextIndex ?? 0] = UInt(bitPattern: asyncContext)
        if direction == .decoder && step == .transfer {
            unsafe memory.cell.pointee.length = 0
            arguments[3] = unsafe UInt(UnsafeMutableRawPointer(memory.cell))
            let room = state.index > 0 ? 0 : allowance
            arguments[2] = max(room, 1)
            if room == 0 { arguments[1] = unsafe UInt(probe) }
            state.asked = arguments[2]
            state.isBeyond = room == 0
        }
        return enter(step, link, arguments, error)
    }

    private var probe: UnsafeMutableRawPointer {
        unsafe UnsafeMutableRawPointer(memory.cell).advanced(by: MemoryLayout<ULONG>.size)
    }

    /// The bytes that the host has room for and the limits allow.
    private var allowance: UInt {
        let limits = unsafe state.table.pointee.limits
        let produced = state.produced
        let allowed = min(
            limits.sizeLeft(produced: produced),
            limits.expansionLeft(produced: produced, received: state.received))
        return UInt(truncatingIfNeeded: min(allowed, UInt64(state.arguments[2])))
    }

    /// What is wrong with the bytes that a link of a decoder has given; nil if nothing is.
    private func refuseBytes() -> HRESULT? {
        let length = unsafe memory.cell.pointee.length
        guard UInt(length) <= state.asked else {
            return reportFailure(
                error.about(subject).fail(WS_E_INVALID_OPERATION, "a link claims more bytes than it was asked for"),
                of: link, error)
        }
        guard state.index == 0 else {
            if length == 0 {
                unsafe source.pointee.isDrained = true
                return nil
            }
            return error.about(subject).fail(WS_E_INVALID_FORMAT, "more follows after the end of the message")
        }
        guard length > 0, state.isBeyond else { return nil }
        // What the links have read to give it may have justified it.
        guard allowance > 0 else {
            let limits = unsafe state.table.pointee.limits
            return error.about(subject).fail(limits.exceeded(produced: state.produced), at: state.received)
        }
        unsafe UnsafeMutablePointer<UInt8>(bitPattern: state.arguments[1])?.pointee = memory.cell.pointee.probe
        return nil
    }

    func accept(_ result: HRESULT) -> HRESULT? {
        if result.isFailure {
            if state.hasSinkFailed { return result }
            return reportFailure(result, of: state.failedLink ?? link, error)
        }
        // All calls that the links have made for this one have to be over.
        for index in 0..<state.count where unsafe state[index].pointee.call.isBusy {
            return reportFailure(refuseAbandonment(by: index, error), of: index, error)
        }
        if direction == .decoder && state.step == .transfer, let refusal = refuseBytes() { return refusal }
        state.index &+= 1
        return nil
    }

    func refusePromise() -> HRESULT {
        error.about(subject).fail(
            WS_E_INVALID_OPERATION,
            "a link returned WS_S_ASYNC without having been given an asynchronous context, or completed with it")
    }

    func reportAbortion() -> HRESULT {
        error.about(subject).fail(WS_E_OPERATION_ABORTED, "freed while the operation was outstanding")
    }

    func conclude(_ result: HRESULT) -> Delivery? {
        if result.isFailure {
            state.phase = state.phase.faulted
            return nil
        }
        if case .to(let next) = state.phase.on(state.step) { state.phase = next }
        if state.step == .end { state.outcome.end() }
        guard direction == .decoder && state.step == .transfer,
            let place = unsafe UnsafeMutablePointer<ULONG>(bitPattern: state.arguments[3])
        else { return nil }
        let length = unsafe memory.cell.pointee.length
        state.produced &+= UInt64(length)
        if length == 0 { state.phase = state.phase.drained }
        return unsafe Delivery(place: place, value: length)
    }

    /// The error object of the call under way.
    private var error: ErrorHandle {
        Callback(state.step, of: direction).shape.error(state.arguments)
    }
}
