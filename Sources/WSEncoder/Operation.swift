internal import CWSEncoder

/// Where an operation stands.
enum Step {
    /// It needs the outside call that `Operation.call` makes.
    case call
    /// It is over, with this result.
    case done(HRESULT)
}

/// What an operation that may complete asynchronously needs to remember.
@safe
struct Flight {
    /// Whom to tell; without a callback the operation is synchronous.
    var host = unsafe WS_ASYNC_CONTEXT()
    /// The model of the last completion.
    var model = WS_SHORT_CALLBACK

    var isAsynchronous: Bool { unsafe host.callback != nil }
}

/// An operation made of steps and outside calls that may complete asynchronously. It runs on whatever thread has reason to go
/// on.
///
/// Conforming types are handles on that memory and not the memory itself: others may enter it during a call.
protocol Operation {
    /// Decides who goes on.
    var handoff: UnsafeMutablePointer<Handoff> { get }
    var flight: Flight { get nonmutating set }
    /// What to give to the outside call for its completion; must lead to `resume`.
    var completion: WS_ASYNC_CONTEXT { get }

    /// Works until an outside call is due or the operation is over.
    func advance() -> Step
    /// Makes the outside call; with nil it must complete before it returns.
    func call(_ asyncContext: UnsafePointer<WS_ASYNC_CONTEXT>?) -> HRESULT
    /// Takes the result of the outside call. Returns the result of the operation if that ends it.
    func accept(_ result: HRESULT) -> HRESULT?
    /// The outside call promised a completion that it was not asked for.
    func refusePromise() -> HRESULT
    /// Notes what became of the operation.
    func conclude(_ result: HRESULT)
    /// Frees the memory.
    func destroy()
}

extension Operation {
    /// Runs the operation as far as it goes on this thread: the body of an entry point.
    func run(_ asyncContext: UnsafePointer<WS_ASYNC_CONTEXT>?) -> HRESULT {
        let host = unsafe asyncContext?.pointee ?? WS_ASYNC_CONTEXT()
        unsafe flight.host = host
        unsafe handoff.pointee.begin(isShared: host.callback != nil)
        guard let result = proceed() else { return WS_S_ASYNC }
        return unsafe finish(result, isShared: host.callback != nil)
    }

    /// The outside call has completed: the body of the callback that `completion` names.
    func resume(_ result: HRESULT, _ model: WS_CALLBACK_MODEL) {
        guard unsafe handoff.pointee.complete(.init(result: result, model: model)) else { return }
        flight.model = model
        guard let outcome = settle(result) ?? proceed() else { return }
        let host = unsafe flight.host
        let model = flight.model
        let final = finish(outcome, isShared: true)
        unsafe host.callback?(final, model, host.callbackState)
    }

    /// Takes steps and makes calls until the operation is over; nil if it waits for a completion, when nothing of it may be
    /// touched any more. A loop, so that completions that come at once do not nest the stack.
    private func proceed() -> HRESULT? {
        while true {
            switch advance() {
            case .done(let result): return result
            case .call:
                guard let result = callOut() else { return nil }
                if let outcome = settle(result) { return outcome }
            }
        }
    }

    /// Makes the outside call and returns its result; nil if it is yet to complete.
    private func callOut() -> HRESULT? {
        guard flight.isAsynchronous else {
            let result = unsafe call(nil)
            return result == WS_S_ASYNC ? refusePromise() : result
        }
        unsafe handoff.pointee.willCall()
        let result = unsafe withUnsafePointer(to: completion) { unsafe call($0) }
        guard result == WS_S_ASYNC else {
            unsafe handoff.pointee.didReturn()
            return result
        }
        guard let early = unsafe handoff.pointee.didReturnPending() else { return nil }
        flight.model = early.model
        return early.result
    }

    private func settle(_ result: HRESULT) -> HRESULT? {
        if unsafe handoff.pointee.isFreed { return WS_E_OPERATION_ABORTED }
        return accept(result == WS_S_ASYNC ? refusePromise() : result)
    }

    private func finish(_ result: HRESULT, isShared: Bool) -> HRESULT {
        conclude(result)
        if unsafe handoff.pointee.end(isShared: isShared) { destroy() }
        return result
    }
}
