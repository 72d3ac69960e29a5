internal import Bytes
internal import CWSEncoder
internal import Synchronization

/// An adapter that mediates: each call of the host is an operation with one outside call, that of the implementation.
extension Adapter: Operation {
    static var isTransient: Bool { false }

    var handoff: UnsafeMutablePointer<Handoff> { unsafe memory.handoff }

    var hostCompletion: HostCompletion {
        get { state.hostCompletion }
        nonmutating set { state.hostCompletion = newValue }
    }

    // MARK: The host's calls

    /// Start, Encode or Decode, and End.
    @inline(__always)
    func operate(_ step: Callback.Role, _ direction: Direction, _ arguments: CallArguments) -> HRESULT {
        let shape = Callback(step, of: direction).shape
        if let refusal = refuse(step, shape.error(arguments)) { return refusal }
        if state.isChecked, let answer = answerItself(step, arguments) { return answer }
        state.step = step
        state.arguments = arguments
        return arguments[shape.asyncContextIndex ?? 0] == 0 ? operateSynchronously(step, direction, arguments) : runOperation()
    }

    /// The short way of what has no asynchronous context, and nothing that could be left to do.
    @inline(__always)
    private func operateSynchronously(_ step: Callback.Role, _ direction: Direction, _ arguments: CallArguments) -> HRESULT {
        unsafe handoff.pointee.begin(isShared: true)
        let answer = forward(step, direction, arguments)
        let result = answer == S_OK && !isChecked ? S_OK : settleSynchronously(answer)
        if unsafe handoff.pointee.end(isShared: true) { return abort() }
        return result
    }

    @inline(never)
    private func settleSynchronously(_ answer: HRESULT) -> HRESULT {
        let result = accept(answer == WS_S_ASYNC ? refusePromise() : answer) ?? answer
        _ = conclude(result)
        return result
    }

    /// The host has freed the instance meanwhile.
    @inline(never)
    private func abort() -> HRESULT {
        let result = reportAbortion()
        destroy()
        return result
    }

    @inline(never)
    private func runOperation() -> HRESULT {
        let shape = Callback(state.step, of: state.implementation.direction).shape
        let asyncContext = unsafe UnsafePointer<WS_ASYNC_CONTEXT>(bitPattern: state.arguments[shape.asyncContextIndex ?? 0])
        guard unsafe isUsable(asyncContext) else {
            return error.about(subject).fail(E_INVALIDARG, "asyncContext->callback is NULL")
        }
        return unsafe run(asyncContext)
    }

    private var isChecked: Bool { state.isChecked }

    /// arguments: instance, content type, where the new one goes (encoder) or the content encoding (decoder), where the content
    /// encoding or the new content type goes, error.
    func getContentType(_ arguments: CallArguments) -> HRESULT {
        let error = CallShape.ppppp.error(arguments)
        if let refusal = refuse(.getContentType, error) { return refusal }
        if state.isChecked, let answer = answerItself(.getContentType, arguments) { return answer }
        state.step = .getContentType
        state.arguments = arguments
        unsafe handoff.pointee.begin(isShared: true)
        let answer = forward(.getContentType, state.implementation.direction, arguments)
        let result = state.isChecked ? settleContentType(answer) : answer
        if unsafe handoff.pointee.end(isShared: true) { return abort() }
        return result
    }

    private func settleContentType(_ answer: HRESULT) -> HRESULT {
        if let violation = takeViolation() { return fault(report(violation, error)) }
        if answer == WS_S_ASYNC { return fault(report(.unaskedPromise, error)) }
        if answer.isFailure { return fault(answer) }
        guard noteStrings() else { return fault(report(.emptyStrings, error)) }
        goOn(.getContentType)
        return answer
    }

