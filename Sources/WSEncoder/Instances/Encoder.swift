internal import Bytes
internal import CWSEncoder
internal import CodecKit

/// An encoder instance: the contract of its five callbacks. `EncoderPump.swift` drives its codec.
struct Encoder {
    /// The cell is the buffer that the sink gets, which has to outlive the call.
    let memory: InstanceMemory<EncoderState, OutgoingBytes>

    var state: EncoderState {
        unsafeAddress { unsafe UnsafePointer(memory.state) }
        nonmutating unsafeMutableAddress { unsafe memory.state }
    }

    init?(_ encoderContext: UnsafeMutableRawPointer?) {
        guard let memory = unsafe InstanceMemory<EncoderState, OutgoingBytes>(encoderContext) else { return nil }
        self.memory = memory
    }

    init(_ codecTable: Reference<CodecTable>, _ sink: HostSink) throws(CodecError) {
        guard
            let memory = try? InstanceMemory<EncoderState, OutgoingBytes>(
                cell: OutgoingBytes(), codecTable.value.convention, .encoder)
        else { throw .outOfMemory }
        do throws(CodecError) {
            try memory.initialize(EncoderState(codecTable, sink))
        } catch {
            unsafe memory.deallocate()
            throw error
        }
        self.memory = memory
    }

    /// The value that the host knows the instance by.
    var context: UInt { memory.word }

    var subject: Subject { state.codecTable.subject() }

    /// The subject of a failure of the codec: one link of a chain.
    func subject(of failure: CodecError) -> Subject { state.codecTable.subject(link: failure.link) }

    func destroy() {
        unsafe memory.destroy()
    }

    // MARK: The callbacks

    func getContentType(
        _ contentType: WideText, _ newContentType: StringPlace?, _ contentEncoding: StringPlace?, _ error: ErrorHandle
    ) -> HRESULT {
        if let refusal = refuse(.getContentType, error) { return refusal }
        do throws(LabelRefusal) {
            try announce(contentType)
        } catch let refusal {
            state.phase = .faulted
            return refusal.report(state.contentType.text, .empty, to: error, of: state.codecTable)
        }
        newContentType?.set(state.contentType)
        contentEncoding?.set(state.contentEncoding)
        state.phase = .announced
        return S_OK
    }

    /// Works out the labels of a message that has this content type before it is encoded.
    @inline(__always)
    private func announce(_ contentType: WideText) throws(LabelRefusal) {
        guard (try? state.contentType.set(contentType)) != nil,
            (try? state.codecTable.value.links.writeCodings(to: &state.contentEncoding)) != nil
        else { throw .outOfMemory }
        try state.codecTable.value.links.encode(&state.contentType, by: state.codec)
    }

    func start(_ error: ErrorHandle) -> HRESULT {
        if let refusal = refuse(.start, error) { return refusal }
        do throws(CodecError) {
            try beginMessage()
        } catch let failure {
            state.phase = .faulted
            return error.about(subject(of: failure)).fail(failure, at: 0)
        }
        state.phase = .started
        return S_OK
    }

    /// Begins to encode a message whose content type does not matter.
    func startWithoutContentType(_ error: ErrorHandle) -> HRESULT {
        if handoff.isIdle { state.phase = .announced }
        return start(error)
    }

    private func beginMessage() throws(CodecError) {
        state.filled = 0
        state.taken = 0
        state.flush = .none
        state.flushed = 0
        state.isComplete = false
        if state.isPassthrough { return }
        state.outcome.takeVerdict().apply(to: state.codec)
        if state.chunk.byteCount == 0 { state.chunk = try state.codecTable.value.makeChunk() }
        try state.codec.begin()
    }

