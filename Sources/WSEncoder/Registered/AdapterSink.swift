internal import CWSEncoder
internal import Synchronization

/// The sink or source of an implementation: passes its calls on to the host's.
extension Adapter {
    /// What the implementation is given, in its own calling convention.
    var ownSink: UnsafeMutableRawPointer {
        unsafe state.table.pointee.closure(.sink)
            ?? Adapter.ownSink(of: state.implementation.direction)
    }

    /// What an implementation of the platform's calling convention is given.
    static func ownSink(of direction: Direction) -> UnsafeMutableRawPointer {
        let write: WS_WRITE_CALLBACK = { state, buffers, count, asyncContext, error in
            unsafe Adapter(state)?.callSink(
                CallArguments(
                    UInt(state), UInt(bitPattern: buffers), UInt(count), UInt(bitPattern: asyncContext),
                    UInt(bitPattern: error))) ?? E_INVALIDARG
        }
        let read: WS_READ_CALLBACK = { state, bytes, maxSize, actualSize, asyncContext, error in
            unsafe Adapter(state)?.callSink(
                CallArguments(
                    UInt(state), UInt(bytes), UInt(maxSize), UInt(bitPattern: actualSize), UInt(bitPattern: asyncContext),
                    UInt(bitPattern: error))) ?? E_INVALIDARG
        }
        return unsafe direction == .encoder
            ? unsafeBitCast(write, to: UnsafeMutableRawPointer.self)
            : unsafeBitCast(read, to: UnsafeMutableRawPointer.self)
    }

    static var sinkBody: ClosureBody {
        { _, result, arguments, context in
            guard let table = unsafe context?.assumingMemoryBound(to: AdapterTable.self) else { return }
            let arguments = unsafe CallArguments(arguments, Callback(sinkOf: table.pointee.direction).shape)
            unsafe Closure.store(Adapter(arguments.pointer(0))?.callSink(arguments) ?? E_INVALIDARG, to: result)
        }
    }

    /// The implementation calls: passes the call on with an asynchronous context of its own.
    private func callSink(_ arguments: CallArguments) -> HRESULT {
        let shape = Callback(sinkOf: state.implementation.direction).shape
        let error = shape.error(arguments)
        if unsafe handoff.pointee.isFreed { return WS_E_OPERATION_ABORTED }
        if unsafe state.isChecked && (handoff.pointee.isIdle || state.step == .getContentType) {
            return refuseSink(.sinkOutside, error)
        }
        guard let number = state.sinkCall.beginCall() else { return refuseSink(.sinkInUse, error) }
        let index = shape.asyncContextIndex ?? 0
        var outgoing = arguments
        outgoing[0] = unsafe UInt(state.sinkContext)
        guard let asyncContext = unsafe UnsafePointer<WS_ASYNC_CONTEXT>(bitPattern: arguments[index]) else {
            return endSink(state.sink.call(shape, outgoing))
        }
        unsafe memory.cell.pointee = asyncContext.pointee
        let result = unsafe withUnsafePointer(to: sinkCompletion(ofCall: number)) { context in
            outgoing[index] = UInt(bitPattern: context)
            return state.sink.call(shape, outgoing)
        }
        guard result == WS_S_ASYNC else {
            state.sinkCall.didReturn()
            return endSink(result)
        }
        // Without an early completion, nothing may be touched any more: the implementation may be in its next call already.
        guard let early = state.sinkCall.didReturnPending() else { return result }
        return endSink(early.result == WS_S_ASYNC ? WS_E_INVALID_OPERATION : early.result)
    }

    /// The call of the host's sink or source is over. The implementation may have ended its own meanwhile, and been freed.
    private func endSink(_ result: HRESULT) -> HRESULT {
        guard state.sinkCall.end(isShared: true) else { return result }
        destroyNow()
        return WS_E_OPERATION_ABORTED
    }

    private func refuseSink(_ violation: Violation, _ error: ErrorHandle) -> HRESULT {
        breakRule(violation)
        return report(violation, error)
    }

    /// What the host's sink or source is given, in its own calling convention.
    private func sinkCompletion(ofCall number: UInt64) -> WS_ASYNC_CONTEXT {
        let native: WS_ASYNC_CALLBACK = { result, model, state in unsafe Adapter.completeSink(state, result, model) }
        guard let closure = unsafe state.table.pointee.closure(.sinkCompletion) else {
            return unsafe WS_ASYNC_CONTEXT(callback: native, callbackState: memory.tagged(number))
        }
        let callback = unsafe unsafeBitCast(closure, to: WS_ASYNC_CALLBACK.self)
        return unsafe WS_ASYNC_CONTEXT(callback: callback, callbackState: memory.tagged(number))
    }

    static var sinkCompletionBody: ClosureBody {
        { _, _, arguments, _ in
            let arguments = unsafe CallArguments(arguments, .sup)
            unsafe Adapter.completeSink(
                arguments.pointer(2), HRESULT(truncatingIfNeeded: arguments[0]),
                WS_CALLBACK_MODEL(rawValue: UInt32(truncatingIfNeeded: arguments[1])))
        }
    }

    /// The host's sink or source has completed: tells the implementation, if that has been told to wait.
    private static func completeSink(_ context: UnsafeMutableRawPointer?, _ result: HRESULT, _ model: WS_CALLBACK_MODEL) {
        guard let (address, number) = unsafe InstanceMemory<AdapterState, WS_ASYNC_CONTEXT>.untagged(context),
            let adapter = unsafe Adapter(address)
        else { return }
        let completion = Handoff.Completion(result: result, model: model)
        guard adapter.state.sinkCall.complete(completion, call: number) == .resumes else { return }
        let pending = unsafe adapter.memory.cell.pointee
        let convention = adapter.state.implementation.convention
        // It may have ended its own call without waiting for this one. It is told all the same before it is freed.
        let isFreed = adapter.state.sinkCall.end(isShared: true)
        unsafe HostCompletion.notify(pending, convention, isFreed ? WS_E_OPERATION_ABORTED : result, model)
        if isFreed { adapter.destroyNow() }
    }
}
