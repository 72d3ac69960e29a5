internal import CWSEncoder

/// The WS_ASYNC_CONTEXT of a call, or none if the call has to complete before it returns.
///
/// Safe because the initialiser takes a pointer, and whoever calls it promises that it is NULL or valid until the call returns.
@safe
struct AsyncContext: BitwiseCopyable {
    let pointer: UnsafePointer<WS_ASYNC_CONTEXT>?

    static var none: AsyncContext { unsafe AsyncContext(nil) }

    @inline(__always)
    init(_ pointer: UnsafePointer<WS_ASYNC_CONTEXT>?) {
        unsafe self.pointer = pointer
    }

    var isNone: Bool { unsafe pointer == nil }

    /// A context without a callback is not valid.
    var lacksCallback: Bool { !isNone && callback(.native).isNone }

    /// Its address, or 0, which is what calls pass on.
    var word: UInt { unsafe UInt(bitPattern: pointer) }

    /// A copy of it, since it may be gone when the call has returned.
    @inline(__always)
    func callback(_ convention: CallingConvention) -> AsyncCallback {
        guard let pointer = unsafe pointer else { return AsyncCallback(convention) }
        return unsafe AsyncCallback(pointer.pointee, convention)
    }
}

/// Whom to tell that a call has completed: a callback, its state and its calling convention; or nobody.
///
/// Safe because whoever makes one from a context promises that it can be called until the call has completed.
@safe
struct AsyncCallback: BitwiseCopyable {
    private let context: WS_ASYNC_CONTEXT
    private let convention: CallingConvention

    /// Nobody is waiting.
    @inline(__always)
    init(_ convention: CallingConvention = .native) {
        unsafe context = WS_ASYNC_CONTEXT()
        self.convention = convention
    }

    /// `context` is valid until the call has completed.
    @inline(__always)
    init(_ context: WS_ASYNC_CONTEXT, _ convention: CallingConvention) {
        unsafe self.context = context
        self.convention = convention
    }

    /// A callback of this library for the completion of the call that `state` names. Without a `closure`, which is a function
    /// in another calling convention, it is the native function.
    init(_ native: @escaping WS_ASYNC_CALLBACK, orClosure closure: Closure?, _ state: TaggedAddress) {
        let callback = unsafe closure.map { unsafe unsafeBitCast($0.function, to: WS_ASYNC_CALLBACK.self) } ?? native
        unsafe self.init(WS_ASYNC_CONTEXT(callback: callback, callbackState: state.context), .native)
    }

    var isNone: Bool { unsafe context.callback == nil }

    func notify(_ result: HRESULT, _ model: WS_CALLBACK_MODEL) {
        guard let callback = unsafe context.callback else { return }
        if convention == .native { return unsafe callback(result, model, context.callbackState) }
        let function = unsafe ForeignFunction(unsafeBitCast(callback, to: UnsafeMutableRawPointer.self), convention)
        let arguments = unsafe CallArguments(UInt(bitPattern: Int(result)), UInt(model.rawValue), UInt(context.callbackState))
        _ = function.call(.sup, arguments)
    }

    /// Calls `body` with the context as C takes it.
    @inline(__always)
    func withContext(_ body: (AsyncContext) -> HRESULT) -> HRESULT {
        unsafe withUnsafePointer(to: context) { unsafe body(AsyncContext($0)) }
    }
}