    /// The way from here to the sink is kept short for bytes that are passed on: what few calls need stands in other functions.
    @inline(__always)
    func encode(_ buffers: HostBuffers, _ asyncContext: AsyncContext, _ error: ErrorHandle) -> HRESULT {
        guard handoff.isIdle && state.phase == .started else { return refuseEncode(error) }
        guard case .valid(let size) = buffers.check(), !asyncContext.lacksCallback else {
            return refuseArguments(buffers, error)
        }
        if size == 0 { return S_OK }
        if state.isDirect && asyncContext.isNone { return passOn(buffers, error) }
        return encodeByPump(buffers, asyncContext, error)
    }

    @inline(never)
    private func encodeByPump(_ buffers: HostBuffers, _ asyncContext: AsyncContext, _ error: ErrorHandle) -> HRESULT {
        setInput(buffers, isEnd: false, error)
        return run(asyncContext)
    }

    func end(_ asyncContext: AsyncContext, _ error: ErrorHandle) -> HRESULT {
        if let refusal = refuse(.end, error) { return refusal }
        if asyncContext.lacksCallback { return refuseContext(error) }
        setInput(.none, isEnd: true, error)
        return run(asyncContext)
    }

    /// Nothing is held back by a codec that passes bytes on, nor by any since the last flush.
    func flush(_ asyncContext: AsyncContext, _ error: ErrorHandle) -> HRESULT {
        if let refusal = refuse(.flush, error) { return refusal }
        if asyncContext.lacksCallback { return refuseContext(error) }
        guard !state.isPassthrough && state.taken > state.flushed else { return S_OK }
        setInput(.none, isEnd: false, error)
        state.flush = .begun
        return run(asyncContext)
    }

    /// The short way of a synchronous call that changes nothing.
    @inline(__always)
    private func passOn(_ buffers: HostBuffers, _ error: ErrorHandle) -> HRESULT {
        handoff.begin(isShared: false)
        let result = state.sink.write(buffers, .none, error)
        if handoff.end(isShared: false) { return abort(error) }
        return result == S_OK ? S_OK : acceptPassed(result, error)
    }

    /// The sink has freed the encoder.
    @inline(never)
    private func abort(_ error: ErrorHandle) -> HRESULT {
        state.error = error
        return abort()
    }

    /// The result of a sink that was passed bytes and did not return S_OK.
    @inline(never)
    private func acceptPassed(_ result: HRESULT, _ error: ErrorHandle) -> HRESULT {
        state.error = error
        let result = result == WS_S_ASYNC ? refusePromise() : result
        guard result.isFailure else { return S_OK }
        state.phase = .faulted
        return result
    }

    // MARK: What is refused

    /// The result if the call may not be made now; nil if it may.
    @inline(__always)
    private func refuse(_ call: EncoderPhase.Call, _ error: ErrorHandle) -> HRESULT? {
        guard handoff.isIdle else {
            return error.about(subject).fail(WS_E_INVALID_OPERATION, "another call is in progress")
        }
        guard case .refused(let result, let reason) = state.phase.on(call) else { return nil }
        return error.about(subject).fail(result, reason)
    }

    @inline(never)
    private func refuseEncode(_ error: ErrorHandle) -> HRESULT {
        refuse(.encode, error) ?? WS_E_INVALID_OPERATION
    }

    @inline(never)
    private func refuseArguments(_ buffers: HostBuffers, _ error: ErrorHandle) -> HRESULT {
        guard case .invalid(let index) = buffers.check() else { return refuseContext(error) }
        return refuseBuffers(at: index, error)
    }

    private func refuseBuffers(at index: Int?, _ error: ErrorHandle) -> HRESULT {
        error.about(subject).add { text in
            guard let index else { return text.append("buffers is NULL although count is not 0") }
            text.append("buffers[")
            text.append(decimal: UInt64(index))
            text.append("].bytes is NULL although its length is not 0")
        }
        return E_INVALIDARG
    }

    private func refuseContext(_ error: ErrorHandle) -> HRESULT {
        error.about(subject).fail(E_INVALIDARG, "asyncContext->callback is NULL")
    }
}
