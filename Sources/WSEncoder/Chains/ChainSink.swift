internal import CWSEncoder

/// The sink or source of the links of a chain: the next link, and the host's behind the last.
extension Chain {
    /// What every link is given; its context is the cell of the link.
    static func ownSink(of direction: Direction) -> UnsafeMutableRawPointer {
        let write: WS_WRITE_CALLBACK = { state, buffers, count, asyncContext, error in
            unsafe Chain.callSink(
                state,
                CallArguments(
                    0, UInt(bitPattern: buffers), UInt(count), UInt(bitPattern: asyncContext), UInt(bitPattern: error)))
        }
        let read: WS_READ_CALLBACK = { state, bytes, maxSize, actualSize, asyncContext, error in
            unsafe Chain.callSink(
                state,
                CallArguments(
                    0, UInt(bytes), UInt(maxSize), UInt(bitPattern: actualSize), UInt(bitPattern: asyncContext),
                    UInt(bitPattern: error)))
        }
        return unsafe direction == .encoder
            ? unsafeBitCast(write, to: UnsafeMutableRawPointer.self)
            : unsafeBitCast(read, to: UnsafeMutableRawPointer.self)
    }

    private static func callSink(_ context: UnsafeMutableRawPointer?, _ arguments: CallArguments) -> HRESULT {
        guard let (link, _) = unsafe UnsafeMutablePointer<ChainLink>.untagged(context),
            let chain = unsafe Chain(link.pointee.chain)
        else { return E_INVALIDARG }
        return unsafe chain.callSink(of: link, arguments)
    }

    private func callSink(of link: UnsafeMutablePointer<ChainLink>, _ arguments: CallArguments) -> HRESULT {
        if unsafe handoff.pointee.isFreed { return WS_E_OPERATION_ABORTED }
        let request = ChainLink.Request(arguments, of: direction)
        if unsafe link.pointee.isDrained {
            unsafe request.place?.pointee = 0
            return S_OK
        }
        guard let number = unsafe link.pointee.call.beginCall() else {
            return request.error.about(subject).fail(
                WS_E_INVALID_OPERATION, "a link called its sink or source while a call of it was outstanding")
        }
        state.outcome.touch()
        unsafe link.pointee.request = request
        unsafe link.pointee.given = 0
        var arguments = arguments
        if direction == .decoder { arguments[3] = unsafe UInt(bitPattern: link.givenPlace) }
        guard unsafe request.host.callback != nil else { return unsafe end(link, handOn(arguments, from: link)) }
        let result = unsafe withUnsafePointer(to: sinkCompletion(of: link, number)) { context in
            arguments[Callback(sinkOf: direction).shape.asyncContextIndex ?? 0] = UInt(bitPattern: context)
            return unsafe handOn(arguments, from: link)
        }
        guard result == WS_S_ASYNC else {
            unsafe link.pointee.call.didReturn()
            return unsafe end(link, result)
        }
        // Without an early completion, nothing may be touched any more: the chain may be elsewhere already.
        guard let early = unsafe link.pointee.call.didReturnPending() else { return result }
        return unsafe end(link, early.result == WS_S_ASYNC ? WS_E_INVALID_OPERATION : early.result)
    }

    /// What is behind the link is given this for its completion.
    private func sinkCompletion(of link: UnsafeMutablePointer<ChainLink>, _ number: UInt64) -> WS_ASYNC_CONTEXT {
        unsafe WS_ASYNC_CONTEXT(
            callback: { result, model, context in unsafe Chain.completeSink(context, result, model) },
            callbackState: link.tagged(number))
    }

    /// Calls what is behind a link.
    private func handOn(_ arguments: CallArguments, from link: UnsafeMutablePointer<ChainLink>) -> HRESULT {
        guard unsafe isLast(link) else { return unsafe forward(.transfer, to: link.pointee.index &+ 1, arguments) }
        var arguments = arguments
        arguments[0] = unsafe UInt(state.sinkContext)
        return state.sink.call(Callback(sinkOf: direction).shape, arguments)
    }

    private func isLast(_ link: UnsafeMutablePointer<ChainLink>) -> Bool {
        unsafe link.pointee.index &+ 1 == state.count
    }

    /// What is behind a link has completed: tells the link, if that has been told to wait.
    private static func completeSink(_ context: UnsafeMutableRawPointer?, _ result: HRESULT, _ model: WS_CALLBACK_MODEL) {
        guard let (link, number) = unsafe UnsafeMutablePointer<ChainLink>.untagged(context),
            let chain = unsafe Chain(link.pointee.chain)
        else { return }
        let completion = Handoff.Completion(result: result, model: model)
        guard unsafe link.pointee.call.complete(completion, call: number) == .resumes else { return }
        let host = unsafe link.pointee.request.host
        // Whoever waits for a call that outlived the host's own must not go on: it would use what the host lent for that.
        let outcome = unsafe chain.handoff.pointee.isBusy ? chain.settle(link, result) : WS_E_OPERATION_ABORTED
        let isFreed = unsafe link.pointee.call.end(isShared: true)
        unsafe HostCompletion.notify(host, .native, outcome, model)
        if isFreed { chain.release() }
    }

    /// The call of what is behind a link is over. The link may have ended its own meanwhile, and the chain been freed.
    private func end(_ link: UnsafeMutablePointer<ChainLink>, _ result: HRESULT) -> HRESULT {
        let outcome = unsafe settle(link, result)
        guard unsafe link.pointee.call.end(isShared: true) else { return outcome }
        release()
        return WS_E_OPERATION_ABORTED
    }

    /// Takes note of what came of a link's call. Returns what to tell it.
    private func settle(_ link: UnsafeMutablePointer<ChainLink>, _ result: HRESULT) -> HRESULT {
        if unsafe link.pointee.call.isFreed { return WS_E_OPERATION_ABORTED }
        if result.isFailure || direction == .encoder || result == WS_S_ASYNC { return unsafe note(result, behind: link) }
        let request = unsafe link.pointee.request
        let given = unsafe link.pointee.given
        guard UInt(given) <= request.room else {
            let reason: StaticString =
                unsafe isLast(link)
                ? "the source claims to have given more bytes than it was asked for"
                : "a link claims more bytes than it was asked for"
            return unsafe note(
                request.error.about(subject).fail(WS_E_INVALID_OPERATION, reason), behind: link)
        }
        if given == 0 && request.room > 0 { unsafe link.pointee.isDrained = true }
        if unsafe isLast(link) { state.received &+= UInt64(given) }
        unsafe request.place?.pointee = given
        return result
    }

    /// Takes note of the first that fails behind a link. The message is lost even if the link goes on as if nothing had failed.
    private func note(_ result: HRESULT, behind link: UnsafeMutablePointer<ChainLink>) -> HRESULT {
        if result.isFailure { state.outcome.doubt() }
        guard result.isFailure, !state.hasSinkFailed && state.failedLink == nil else { return result }
        if unsafe isLast(link) {
            state.hasSinkFailed = true
        } else {
            unsafe state.failedLink = link.pointee.index &+ 1
        }
        return result
    }
}
