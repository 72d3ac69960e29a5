internal import Bytes
internal import CWSEncoder
internal import CodecKit

/// An encoder instance: the contract of its five callbacks. `EncoderPump.swift` drives its codec.
@safe
struct Encoder {
    /// The cell is what the sink is shown, which must outlive the call.
    let memory: InstanceMemory<EncoderState, WS_BYTES>

    var state: EncoderState {
        unsafeAddress { unsafe UnsafePointer(memory.state) }
        nonmutating unsafeMutableAddress { unsafe memory.state }
    }

    init?(_ encoderContext: UnsafeMutableRawPointer?) {
        guard let memory = unsafe InstanceMemory<EncoderState, WS_BYTES>(encoderContext) else { return nil }
        unsafe self.memory = memory
    }

    init(
        _ codecTable: UnsafeMutablePointer<CodecTable>, _ write: @escaping WS_WRITE_CALLBACK,
        _ writeContext: UnsafeMutableRawPointer?
    ) throws(CodecError) {
        do throws(OutOfMemory) {
            unsafe memory = try InstanceMemory(cell: WS_BYTES())
        } catch {
            throw .outOfMemory
        }
        do throws(CodecError) {
            try unsafe memory.state.initialize(to: EncoderState(codecTable, write, writeContext))
        } catch {
            unsafe memory.deallocate()
            throw error
        }
    }

    /// The value the host knows the instance by.
    var context: UnsafeMutableRawPointer { unsafe memory.address }

    var subject: Subject { unsafe CodecTable.subject(state.codecTable) }

    /// Whom a failure of the codec is of: one link of a chain.
    func subject(of failure: CodecError) -> Subject {
        unsafe CodecTable.subject(state.codecTable, link: failure.link)
    }

    func free() {
        if handoff.free() { destroy() }
    }

    func destroy() {
        unsafe memory.state.deinitialize(count: 1)
        unsafe memory.deallocate()
    }

    // MARK: The callbacks

    func getContentType(
        _ contentType: UnsafeBufferPointer<WCHAR>, _ newContentType: UnsafeMutablePointer<WS_STRING>,
        _ contentEncoding: UnsafeMutablePointer<WS_STRING>, _ error: ErrorHandle
    ) -> HRESULT {
        if let refusal = refuse(.getContentType, error) { return refusal }
        do throws(OutOfMemory) {
            try unsafe state.contentType.set(contentType)
            try unsafe state.codecTable.pointee.links.writeCodings(to: &state.contentEncoding)
        } catch _ {
            state.phase = .faulted
            return error.about(subject).fail(.outOfMemory, at: 0)
        }
        do throws(LabelRefusal) {
            try unsafe state.codecTable.pointee.links.encode(&state.contentType)
        } catch let refusal {
            state.phase = .faulted
            return unsafe refusal.report(
                state.contentType.value, UnsafeBufferPointer(start: nil, count: 0), to: error,
                of: state.codecTable)
        }
        unsafe newContentType.pointee = state.contentType.value
        unsafe contentEncoding.pointee = state.contentEncoding.value
        state.phase = .announced
        return S_OK
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

    private func beginMessage() throws(CodecError) {
        state.filled = 0
        state.taken = 0
        state.isComplete = false
        if state.isPassthrough { return }
        state.outcome.settle().apply(to: state.codec)
        if state.chunk.byteCount == 0 {
            unsafe state.chunk = try state.codecTable.pointee.makeChunk()
        }
        try state.codec.begin()
    }

    /// The way to the sink of what passes through is kept short: all that is not of every call is in functions of its own.
    @inline(__always)
    func encode(
        _ buffers: UnsafePointer<WS_BYTES>?, _ count: ULONG, _ asyncContext: UnsafePointer<WS_ASYNC_CONTEXT>?,
        _ error: ErrorHandle
    ) -> HRESULT {
        guard handoff.isIdle && state.phase == .started else {
            return refuseEncode(error)
        }
        guard case .valid(let size) = unsafe totalSize(buffers, count), unsafe isUsable(asyncContext) else {
            return unsafe refuseArguments(buffers, count, error)
        }
        if size == 0 { return S_OK }
        if unsafe state.isDirect && asyncContext == nil { return unsafe passOn(buffers, count, error) }
        return unsafe encodeByPump(buffers, count, asyncContext, error)
    }

    @inline(never)
    private func encodeByPump(
        _ buffers: UnsafePointer<WS_BYTES>?, _ count: ULONG, _ asyncContext: UnsafePointer<WS_ASYNC_CONTEXT>?,
        _ error: ErrorHandle
    ) -> HRESULT {
        unsafe setInput(buffers, Int(count), isEnd: false, error)
        return unsafe run(AsyncContext(asyncContext))
    }

    func end(_ asyncContext: UnsafePointer<WS_ASYNC_CONTEXT>?, _ error: ErrorHandle) -> HRESULT {
        if let refusal = refuse(.end, error) { return refusal }
        guard unsafe isUsable(asyncContext) else { return refuseContext(error) }
        unsafe setInput(nil, 0, isEnd: true, error)
        return unsafe run(AsyncContext(asyncContext))
    }

    /// The short way of what is synchronous and changes nothing.
    @inline(__always)
    private func passOn(_ buffers: UnsafePointer<WS_BYTES>?, _ count: ULONG, _ error: ErrorHandle) -> HRESULT {
        handoff.begin(isShared: false)
        let result = unsafe state.write(state.writeContext, buffers, count, nil, error.pointer)
        if handoff.end(isShared: false) { return abort(error) }
        return result == S_OK ? S_OK : settlePassed(result, error)
    }

    /// The sink has freed the encoder.
    @inline(never)
    private func abort(_ error: ErrorHandle) -> HRESULT {
        state.error = error
        let result = reportAbortion()
        destroy()
        return result
    }

    /// What the sink of bytes passed on says, if it is not plain success.
    @inline(never)
    private func settlePassed(_ result: HRESULT, _ error: ErrorHandle) -> HRESULT {
        state.error = error
        let result = result == WS_S_ASYNC ? refusePromise() : result
        guard result.isFailure else { return S_OK }
        state.phase = .faulted
        return result
    }

    // MARK: What is refused

    /// The result if the call may not be made now, nil if it may.
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
    private func refuseArguments(
        _ buffers: UnsafePointer<WS_BYTES>?, _ count: ULONG, _ error: ErrorHandle
    ) -> HRESULT {
        guard case .invalid(let index) = unsafe totalSize(buffers, count) else { return refuseContext(error) }
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
