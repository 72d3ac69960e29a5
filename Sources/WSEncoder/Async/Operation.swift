internal import CWSEncoder

/// Where an operation stands.
enum NextMove {
    /// It needs the outside call that `Operation.call` makes.
    case call
    /// It is over, with this result.
    case done(HRESULT)
}

/// What an operation that may complete asynchronously needs to remember.
@safe
struct HostCompletion {
    /// Whom to tell; without a callback the operation is synchronous.
    var host = unsafe WS_ASYNC_CONTEXT()
    /// The model of the last completion.
    var model = WS_SHORT_CALLBACK

    /// The calling convention of `host`.
    var convention = CallingConvention.native

    var isAsynchronous: Bool { unsafe host.callback != nil }

    /// Calls the callback of an asynchronous context.
    static func notify(
        _ context: WS_ASYNC_CONTEXT, _ convention: CallingConvention, _ result: HRESULT, _ model: WS_CALLBACK_MODEL
    ) {
        guard let callback = unsafe context.callback else { return }
        if convention == .native { return unsafe callback(result, model, context.callbackState) }
        let function = unsafe ForeignFunction(unsafeBitCast(callback, to: UnsafeMutableRawPointer.self), convention)
        let arguments = unsafe CallArguments(UInt(bitPattern: Int(result)), UInt(model.rawValue), UInt(context.callbackState))
        _ = function.call(.sup, arguments)
    }
}

/// What an operation gives its caller besides its result: a number where the caller said.
@safe
struct Delivery {
    let place: UnsafeMutablePointer<ULONG>
    let value: ULONG
}

/// An operation made of steps and outside calls that may complete asynchronously. It runs on whatever thread has reason to go
/// on.
///
/// Conforming types are handles on the memory of the operation and not that memory itself: others may enter it during a call.
protocol Operation {
    /// Its memory is for one operation alone, and ends with it.
    static var isTransient: Bool { get }

    /// Decides who goes on.
    var handoff: UnsafeMutablePointer<Handoff> { get }
    var hostCompletion: HostCompletion { get nonmutating set }
    /// What to give to the outside call of this number for its completion; must lead to `resume`.
    func completion(ofCall number: UInt64) -> WS_ASYNC_CONTEXT

    /// Works until an outside call is due or the operation is over.
    func advance() -> NextMove
    /// Makes the outside call; with nil it must complete before it returns.
    func call(_ asyncContext: UnsafePointer<WS_ASYNC_CONTEXT>?) -> HRESULT
    /// Takes the result of the outside call. Returns the result of the operation if that ends it.
    func accept(_ result: HRESULT) -> HRESULT?
    /// The outside call gave WS_S_ASYNC where that is no answer.
    func refusePromise() -> HRESULT
    /// The outside call completed a second time, or without having promised to, which counts for nothing.
    func noteUnexpectedCompletion()
    /// Notes what became of the operation, and gives what the caller is to be given if it succeeded.
    func conclude(_ result: HRESULT) -> Delivery?
    /// The object was freed meanwhile.
    func reportAbortion() -> HRESULT
    /// Frees the memory.
    func destroy()
}

extension Operation {
    func noteUnexpectedCompletion() {}

    /// Runs the operation as far as it goes on this thread: the body of an entry point.
    func run(_ asyncContext: UnsafePointer<WS_ASYNC_CONTEXT>?) -> HRESULT {
        let host = unsafe asyncContext?.pointee ?? WS_ASYNC_CONTEXT()
        unsafe hostCompletion.host = host
        unsafe handoff.pointee.begin(isShared: host.callback != nil)
        guard let result = proceed() else { return WS_S_ASYNC }
        return unsafe finish(result, isShared: host.callback != nil)
    }

    /// The outside call of this number has completed: the body of the callback that `completion` names.
    func resume(_ result: HRESULT, _ model: WS_CALLBACK_MODEL, call: UInt64) {
        switch unsafe handoff.pointee.complete(.init(result: result, model: model), call: call) {
        case .resumes: break
        case .isEarly: return
        case .isUnexpected: return noteUnexpectedCompletion()
        }
        hostCompletion.model = model
        guard let outcome = settle(result) ?? proceed() else { return }
        let host = unsafe hostCompletion.host
        let convention = hostCompletion.convention
        let lastModel = hostCompletion.model
        let final = finish(outcome, isShared: true)
        unsafe HostCompletion.notify(host, convention, final, lastModel)
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
        guard hostCompletion.isAsynchronous else { return unsafe call(nil) }
        guard unsafe handoff.pointee.willCall() else { return WS_E_OPERATION_ABORTED }
        let number = unsafe handoff.pointee.call
        let result = unsafe withUnsafePointer(to: completion(ofCall: number)) { unsafe call($0) }
        guard result == WS_S_ASYNC else {
            if unsafe handoff.pointee.didReturn() { noteUnexpectedCompletion() }
            return result
        }
        guard let early = unsafe handoff.pointee.didReturnPending() else { return nil }
        hostCompletion.model = early.model
        return early.result
    }

    private func settle(_ result: HRESULT) -> HRESULT? {
        if unsafe handoff.pointee.isFreed { return WS_E_OPERATION_ABORTED }
        return accept(result == WS_S_ASYNC ? refusePromise() : result)
    }

    /// Ends the operation. Once the handoff is idle its memory may be freed by others: what the caller is given is written
    /// after that, since only then it is certain that the operation was not aborted.
    private func finish(_ result: HRESULT, isShared: Bool) -> HRESULT {
        let delivery = conclude(result)
        let isFreed = unsafe handoff.pointee.end(isShared: isShared)
        if Self.isTransient {
            destroy()
        } else if isFreed {
            let aborted = reportAbortion()
            destroy()
            return aborted
        }
        if let delivery { unsafe delivery.place.pointee = delivery.value }
        return result
    }
}