    /// Returns whether the strings can be read.
    private func noteStrings() -> Bool {
        let isEncoder = state.implementation.direction == .encoder
        let none = unsafe WS_STRING()
        let type = unsafe UnsafePointer<WS_STRING>(bitPattern: state.arguments[isEncoder ? 2 : 3])?.pointee ?? none
        let encoding =
            unsafe isEncoder ? UnsafePointer<WS_STRING>(bitPattern: state.arguments[3])?.pointee ?? none : none
        guard unsafe type.characters != nil && encoding.characters != nil else { return false }
        unsafe state.contentType.note(type)
        unsafe state.contentEncoding.note(encoding)
        return true
    }

    // MARK: The operation

    func completion(ofCall number: UInt64) -> WS_ASYNC_CONTEXT {
        let native: WS_ASYNC_CALLBACK = { result, model, state in unsafe Adapter.complete(result, model, state) }
        guard let closure = unsafe state.table.pointee.closure(.completion) else {
            return unsafe WS_ASYNC_CONTEXT(callback: native, callbackState: memory.tagged(number))
        }
        let callback = unsafe unsafeBitCast(closure, to: WS_ASYNC_CALLBACK.self)
        return unsafe WS_ASYNC_CONTEXT(callback: callback, callbackState: memory.tagged(number))
    }

    static func complete(_ result: HRESULT, _ model: WS_CALLBACK_MODEL, _ state: UnsafeMutableRawPointer?) {
        guard let (address, call) = unsafe InstanceMemory<AdapterState, WS_ASYNC_CONTEXT>.untagged(state) else { return }
        unsafe Adapter(address)?.resume(result, model, call: call)
    }

    static var completionBody: ClosureBody {
        { _, _, arguments, _ in
            let arguments = unsafe CallArguments(arguments, .sup)
            unsafe Adapter.complete(
                HRESULT(truncatingIfNeeded: arguments[0]), WS_CALLBACK_MODEL(rawValue: UInt32(truncatingIfNeeded: arguments[1])),
                arguments.pointer(2))
        }
    }

    func advance() -> NextMove { .call }

    func call(_ asyncContext: UnsafePointer<WS_ASYNC_CONTEXT>?) -> HRESULT {
        let step = state.step
        var arguments = state.arguments
        let shape = Callback(step, of: state.implementation.direction).shape
        arguments[shape.asyncContextIndex ?? 0] = UInt(bitPattern: asyncContext)
        return forward(step, state.implementation.direction, arguments)
    }

    /// Whatever the implementation says ends the operation.
    func accept(_ result: HRESULT) -> HRESULT? {
        guard state.isChecked else { return result }
        if let violation = takeViolation() { return report(violation, error) }
        guard state.sinkCall.isIdle else { return report(.sinkLeft, error) }
        if !result.isFailure && claimsTooMuch { return report(.tooManyBytes, error) }
        return result
    }

    func refusePromise() -> HRESULT {
        report(.unaskedPromise, error)
    }

    func noteUnexpectedCompletion() {
        breakRule(.completedTwice)
    }

    func reportAbortion() -> HRESULT {
        error.about(subject).fail(WS_E_OPERATION_ABORTED, "freed while the operation was outstanding")
    }

    func conclude(_ result: HRESULT) -> Delivery? {
        if result.isFailure {
            state.phase = state.phase.faulted
        } else {
            goOn(state.step)
            if gaveNothing { state.phase = state.phase.drained }
        }
        return nil
    }

    /// The error object of the call under way.
    private var error: ErrorHandle {
        Callback(state.step, of: state.implementation.direction).shape.error(state.arguments)
    }

    /// What a Decode says that it gave; nil for other calls.
    private var length: ULONG? {
        guard state.implementation.direction == .decoder && state.step == .transfer else { return nil }
        return unsafe UnsafePointer<ULONG>(bitPattern: state.arguments[3])?.pointee
    }

    private var gaveNothing: Bool { length == 0 }

    private var claimsTooMuch: Bool {
        guard let length else { return false }
        return UInt(length) > state.arguments[2]
    }
}
