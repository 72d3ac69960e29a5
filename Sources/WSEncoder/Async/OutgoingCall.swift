internal import CWSEncoder

/// The call of a sink or source that an implementation has outstanding: who goes on with it, and whom to tell of its end.
struct OutgoingCall: ~Copyable {
    /// Where a source may say how many bytes it wrote. The first property, so that its address is that of the whole.
    fileprivate var length: ULONG = 0
    private let handoff = Handoff()
    /// The implementation, if it waits for a completion.
    fileprivate var caller = AsyncCallback()

    /// Whether no call is outstanding, and the object has not been freed.
    var isIdle: Bool { handoff.isIdle }

    /// Whether a call is outstanding.
    var isBusy: Bool { handoff.isBusy }

    /// Whether the object has been freed.
    var isFreed: Bool { handoff.isFreed }

    /// Begins a call. Returns its number; nil if one is outstanding, or the object was freed.
    func begin() -> UInt64? { handoff.beginCall() }

    /// Frees the object. Returns whether that can be done at once; if not, it is left to the end of the call.
    func free() -> Bool { handoff.free() }

    fileprivate func end() -> Bool { handoff.end(isShared: true) }

    fileprivate func didReturn() { handoff.didReturn() }

    fileprivate func didReturnPending() -> Handoff.Completion? { handoff.didReturnPending() }

    fileprivate func resumes(_ completion: Handoff.Completion, call: UInt64) -> Bool {
        handoff.complete(completion, call: call) == .resumes
    }
}

extension Reference<OutgoingCall> {
    /// Where a source may say how many bytes it wrote.
    var lengthPlace: Reference<ULONG> {
        unsafe Reference<ULONG>(UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: ULONG.self))
    }
}

/// Passes the calls that an implementation makes to its sink or source on to what lies beyond: one at a time, each with an
/// asynchronous context of its own, so that the library learns of the end of every call before the implementation does.
///
/// A conforming type is a handle on memory that lasts until the outstanding call has ended.
protocol OutgoingCaller {
    var outgoingCall: Reference<OutgoingCall> { get }
    /// The caller whose memory is at this address; nil for NULL.
    init?(_ address: UnsafeMutableRawPointer?)
    /// The shape of the sink or source.
    var sinkShape: CallShape { get }
    /// The calling convention of the implementation.
    var callerConvention: CallingConvention { get }
    /// The callback for the completion of the call of this number, which must lead to `complete`.
    func completion(ofOutgoingCall number: UInt64) -> AsyncCallback
    /// Calls what lies beyond.
    func passOn(_ arguments: CallArguments) -> HRESULT
    /// Takes note of the result of the call. Returns the result for the implementation.
    func outcome(of result: HRESULT) -> HRESULT
    /// The same where the implementation was told to wait.
    func lateOutcome(of result: HRESULT) -> HRESULT
    /// Frees what the owner could not free before the end of the call.
    func release()
}

extension OutgoingCaller {
    func lateOutcome(of result: HRESULT) -> HRESULT { outcome(of: result) }

    /// Makes the call of this number, which has begun.
    func make(_ number: UInt64, _ arguments: CallArguments) -> HRESULT {
        let caller = arguments.asyncContext(sinkShape).callback(callerConvention)
        guard !caller.isNone else { return end(passOn(arguments)) }
        outgoingCall.value.caller = caller
        let result = completion(ofOutgoingCall: number).withContext { context in
            passOn(arguments.replacing(asyncContext: context, sinkShape))
        }
        guard result == WS_S_ASYNC else {
            outgoingCall.value.didReturn()
            return end(result)
        }
        // Without an early completion, nothing may be touched any more: the implementation may be in its next call already.
        guard let early = outgoingCall.value.didReturnPending() else { return result }
        return end(early.result == WS_S_ASYNC ? WS_E_INVALID_OPERATION : early.result)
    }

    /// The call has ended before it returned. The implementation may have ended its own call meanwhile, and been freed.
    private func end(_ result: HRESULT) -> HRESULT {
        let result = outcome(of: result)
        guard outgoingCall.value.end() else { return result }
        release()
        return WS_E_OPERATION_ABORTED
    }

    /// The call of this number has completed: tells the implementation, if it is waiting.
    func complete(_ result: HRESULT, _ model: WS_CALLBACK_MODEL, call number: UInt64) {
        guard outgoingCall.value.resumes(.init(result: result, model: model), call: number) else { return }
        let caller = outgoingCall.value.caller
        let outcome = lateOutcome(of: result)
        // The implementation is told even if it has ended its own call without waiting, and before it is freed.
        let isFreed = outgoingCall.value.end()
        caller.notify(isFreed ? WS_E_OPERATION_ABORTED : outcome, model)
        if isFreed { release() }
    }

    /// The same for the caller and the call that `state` names.
    static func complete(_ result: HRESULT, _ model: WS_CALLBACK_MODEL, at state: UnsafeMutableRawPointer?) {
        guard let tagged = unsafe TaggedAddress(state) else { return }
        unsafe Self(tagged.address)?.complete(result, model, call: tagged.call)
    }

    /// The same for the arguments of the callback of an asynchronous context.
    static func complete(_ arguments: CallArguments) {
        unsafe complete(arguments.result, arguments.model, at: arguments.pointer(.callbackState))
    }
}
