internal import CWSEncoder

/// The sink or source of an implementation: passes its calls on to the host's.
extension Adapter: OutgoingCaller {
    /// The function that the implementation gets as its sink or source, in its own calling convention, as a word.
    var ownSink: UInt {
        state.table.value.closure(.sink)?.word ?? Adapter.ownSink(of: direction).word
    }

    /// The function that an implementation in the native calling convention gets.
    static func ownSink(of direction: Direction) -> ForeignFunction {
        let write: WS_WRITE_CALLBACK = { state, buffers, count, asyncContext, error in
            unsafe Adapter.callSink(CallArguments(sink: state, buffers, count, asyncContext, error))
        }
        let read: WS_READ_CALLBACK = { state, bytes, maxSize, actualSize, asyncContext, error in
            unsafe Adapter.callSink(CallArguments(source: state, bytes, maxSize, actualSize, asyncContext, error))
        }
        return unsafe direction == .encoder ? ForeignFunction(write) : ForeignFunction(read)
    }

    static var sinkBody: ClosureBody {
        { _, result, arguments, context in
            guard let table = unsafe Reference<AdapterTable>(context) else { return }
            let arguments = unsafe CallArguments(arguments, Callback(sinkOf: table.value.direction).shape)
            unsafe Closure.store(Adapter.callSink(arguments), to: result)
        }
    }

    @inline(__always)
    private static func callSink(_ arguments: CallArguments) -> HRESULT {
        unsafe Adapter(arguments.pointer(.instance))?.callSink(arguments) ?? E_INVALIDARG
    }

    /// The implementation calls its sink or source.
    private func callSink(_ arguments: CallArguments) -> HRESULT {
        if handoff.isFreed { return WS_E_OPERATION_ABORTED }
        if state.rules.isChecked && (handoff.isIdle || state.call.role == .getContentType) {
            return refuseSink(.sinkOutside, arguments)
        }
        guard let number = outgoingCall.value.begin() else { return refuseSink(.sinkInUse, arguments) }
        return make(number, arguments)
    }

    private func refuseSink(_ rule: BrokenRule, _ arguments: CallArguments) -> HRESULT {
        state.rules.note(rule)
        return report(rule, arguments.error(sinkShape))
    }

    // MARK: The call

    var outgoingCall: Reference<OutgoingCall> { memory.cellReference }

    var sinkShape: CallShape { Callback(sinkOf: direction).shape }

    var callerConvention: CallingConvention { state.inner.implementation.convention }

    func passOn(_ arguments: CallArguments) -> HRESULT { state.sink.call(sinkShape, arguments) }

    func outcome(of result: HRESULT) -> HRESULT { result }

    func completion(ofOutgoingCall number: UInt64) -> AsyncCallback {
        let closure = state.table.value.closure(.sinkCompletion)
        return unsafe AsyncCallback({ unsafe Adapter.complete($0, $1, at: $2) }, orClosure: closure, memory.tagged(number))
    }

    static var sinkCompletionBody: ClosureBody {
        { _, _, arguments, _ in unsafe Adapter.complete(CallArguments(arguments, .sup)) }
    }
}
