internal import Bytes
internal import CWSEncoder

/// An adapter that mediates: each call of the host is an operation with one outside call, that of the implementation.
extension Adapter: Operation {
    static var isTransient: Bool { false }

    var header: Reference<OperationHeader> { memory.headerReference }

    // MARK: The host's calls

    /// Start, Encode or Decode, and End.
    @inline(__always)
    func operate(_ call: TableCall) -> HRESULT {
        if let refusal = refuse(call.role, call.error) { return refusal }
        if state.rules.isChecked, let answer = answerItself(call) { return answer }
        state.call = call
        return call.asyncContext.isNone ? operateSynchronously(call) : runOperation()
    }

    /// The short way for a call without an asynchronous context, which leaves nothing to do when it succeeds.
    @inline(__always)
    private func operateSynchronously(_ call: TableCall) -> HRESULT {
        runSynchronously {
            let answer = forward(call)
            return answer == S_OK && !state.rules.isChecked ? S_OK : finishSynchronously(answer)
        }
    }

    @inline(never)
    private func finishSynchronously(_ answer: HRESULT) -> HRESULT {
        let result = accept(answer == WS_S_ASYNC ? refusePromise() : answer) ?? answer
        _ = conclude(result)
        return result
    }

    @inline(never)
    private func runOperation() -> HRESULT {
        let asyncContext = state.call.asyncContext
        guard !asyncContext.lacksCallback else { return report.fail(E_INVALIDARG, "asyncContext->callback is NULL") }
        return run(asyncContext)
    }

    /// WseEncoderFlush: only a chain of this library has a function for it, behind an adapter to another calling convention.
    /// nil if the instance is not an encoder.
    func flush(_ call: TableCall) -> HRESULT? {
        guard direction == .encoder else { return nil }
        guard state.isMediated else { return S_OK }
        if let refusal = refuse(call.role, call.error, isFlush: true) { return refusal }
        if state.rules.isChecked, let answer = answerItself(call) { return answer }
        guard state.table.value.isOfChain else { return S_OK }
        state.call = call
        return call.asyncContext.isNone ? operateSynchronously(call) : runOperation()
    }

    func getContentType(_ call: TableCall) -> HRESULT {
        if let refusal = refuse(.getContentType, call.error) { return refusal }
        if state.rules.isChecked, let answer = answerItself(call) { return answer }
        state.call = call
        return runSynchronously {
            let answer = forwardContentType(call)
            return state.rules.isChecked ? acceptContentType(answer) : answer
        }
    }

    private func acceptContentType(_ answer: HRESULT) -> HRESULT {
        if let rule = state.rules.takeBrokenRule() { return fault(report(rule)) }
        if answer == WS_S_ASYNC { return fault(report(.unaskedPromise)) }
        if answer.isFailure { return fault(answer) }
        guard noteStrings() else { return fault(report(.emptyStrings)) }
        state.rules.goOn(.getContentType)
        return answer
    }

    /// Returns whether the strings can be read.
    private func noteStrings() -> Bool {
        let arguments = state.call.arguments
        let isEncoder = direction == .encoder
        guard let type = arguments.string(isEncoder ? .newContentTypeOfEncoder : .newContentTypeOfDecoder),
            let encoding = isEncoder ? arguments.string(.contentEncodingOfEncoder) : .empty
        else { return false }
        state.rules.note(contentType: type, contentEncoding: encoding)
        return true
    }

    // MARK: The operation

    func completion(ofCall number: UInt64) -> AsyncCallback {
        let closure = state.table.value.closure(.completion)
        return unsafe AsyncCallback({ unsafe Adapter.resume($0, $1, at: $2) }, orClosure: closure, memory.tagged(number))
    }

    static var completionBody: ClosureBody {
        { _, _, arguments, _ in unsafe Adapter.resume(CallArguments(arguments, .sup)) }
    }

    func advance() -> NextMove { .call }

    func call(_ asyncContext: AsyncContext) -> HRESULT {
        let call = state.call
        return forward(
            TableCall(
                call.role, call.direction, call.arguments.replacing(asyncContext: asyncContext, call.shape),
                isFlush: call.isFlush))
    }

    /// Whatever the implementation returns ends the operation.
    func accept(_ result: HRESULT) -> HRESULT? {
        guard state.rules.isChecked else { return result }
        if let rule = state.rules.takeBrokenRule() { return report(rule) }
        guard outgoingCall.value.isIdle else { return report(.sinkLeft) }
        if !result.isFailure && claimsTooMuch { return report(.tooManyBytes) }
        return result
    }

    func refusePromise() -> HRESULT { report(.unaskedPromise) }

    func noteUnexpectedCompletion() {
        state.rules.note(.completedTwice)
    }

    func conclude(_ result: HRESULT) -> Delivery? {
        if result.isFailure {
            state.rules.fault()
        } else {
            state.rules.goOn(state.call.role, isFlush: state.call.isFlush)
            if length == 0 { state.rules.drain() }
        }
        return nil
    }

    /// A report to the host's call that is under way.
    var report: ErrorReport { state.call.error.about(subject) }

    private func report(_ rule: BrokenRule) -> HRESULT { report(rule, state.call.error) }

    /// How many bytes a Decode says that it wrote; nil for other calls.
    private var length: ULONG? { state.call.isDecode ? state.call.arguments.lengthPlace?.value : nil }

    private var claimsTooMuch: Bool {
        guard let length else { return false }
        return UInt(length) > state.call.arguments.word(.maxLength)
    }
}
