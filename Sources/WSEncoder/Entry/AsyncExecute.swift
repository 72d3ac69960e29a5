internal import Bytes
public import CWSEncoder

/// The state of a chain of asynchronous functions. A WS_ASYNC_STATE is too small for it, and not used.
@safe
private struct FunctionChainState: ~Copyable {
    var hostCompletion = HostCompletion()
    var result = S_OK
    let callbackState: UnsafeMutableRawPointer?
    let error: ErrorHandle

    init(_ model: WS_CALLBACK_MODEL, _ callbackState: UnsafeMutableRawPointer?, _ error: ErrorHandle) {
        unsafe self.callbackState = callbackState
        self.error = error
        hostCompletion.model = model
    }
}

/// A chain of asynchronous functions, each of which names the next.
@safe
private struct FunctionChain: Operation {
    /// The cell is where a function names the next, before it starts what will complete.
    private let memory: InstanceMemory<FunctionChainState, WS_ASYNC_OPERATION>

    private var state: FunctionChainState {
        unsafeAddress { unsafe UnsafePointer(memory.state) }
        nonmutating unsafeMutableAddress { unsafe memory.state }
    }

    init(
        _ first: @escaping WS_ASYNC_FUNCTION, _ model: WS_CALLBACK_MODEL, _ callbackState: UnsafeMutableRawPointer?,
        _ error: ErrorHandle
    ) throws(OutOfMemory) {
        memory = unsafe try InstanceMemory(cell: WS_ASYNC_OPERATION(function: first))
        unsafe memory.state.initialize(to: FunctionChainState(model, callbackState, error))
    }

    init?(_ context: UnsafeMutableRawPointer?) {
        guard let memory = unsafe InstanceMemory<FunctionChainState, WS_ASYNC_OPERATION>(context) else { return nil }
        self.memory = memory
    }

    static var isTransient: Bool { true }

    var handoffReference: Reference<Handoff> { memory.handoffReference }

    var hostCompletion: HostCompletion {
        get { state.hostCompletion }
        nonmutating set { state.hostCompletion = newValue }
    }

    func completion(ofCall number: UInt64) -> AsyncCallback {
        unsafe AsyncCallback(
            { result, model, state in
                guard let tagged = unsafe TaggedAddress(state) else { return }
                unsafe FunctionChain(tagged.address)?.resume(result, model, call: tagged.call)
            }, orClosure: nil, memory.tagged(number))
    }

    func advance() -> NextMove {
        unsafe memory.cell.pointee.function == nil ? .done(state.result) : .call
    }

    func call(_ asyncContext: AsyncContext) -> HRESULT {
        let next = unsafe memory.cell
        let result = state.result
        let model = state.hostCompletion.model
        guard let function = unsafe next.pointee.function else { return result }
        unsafe next.pointee.function = nil
        return unsafe function(result, model, state.callbackState, next, asyncContext.pointer, state.error.pointer)
    }

    /// A failure does not end the chain: the next function is there to deal with it.
    func accept(_ result: HRESULT) -> HRESULT? {
        state.result = result
        return nil
    }

    func refusePromise() -> HRESULT {
        refuseChainPromise(state.error)
    }

    func conclude(_ result: HRESULT) -> Delivery? {
        nil
    }

    /// Nobody can free a chain.
    func reportAbortion() -> HRESULT {
        WS_E_OPERATION_ABORTED
    }

    func destroy() {
        memory.destroy()
    }
}

@implementation @_cdecl("WsAsyncExecute")
public func WsAsyncExecute(
    _ asyncState: UnsafeMutablePointer<WS_ASYNC_STATE>?, _ operation: WS_ASYNC_FUNCTION?,
    _ callbackModel: WS_CALLBACK_MODEL, _ callbackState: UnsafeMutableRawPointer?,
    _ asyncContext: UnsafePointer<WS_ASYNC_CONTEXT>?, _ error: OpaquePointer?
) -> HRESULT {
    let error = unsafe ErrorHandle(error)
    let asyncContext = unsafe AsyncContext(asyncContext)
    guard unsafe asyncState != nil, !asyncContext.lacksCallback else {
        return error.about(.function("WsAsyncExecute")).fail(E_INVALIDARG, "asyncState or asyncContext->callback is NULL")
    }
    guard let operation = unsafe operation else { return S_OK }
    if asyncContext.isNone {
        return unsafe executeSynchronously(operation, callbackModel, callbackState, error)
    }
    guard let chain = unsafe try? FunctionChain(operation, callbackModel, callbackState, error) else {
        return error.about(.function("WsAsyncExecute")).failForMemory()
    }
    return chain.run(asyncContext)
}

/// The same without asynchrony, and so without memory.
private func executeSynchronously(
    _ first: @escaping WS_ASYNC_FUNCTION, _ model: WS_CALLBACK_MODEL, _ callbackState: UnsafeMutableRawPointer?,
    _ error: ErrorHandle
) -> HRESULT {
    var next = unsafe WS_ASYNC_OPERATION(function: first)
    var result = S_OK
    while let function = unsafe next.function {
        unsafe next.function = nil
        result = unsafe function(result, model, callbackState, &next, nil, error.pointer)
        if result == WS_S_ASYNC { result = refuseChainPromise(error) }
    }
    return result
}

private func refuseChainPromise(_ error: ErrorHandle) -> HRESULT {
    error.about(.function("WsAsyncExecute")).fail(
        WS_E_INVALID_OPERATION,
        "a function returned WS_S_ASYNC without having been given an asynchronous context, or completed with it")
}
