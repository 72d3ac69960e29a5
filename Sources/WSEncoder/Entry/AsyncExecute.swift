internal import Bytes
public import CWSEncoder

/// The function that is to be called next, and the state that each function of a chain is given.
///
/// Safe because whoever makes one promises that the functions can be called with the state.
@safe
private struct NextFunction {
    /// Where a function names the one after it. The first property, so that its address is that of the whole.
    private var operation: WS_ASYNC_OPERATION
    private let callbackState: UnsafeMutableRawPointer?

    init(_ first: @escaping WS_ASYNC_FUNCTION, _ callbackState: UnsafeMutableRawPointer?) {
        unsafe operation = WS_ASYNC_OPERATION(function: first)
        unsafe self.callbackState = callbackState
    }

    var isNone: Bool { unsafe operation.function == nil }

    /// Takes the function out, so that it can name the next; nil if there is none.
    fileprivate mutating func take() -> WS_ASYNC_FUNCTION? {
        defer { unsafe operation.function = nil }
        return unsafe operation.function
    }

    /// Calls the function at `place`. Returns its result, or `result` if there is none.
    static func call(
        _ place: Reference<NextFunction>, _ result: HRESULT, _ model: WS_CALLBACK_MODEL, _ asyncContext: AsyncContext,
        _ error: ErrorHandle
    ) -> HRESULT {
        guard let function = unsafe place.value.take() else { return result }
        let next = unsafe UnsafeMutableRawPointer(place.pointer).assumingMemoryBound(to: WS_ASYNC_OPERATION.self)
        return unsafe function(result, model, place.value.callbackState, next, asyncContext.pointer, error.pointer)
    }
}

/// The state of a chain of asynchronous functions. A WS_ASYNC_STATE is too small for it, and not used.
private struct FunctionChainState: ~Copyable {
    var result = S_OK
    let error: ErrorHandle

    init(_ error: ErrorHandle) {
        self.error = error
    }
}

/// A chain of asynchronous functions, each of which names the next.
private struct FunctionChain: Operation {
    /// The cell is where a function names the next one, before it starts whatever completes later.
    private let memory: InstanceMemory<FunctionChainState, NextFunction>

    private var state: FunctionChainState {
        unsafeAddress { unsafe UnsafePointer(memory.state) }
        nonmutating unsafeMutableAddress { unsafe memory.state }
    }

    init(_ first: consuming NextFunction, _ model: WS_CALLBACK_MODEL, _ error: ErrorHandle) throws(OutOfMemory) {
        memory = try InstanceMemory(cell: first)
        memory.initialize(FunctionChainState(error))
        hostCompletion.model = model
    }

    init?(_ context: UnsafeMutableRawPointer?) {
        guard let memory = unsafe InstanceMemory<FunctionChainState, NextFunction>(context) else { return nil }
        self.memory = memory
    }

    static var isTransient: Bool { true }

    var header: Reference<OperationHeader> { memory.headerReference }

    func completion(ofCall number: UInt64) -> AsyncCallback {
        unsafe AsyncCallback({ unsafe FunctionChain.resume($0, $1, at: $2) }, orClosure: nil, memory.tagged(number))
    }

    func advance() -> NextMove { memory.cellReference.value.isNone ? .done(state.result) : .call }

    func call(_ asyncContext: AsyncContext) -> HRESULT {
        NextFunction.call(memory.cellReference, state.result, hostCompletion.model, asyncContext, state.error)
    }

    /// A failure does not end the chain: the next function deals with it.
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

    var report: ErrorReport { state.error.about(.function("WsAsyncExecute")) }

    func destroy() {
        unsafe memory.destroy()
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
    var first = unsafe NextFunction(operation, callbackState)
    if asyncContext.isNone {
        return lend(&first) { place in executeSynchronously(place, callbackModel, error) }
    }
    guard let chain = try? FunctionChain(first, callbackModel, error) else {
        return error.about(.function("WsAsyncExecute")).failForMemory()
    }
    return chain.run(asyncContext)
}

/// Runs a chain whose functions complete before they return, which takes no memory.
private func executeSynchronously(
    _ next: Reference<NextFunction>, _ model: WS_CALLBACK_MODEL, _ error: ErrorHandle
) -> HRESULT {
    var result = S_OK
    while !next.value.isNone {
        result = NextFunction.call(next, result, model, .none, error)
        if result == WS_S_ASYNC { result = refuseChainPromise(error) }
    }
    return result
}

private func refuseChainPromise(_ error: ErrorHandle) -> HRESULT {
    error.about(.function("WsAsyncExecute")).fail(
        WS_E_INVALID_OPERATION,
        "a function returned WS_S_ASYNC without having been given an asynchronous context, or completed with it")
}
