internal import Bytes
internal import CWSEncoder
internal import CodecKit

/// A decoder instance: the contract of its five callbacks. `DecoderPump.swift` drives its codec.
@safe
struct Decoder {
    let memory: InstanceMemory<DecoderState, Incoming>

    var state: DecoderState {
        unsafeAddress { unsafe UnsafePointer(memory.state) }
        nonmutating unsafeMutableAddress { unsafe memory.state }
    }

    var incoming: Reference<Incoming> { memory.cellReference }

    init?(_ decoderContext: UnsafeMutableRawPointer?) {
        guard let memory = unsafe InstanceMemory<DecoderState, Incoming>(decoderContext) else { return nil }
        self.memory = memory
    }

    init(
        _ codecTable: UnsafeMutablePointer<CodecTable>, _ read: @escaping WS_READ_CALLBACK,
        _ readContext: UnsafeMutableRawPointer?
    ) throws(CodecError) {
        do throws(OutOfMemory) {
            memory = try InstanceMemory(cell: Incoming())
        } catch {
            throw .outOfMemory
        }
        do throws(CodecError) {
            try unsafe memory.state.initialize(to: DecoderState(codecTable, read, readContext))
        } catch {
            memory.deallocate()
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
        memory.deallocate()
    }

    // MARK: The callbacks

    /// Whoever reads from this one may do so before it is told the content type, which it then judges when it is.
    func allowReadingAhead() {
        state.isReadAhead = true
    }

    func start(_ error: ErrorHandle) -> HRESULT {
        let call: DecoderPhase.Call = state.isReadAhead ? .startAhead : .start
        if let refusal = refuse(call, error) { return refusal }
        do throws(CodecError) {
            try beginMessage()
        } catch let failure {
            state.phase = .faulted
            return error.about(subject(of: failure)).fail(failure, at: 0)
        }
        goOn(call)
        return S_OK
    }

    private func beginMessage() throws(CodecError) {
        state.begin = 0
        state.end = 0
        state.isAtEnd = false
        state.isEndTold = false
        state.progress = .needsInput
        state.budget.beginMessage()
        state.taken = 0
        state.passed = nil
        if state.isPassthrough { return }
        state.outcome.settle().apply(to: state.codec)
        if state.chunk.byteCount == 0 {
            unsafe state.chunk = try state.codecTable.pointee.makeChunk()
        }
        try state.codec.begin()
    }

    /// Begins to decode a message whose content type does not matter.
    func startWithoutContentType(_ error: ErrorHandle) -> HRESULT {
        let result = start(error)
        if result == S_OK { state.phase = .decoding }
        return result
    }

    func getContentType(
        _ contentType: UnsafeBufferPointer<WCHAR>, _ contentEncoding: UnsafeBufferPointer<WCHAR>,
        _ newContentType: UnsafeMutablePointer<WS_STRING>, _ error: ErrorHandle
    ) -> HRESULT {
        if let refusal = refuse(.getContentType, error) { return refusal }
        do throws(OutOfMemory) {
            try unsafe state.contentType.set(contentType)
        } catch _ {
            state.phase = .faulted
            return error.about(subject).fail(.outOfMemory, at: 0)
        }
        do throws(LabelRefusal) {
            let uncompressed = try unsafe state.codecTable.pointee.links.decode(
                &state.contentType, codedBy: contentEncoding)
            for link in 0..<CodecTable.maxLinks where uncompressed.contains(link) {
                // A link that reads in Start may have had the message decompressed by now.
                guard state.budget.received == 0 && !state.isAtEnd else { throw .uncompressedTooLate }
                state.codec.skipDecompression(link: link)
            }
        } catch let refusal {
            state.phase = .faulted
            return unsafe refusal.report(
                state.contentType.value, contentEncoding, to: error, of: state.codecTable)
        }
        unsafe newContentType.pointee = state.contentType.value
        goOn(.getContentType)
        return S_OK
    }

    func decode(
        _ destination: UnsafeMutableRawPointer, _ capacity: ULONG, _ length: UnsafeMutablePointer<ULONG>,
        _ asyncContext: UnsafePointer<WS_ASYNC_CONTEXT>?, _ error: ErrorHandle
    ) -> HRESULT {
        if let refusal = refuse(.decode, error) { return refusal }
        guard unsafe isUsable(asyncContext) else {
            return error.about(subject).fail(E_INVALIDARG, "asyncContext->callback is NULL")
        }
        if state.phase.isDrained {
            unsafe length.pointee = 0
            return S_OK
        }
        unsafe state.destination = destination
        state.capacity = capacity
        unsafe state.length = length
        state.error = error
        return unsafe run(AsyncContext(asyncContext))
    }

    func end(_ error: ErrorHandle) -> HRESULT {
        if let refusal = refuse(.end, error) { return refusal }
        state.phase = .idle
        state.outcome.end()
        return S_OK
    }

    /// A call that leads to another phase has succeeded.
    private func goOn(_ call: DecoderPhase.Call) {
        if case .to(let next) = state.phase.on(call) { state.phase = next }
    }

    // MARK: What is refused

    /// The result if the call may not be made now, nil if it may.
    @inline(__always)
    private func refuse(_ call: DecoderPhase.Call, _ error: ErrorHandle) -> HRESULT? {
        guard handoff.isIdle else {
            return error.about(subject).fail(WS_E_INVALID_OPERATION, "another call is in progress")
        }
        guard case .refused(let result, let reason) = state.phase.on(call) else { return nil }
        return error.about(subject).fail(result, reason)
    }
}
