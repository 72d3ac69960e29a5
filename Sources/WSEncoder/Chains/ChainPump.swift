internal import CWSEncoder
internal import CodecKit

/// The pump of a chain: turns a call of the host into calls of the links, one after another.
extension Chain: Operation {
    static var isTransient: Bool { false }

    var header: Reference<OperationHeader> { memory.headerReference }

    func completion(ofCall number: UInt64) -> AsyncCallback {
        unsafe AsyncCallback({ unsafe Chain.resume($0, $1, at: $2) }, orClosure: nil, memory.tagged(number))
    }

    /// Start, Encode or Decode, and End.
    func operate(_ call: TableCall) -> HRESULT {
        if let refusal = refuse(call) { return refusal }
        if call.role == .start { state.beginMessage() }
        state.begin(call)
        return run(call.asyncContext)
    }

    /// WseEncoderFlush. nil if the chain is not one of encoders.
    func flush(_ call: TableCall) -> HRESULT? {
        direction == .encoder ? operate(call) : nil
    }

    // MARK: The operation

    /// The link to call next. Start begins with the last link, to which the others pass bytes; End and Flush with the first.
    /// Encode and Decode call the first link only, which calls the others. At the end of a message, Decode calls the others as
    /// well, to make sure that they have reached the end, too.
    private var link: Int {
        state.call.role == .start ? state.links.count &- 1 &- state.callCount : state.callCount
    }

    func advance() -> NextMove {
        if isDrained { return .done(S_OK) }
        while isProbing, state.callCount < state.links.count && source.value.isDrained {
            state.callCount &+= 1
        }
        let calls = state.call.role == .transfer && !isProbing ? 1 : state.links.count
        return state.callCount < calls ? .call : .done(S_OK)
    }

    /// Whether the call is a Decode after one that returned 0 bytes.
    private var isDrained: Bool {
        guard state.call.isDecode, state.phase.isDrained else { return false }
        incoming.value.length = 0
        return true
    }

    /// Whether the first link has returned 0 bytes, so that the others are asked whether they have any left.
    private var isProbing: Bool { state.call.isDecode && state.callCount > 0 && incoming.value.length == 0 }

    /// The link that the probed one is the source of.
    private var source: Reference<ChainLink> { state.links[state.callCount &- 1] }

    func call(_ asyncContext: AsyncContext) -> HRESULT {
        var arguments = state.call.arguments.replacing(asyncContext: asyncContext, state.call.shape)
        if state.call.isDecode { askForBytes(&arguments) }
        if state.call.role == .start { state.links[link].value.hasBegun = true }
        return enter(state.call.role, link, arguments, state.call.error, isFlush: state.call.isFlush)
    }

    /// Sets where Decode of a link writes: what the host has room for and the limits allow or, if that is nothing, one byte
    /// that is not passed on.
    private func askForBytes(_ arguments: inout CallArguments) {
        let room = state.callCount > 0 ? 0 : allowance
        incoming.value.length = 0
        arguments.set(incoming.lengthPlace)
        state.asked = max(room, 1)
        state.asksBeyondLimit = room == 0
        if room == 0 { arguments.set(incoming.probeRoom) } else { arguments.limit(room) }
    }

    private var allowance: ULONG {
        state.budget.allowance(of: ULONG(truncatingIfNeeded: state.call.arguments.word(.maxLength)))
    }

    /// Reports what is wrong with the bytes that a link of a decoder has returned; nil if nothing is.
    private func refuseBytes() -> HRESULT? {
        let length = incoming.value.length
        guard length <= state.asked else {
            return reportFailure(
                report.fail(WS_E_INVALID_OPERATION, "a link claims more bytes than it was asked for"), of: link,
                state.call.error)
        }
        guard state.callCount == 0 else {
            if length > 0 { return report.fail(WS_E_INVALID_FORMAT, "more follows after the end of the message") }
            source.value.isDrained = true
            return nil
        }
        guard length > 0, state.asksBeyondLimit else { return nil }
        // The limit of expansion may allow the byte by now, since the links have read more.
        guard allowance > 0 else { return report.fail(state.budget.exceeded, at: state.budget.received) }
        state.call.arguments.bytePlace?.value = incoming.value.probe
        return nil
    }

    func accept(_ result: HRESULT) -> HRESULT? {
        let error = state.call.error
        if result.isFailure {
            return state.blame.isOnSink ? result : reportFailure(result, of: state.blame.link ?? link, error)
        }
        // Every call that a link has made for this one has to be over.
        for index in 0..<state.links.count where state.links[index].outgoingCall.value.isBusy {
            return reportFailure(refuseAbandonment(by: index, error), of: index, error)
        }
        if state.call.isDecode, let refusal = refuseBytes() { return refusal }
        state.callCount &+= 1
        return nil
    }

    func refusePromise() -> HRESULT {
        report.fail(
            WS_E_INVALID_OPERATION,
            "a link returned WS_S_ASYNC without having been given an asynchronous context, or completed with it")
    }

    func conclude(_ result: HRESULT) -> Delivery? {
        if result.isFailure {
            state.phase = state.phase.faulted
            return nil
        }
        if case .to(let next) = state.phase.on(state.call.role, isFlush: state.call.isFlush) { state.phase = next }
        if state.call.role == .end && !state.call.isFlush { state.outcome.end() }
        guard state.call.isDecode, let place = state.call.arguments.lengthPlace else { return nil }
        let length = incoming.value.length
        state.budget.produce(length)
        if length == 0 { state.phase = state.phase.drained }
        return Delivery(place: place, value: length)
    }

    /// A report to the host's call that is under way.
    var report: ErrorReport { state.call.error.about(subject) }
}
