internal import CWSEncoder

extension Chain {
    /// The function that every link gets as its sink or source. Its context is the cell of the link.
    static func ownSink(of direction: Direction) -> ForeignFunction {
        let write: WS_WRITE_CALLBACK = { state, buffers, count, asyncContext, error in
            unsafe LinkCaller(state)?.callSink(CallArguments(sink: nil, buffers, count, asyncContext, error)) ?? E_INVALIDARG
        }
        let read: WS_READ_CALLBACK = { state, bytes, maxSize, actualSize, asyncContext, error in
            unsafe LinkCaller(state)?.callSink(CallArguments(source: nil, bytes, maxSize, actualSize, asyncContext, error))
                ?? E_INVALIDARG
        }
        return unsafe direction == .encoder ? ForeignFunction(write) : ForeignFunction(read)
    }
}

/// The sink or source of a link of a chain: passes its calls on to the next link, and those of the last link to the host's.
struct LinkCaller: OutgoingCaller, BitwiseCopyable {
    private let link: Reference<ChainLink>

    /// `context` is NULL or the cell of a link whose chain has not been freed.
    init?(_ context: UnsafeMutableRawPointer?) {
        guard let link = unsafe Reference<ChainLink>(context) else { return nil }
        self.link = link
    }

    var chain: Chain { link.value.chain }

    /// How many of the link's messages the chain has lost.
    var lossCount: UInt32 { link.value.lossCount }

    /// The link calls its sink or source.
    func callSink(_ arguments: CallArguments) -> HRESULT {
        if chain.handoff.isFreed { return WS_E_OPERATION_ABORTED }
        let error = arguments.error(sinkShape)
        let lengthPlace = chain.direction == .decoder ? arguments.lengthPlace : nil
        if link.value.isDrained {
            lengthPlace?.value = 0
            return S_OK
        }
        guard let number = outgoingCall.value.begin() else {
            return error.about(chain.subject).fail(
                WS_E_INVALID_OPERATION, "a link called its sink or source while a call of it was outstanding")
        }
        chain.state.outcome.touch()
        link.value.request = .init(error: error, room: arguments.word(.maxLength), lengthPlace: lengthPlace)
        var arguments = arguments
        if chain.direction == .decoder {
            outgoingCall.lengthPlace.value = 0
            arguments.set(outgoingCall.lengthPlace)
        }
        return make(number, arguments)
    }

    // MARK: The call

    var outgoingCall: Reference<OutgoingCall> { link.outgoingCall }

    var sinkShape: CallShape { Callback(sinkOf: chain.direction).shape }

    var callerConvention: CallingConvention { .native }

    func completion(ofOutgoingCall number: UInt64) -> AsyncCallback {
        unsafe AsyncCallback(
            { unsafe LinkCaller.complete($0, $1, at: $2) }, orClosure: nil, TaggedAddress(link.pointer, call: number))
    }

    func passOn(_ arguments: CallArguments) -> HRESULT {
        link.value.isLast
            ? chain.state.sink.call(sinkShape, arguments)
            : chain.forward(.transfer, to: link.value.index &+ 1, arguments)
    }

    func release() { chain.release() }

    /// A link must not go on after the host's call has ended: it would use memory that the host lent for that call.
    func lateOutcome(of result: HRESULT) -> HRESULT {
        chain.handoff.isBusy ? outcome(of: result) : WS_E_OPERATION_ABORTED
    }

    func outcome(of result: HRESULT) -> HRESULT {
        if outgoingCall.value.isFreed { return WS_E_OPERATION_ABORTED }
        if result.isFailure || chain.direction == .encoder || result == WS_S_ASYNC { return note(result) }
        let length = outgoingCall.lengthPlace.value
        let request = link.value.request
        guard UInt(length) <= request.room else {
            let reason: StaticString =
                link.value.isLast
                ? "the source claims to have written more bytes than it was asked for"
                : "a link claims more bytes than it was asked for"
            return note(request.error.about(chain.subject).fail(WS_E_INVALID_OPERATION, reason))
        }
        if length == 0 && request.room > 0 { link.value.isDrained = true }
        if link.value.isLast { chain.state.budget.receive(length) }
        request.lengthPlace?.value = length
        return result
    }

    /// Takes note of the first failure after this link. The message is lost even if the link goes on as if nothing had failed.
    private func note(_ result: HRESULT) -> HRESULT {
        if result.isFailure {
            chain.state.outcome.doubt()
            chain.state.blame.note(link.value.isLast ? .sink : .link(link.value.index &+ 1))
        }
        return result
    }
}
