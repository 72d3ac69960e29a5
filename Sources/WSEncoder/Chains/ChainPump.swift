internal import CWSEncoder

/// The pump of a chain: makes one call after another to its links.
extension Chain: Operation {
    static var isTransient: Bool { false }

    var handoff: UnsafeMutablePointer<Handoff> { unsafe memory.handoff }

    var flight: Flight {
        get { unsafe state.pointee.flight }
        nonmutating set { unsafe state.pointee.flight = newValue }
    }

    func completion(ofCall number: UInt64) -> WS_ASYNC_CONTEXT {
        unsafe WS_ASYNC_CONTEXT(
            callback: { result, model, state in
                guard let (address, call) = unsafe InstanceMemory<ChainState, Incoming>.untagged(state) else { return }
                unsafe Chain(address)?.resume(result, model, call: call)
            }, callbackState: memory.tagged(number))
    }

    /// Start, Encode or Decode, and End.
    func operate(_ step: Callback.Step, _ words: Words) -> HRESULT {
        let shape = Callback(step, of: direction).shape
        let error = unsafe shape.error(words)
        if let refusal = unsafe refuse(step, error) { return refusal }
        let asyncContext = unsafe UnsafePointer<WS_ASYNC_CONTEXT>(bitPattern: words[shape.asyncContextIndex ?? 0])
        guard unsafe isUsable(asyncContext) else {
            return unsafe Diagnostic.report(E_INVALIDARG, to: error, of: subject, "asyncContext->callback is NULL")
        }
        if let refusal = refuseTransfer(step, words) { return refusal }
        unsafe state.pointee.step = step
        unsafe state.pointee.words = words
        unsafe state.pointee.index = 0
        unsafe state.pointee.hasSinkFailed = false
        unsafe state.pointee.failedLink = nil
        return unsafe run(asyncContext)
    }

    private func refuseTransfer(_ step: Callback.Step, _ words: Words) -> HRESULT? {
        guard step == .transfer else { return nil }
        let error = unsafe Callback(step, of: direction).shape.error(words)
        if direction == .decoder {
            guard words[1] != 0 && words[2] != 0 && words[3] != 0 else {
                return unsafe Diagnostic.report(
                    E_INVALIDARG, to: error, of: subject, "buffer or length is NULL, or maxLength is 0")
            }
            return nil
        }
        let buffers = unsafe UnsafePointer<WS_BYTES>(bitPattern: words[1])
        guard case .invalid = unsafe totalSize(buffers, ULONG(truncatingIfNeeded: words[2])) else { return nil }
        return unsafe Diagnostic.report(
            E_INVALIDARG, to: error, of: subject, "buffers or the bytes of one of them is NULL although there is a length")
    }

    // MARK: The operation

    /// Start goes from the last link, which the others hand bytes to, to the first; End from the first to the last. Encode and
    /// Decode call the first link, which calls the others; at the end of a message Decode sees that they have ended, too.
    private var link: Int {
        let index = unsafe state.pointee.index
        return unsafe state.pointee.step == .start ? state.pointee.count &- 1 &- index : index
    }

    func advance() -> Step {
        if isDrained { return .done(S_OK) }
        let calls = unsafe state.pointee.step == .transfer && !isProbing ? 1 : state.pointee.count
        return unsafe state.pointee.index < calls ? .call : .done(S_OK)
    }

    /// A Decode after the one that gave 0 bytes.
    private var isDrained: Bool {
        guard unsafe state.pointee.step == .transfer, case .decoder(.drained) = unsafe state.pointee.phase else { return false }
        unsafe memory.cell.pointee.length = 0
        return true
    }

    /// The first link has given 0 bytes.
    private var isProbing: Bool {
        unsafe direction == .decoder && state.pointee.index > 0 && memory.cell.pointee.length == 0
    }

    func call(_ asyncContext: UnsafePointer<WS_ASYNC_CONTEXT>?) -> HRESULT {
        let step = unsafe state.pointee.step
        var words = unsafe state.pointee.words
        words[Callback(step, of: direction).shape.asyncContextIndex ?? 0] = UInt(bitPattern: asyncContext)
        if direction == .decoder && step == .transfer {
            unsafe memory.cell.pointee.length = 0
            words[3] = unsafe UInt(UnsafeMutableRawPointer(memory.cell))
            if unsafe state.pointee.index > 0 {
                words[1] = unsafe UInt(UnsafeMutableRawPointer(memory.cell).advanced(by: MemoryLayout<ULONG>.size))
                words[2] = 1
            }
        }
        return forward(step, to: link, words)
    }

    func accept(_ result: HRESULT) -> HRESULT? {
        if result.isFailure {
            if unsafe state.pointee.hasSinkFailed { return result }
            return unsafe reportFailure(result, of: state.pointee.failedLink ?? link, error)
        }
        if unsafe state.pointee.index > 0 && direction == .decoder && state.pointee.step == .transfer
            && memory.cell.pointee.length > 0 {
            return unsafe Diagnostic.report(
                WS_E_INVALID_FORMAT, to: error, of: subject, "more follows after the end of the message")
        }
        unsafe state.pointee.index &+= 1
        return nil
    }

    func refusePromise() -> HRESULT {
        unsafe Diagnostic.report(
            WS_E_INVALID_OPERATION, to: error, of: subject,
            "a link returned WS_S_ASYNC without having been given an asynchronous context, or completed with it")
    }

    func reportAbortion() -> HRESULT {
        unsafe Diagnostic.report(
            WS_E_OPERATION_ABORTED, to: error, of: subject, "freed while the operation was outstanding")
    }

    func conclude(_ result: HRESULT) -> Delivery? {
        if result.isFailure {
            unsafe state.pointee.phase = state.pointee.phase.faulted
            return nil
        }
        if case .to(let next) = unsafe state.pointee.phase.on(state.pointee.step) { unsafe state.pointee.phase = next }
        guard unsafe direction == .decoder && state.pointee.step == .transfer,
            let place = unsafe UnsafeMutablePointer<ULONG>(bitPattern: state.pointee.words[3])
        else { return nil }
        let length = unsafe memory.cell.pointee.length
        if length == 0 { unsafe state.pointee.phase = state.pointee.phase.drained }
        return unsafe Delivery(place: place, value: length)
    }

    /// The error object of the call under way.
    private var error: OpaquePointer? {
        unsafe Callback(state.pointee.step, of: direction).shape.error(state.pointee.words)
    }
}
