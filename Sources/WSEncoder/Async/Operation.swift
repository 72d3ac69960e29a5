internal import CWSEncoder

/// What an operation is to do next.
enum NextMove {
    /// Make the outside call, which is `Operation.call`.
    case call
    /// Return this result.
    case done(HRESULT)
}

/// What an operation returns to its caller besides a result: a number, where the caller asked for it.
struct Delivery {
    let place: Reference<ULONG>
    let value: ULONG
}

/// An operation that works in steps and makes outside calls, which may complete asynchronously. Each step runs on the thread
/// that made it possible: that of the host's call, or that of a completion.
///
/// A conforming type is a handle on the memory of the operation and not that memory itself, since others may enter it during a
/// call.
protocol Operation {
    /// Whether its memory serves one operation only, and is freed at its end.
    static var isTransient: Bool { get }

    /// Who goes on, and whom to tell of the end. It lasts as long as the memory.
    var header: Reference<OperationHeader> { get }
    /// The operation whose memory is at this address; nil for NULL.
    init?(_ address: UnsafeMutableRawPointer?)
    /// The callback for the completion of the outside call of this number, which must lead to `resume`.
    func completion(ofCall number: UInt64) -> AsyncCallback

    /// Works until an outside call is due or the operation is over.
    func advance() -> NextMove
    /// Makes the outside call. Without a context it must complete before it returns.
    func call(_ asyncContext: AsyncContext) -> HRESULT
    /// Takes the result of the outside call. Returns the result of the operation if that ends it.
    func accept(_ result: HRESULT) -> HRESULT?
    /// Reports that the outside call returned WS_S_ASYNC where it must not.
    func refusePromise() -> HRESULT
    /// Takes note of a completion that nobody waits for: a second one, or one that was not promised.
    func noteUnexpectedCompletion()
    /// Takes note of the result. Returns the number that the caller gets besides it.
    func conclude(_ result: HRESULT) -> Delivery?
    /// A report to the call of the host that is under way.
    var report: ErrorReport { get }
    /// Frees the memory.
    func destroy()
}

extension Operation {
    /// Addresses and not coroutines, whose frames could take memory.
    var handoff: Handoff {
        @inline(__always) unsafeAddress { unsafe UnsafeRawPointer(header.pointer).assumingMemoryBound(to: Handoff.self) }
    }

    var hostCompletion: HostCompletion {
        get { header.value.hostCompletion }
        nonmutating set { header.value.hostCompletion = newValue }
    }

    func noteUnexpectedCompletion() {}

    /// Frees the object, now or at the end of the operation that is under way.
    func free() {
        if handoff.free() { destroy() }
    }

    /// Runs the operation as far as it goes on this thread: the body of an entry point.
    func run(_ asyncContext: AsyncContext) -> HRESULT {
        hostCompletion.begin(asyncContext)
        let isShared = hostCompletion.isAsynchronous
        handoff.begin(isShared: isShared)
        guard let result = proceed() else { return WS_S_ASYNC }
        return finish(result, isShared: isShared)
    }

    /// Runs an operation that is one synchronous call, `body`, and no more. Returns its result, unless the host has freed the
    /// object during the call.
    @inline(__always)
    func runSynchronously(_ body: () -> HRESULT) -> HRESULT {
        handoff.begin(isShared: true)
        let result = body()
        return handoff.end(isShared: true) ? abort() : result
    }

    /// Goes on after the outside call of this number has completed: the body of the callback that `completion` names.
    func resume(_ result: HRESULT, _ model: WS_CALLBACK_MODEL, call: UInt64) {
        switch handoff.complete(.init(result: result, model: model), call: call) {
        case .resumes: break
        case .isEarly: return
        case .isUnexpected: return noteUnexpectedCompletion()
        }
        hostCompletion.model = model
        guard let outcome = take(result) ?? proceed() else { return }
        // A copy: the memory may be gone when the operation has finished.
        let host = hostCompletion
        host.notify(finish(outcome, isShared: true))
    }

    /// The same for the operation and the call that `state` names.
    static func resume(_ result: HRESULT, _ model: WS_CALLBACK_MODEL, at state: UnsafeMutableRawPointer?) {
        guard let tagged = unsafe TaggedAddress(state) else { return }
        unsafe Self(tagged.address)?.resume(result, model, call: tagged.call)
    }

    /// The same for the arguments of the callback of an asynchronous context.
    static func resume(_ arguments: CallArguments) {
        unsafe resume(arguments.result, arguments.model, at: arguments.pointer(.callbackState))
    }

    /// Takes steps and makes calls until the operation is over; nil if it waits for a completion, in which case this thread
    /// must not touch it any more. It is a loop, so that calls that complete at once do not nest the stack.
    private func proceed() -> HRESULT? {
        while true {
            switch advance() {
            case .done(let result): return result
            case .call:
                guard let result = callOut() else { return nil }
                if let outcome = take(result) { return outcome }
            }
        }
    }

    /// Makes the outside call and returns its result; nil if it has not completed yet.
    @inline(__always)
    private func callOut() -> HRESULT? {
        guard hostCompletion.isAsynchronous else { return call(.none) }
        guard handoff.willCall() else { return WS_E_OPERATION_ABORTED }
        let result = completion(ofCall: handoff.call).withContext { call($0) }
        guard result == WS_S_ASYNC else {
            if handoff.didReturn() { noteUnexpectedCompletion() }
            return result
        }
        guard let early = handoff.didReturnPending() else { return nil }
        hostCompletion.model = early.model
        return early.result
    }

    /// Takes the result of the outside call. Returns the result of the operation if that ends it.
    private func take(_ result: HRESULT) -> HRESULT? {
        if handoff.isFreed { return WS_E_OPERATION_ABORTED }
        return accept(result == WS_S_ASYNC ? refusePromise() : result)
    }

    /// Ends the operation. Once the handoff is idle, others may free the memory. The caller's number is written after that,
    /// when it is certain that the operation was not aborted.
    private func finish(_ result: HRESULT, isShared: Bool) -> HRESULT {
        let delivery = conclude(result)
        let isFreed = handoff.end(isShared: isShared)
        if Self.isTransient {
            destroy()
        } else if isFreed {
            return abort()
        }
        if let delivery { delivery.place.value = delivery.value }
        return result
    }

    /// Does what `free` left to the end of the operation.
    @inline(never)
    func abort() -> HRESULT {
        let aborted = report.fail(WS_E_OPERATION_ABORTED, "freed while the operation was outstanding")
        destroy()
        return aborted
    }
}
