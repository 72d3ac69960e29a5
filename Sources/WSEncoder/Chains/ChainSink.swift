internal import CWSEncoder

/// The sink or source of the links of a chain: the next link, and the host's behind the last.
extension Chain {
    /// What every link is given; its context is the chain, tagged with the number of the link.
    var ownSink: UnsafeMutableRawPointer {
        let write: WS_WRITE_CALLBACK = { state, buffers, count, asyncContext, error in
            unsafe Chain.callSink(
                state,
                Words(
                    0, UInt(bitPattern: buffers), UInt(count), UInt(bitPattern: asyncContext), UInt(bitPattern: error)))
        }
        let read: WS_READ_CALLBACK = { state, bytes, maxSize, actualSize, asyncContext, error in
            unsafe Chain.callSink(
                state,
                Words(
                    0, UInt(bytes), UInt(maxSize), UInt(bitPattern: actualSize), UInt(bitPattern: asyncContext),
                    UInt(bitPattern: error)))
        }
        return unsafe direction == .encoder
            ? unsafeBitCast(write, to: UnsafeMutableRawPointer.self)
            : unsafeBitCast(read, to: UnsafeMutableRawPointer.self)
    }

    private static func callSink(_ context: UnsafeMutableRawPointer?, _ words: Words) -> HRESULT {
        guard let (address, link) = unsafe InstanceMemory<ChainState, Incoming>.untagged(context),
            let chain = unsafe Chain(address)
        else { return E_INVALIDARG }
        return chain.callSink(of: Int(truncatingIfNeeded: link), words)
    }

    private func callSink(of index: Int, _ words: Words) -> HRESULT {
        if unsafe handoff.pointee.isFreed { return WS_E_OPERATION_ABORTED }
        let position = Callback(sinkOf: direction).shape.asyncContextIndex ?? 0
        guard let asyncContext = unsafe UnsafePointer<WS_ASYNC_CONTEXT>(bitPattern: words[position]) else {
            return note(handOn(words, from: index), of: index)
        }
        if unsafe index &+ 1 == state.pointee.count {
            return unsafe callHost(asyncContext.pointee, words, position)
        }
        unsafe state.pointee[pending: index] = asyncContext.pointee
        let own = unsafe WS_ASYNC_CONTEXT(
            callback: { result, model, context in unsafe Chain.completeSink(context, result, model) },
            callbackState: memory.tagged(UInt64(truncatingIfNeeded: index)))
        let result = unsafe withUnsafePointer(to: own) { own in
            var words = words
            words[position] = UInt(bitPattern: own)
            return handOn(words, from: index)
        }
        // Once it has promised to complete, it may have, and the chain may be elsewhere already.
        return result == WS_S_ASYNC ? result : note(result, of: index)
    }

    /// Calls the host's sink or source, whose completions are told apart by the numbers of their calls.
    private func callHost(_ asyncContext: WS_ASYNC_CONTEXT, _ words: Words, _ position: Int) -> HRESULT {
        let last = unsafe state.pointee.count &- 1
        guard let number = unsafe state.pointee.sinkCall.begin() else { return WS_E_INVALID_OPERATION }
        unsafe state.pointee[pending: last] = asyncContext
        let own = unsafe WS_ASYNC_CONTEXT(
            callback: { result, model, context in unsafe Chain.completeHost(context, result, model) },
            callbackState: memory.tagged(number))
        let result = unsafe withUnsafePointer(to: own) { own in
            var words = words
            words[position] = UInt(bitPattern: own)
            return handOn(words, from: last)
        }
        if result == WS_S_ASYNC { return result }
        unsafe state.pointee.sinkCall.end(number)
        return note(result, of: last)
    }

    private static func completeHost(_ context: UnsafeMutableRawPointer?, _ result: HRESULT, _ model: WS_CALLBACK_MODEL) {
        guard let (address, number) = unsafe InstanceMemory<ChainState, Incoming>.untagged(context),
            let chain = unsafe Chain(address)
        else { return }
        let last = unsafe chain.state.pointee.count &- 1
        let pending = unsafe chain.state.pointee[pending: last]
        // Once it has ended, the chain may be elsewhere already.
        guard unsafe chain.state.pointee.sinkCall.end(number) else { return }
        unsafe Flight.notify(pending, .native, chain.note(result, of: last), model)
    }

    /// Calls what is behind a link.
    private func handOn(_ words: Words, from index: Int) -> HRESULT {
        guard unsafe index &+ 1 == state.pointee.count else { return forward(.transfer, to: index &+ 1, words) }
        var words = words
        words[0] = unsafe UInt(state.pointee.sinkContext)
        return unsafe state.pointee.sink.call(Callback(sinkOf: direction).shape, words)
    }

    private static func completeSink(_ context: UnsafeMutableRawPointer?, _ result: HRESULT, _ model: WS_CALLBACK_MODEL) {
        guard let (address, link) = unsafe InstanceMemory<ChainState, Incoming>.untagged(context),
            let chain = unsafe Chain(address)
        else { return }
        let index = Int(truncatingIfNeeded: link)
        let pending = unsafe chain.state.pointee[pending: index]
        unsafe Flight.notify(pending, .native, chain.note(result, of: index), model)
    }

    /// Takes note of the first that fails behind a link.
    private func note(_ result: HRESULT, of index: Int) -> HRESULT {
        guard result.isFailure, unsafe !state.pointee.hasSinkFailed && state.pointee.failedLink == nil else { return result }
        if unsafe index &+ 1 == state.pointee.count {
            unsafe state.pointee.hasSinkFailed = true
        } else {
            unsafe state.pointee.failedLink = index &+ 1
        }
        return result
    }
}
