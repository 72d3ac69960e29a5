internal import CWSEncoder

/// What an operation has to remember for the completion of the host's call.
struct HostCompletion {
    /// Whom to tell; nobody if the operation is synchronous.
    private var callback = AsyncCallback()
    /// The model of the last completion.
    var model = WS_SHORT_CALLBACK
    /// The calling convention of the host.
    let convention: CallingConvention

    init(_ convention: CallingConvention) {
        self.convention = convention
    }

    var isAsynchronous: Bool { !callback.isNone }

    /// An operation begins for which the host has passed this context.
    @inline(__always)
    mutating func begin(_ asyncContext: AsyncContext) {
        callback = asyncContext.callback(convention)
    }

    /// Tells the host the result of its call.
    func notify(_ result: HRESULT) {
        callback.notify(result, model)
    }
}
