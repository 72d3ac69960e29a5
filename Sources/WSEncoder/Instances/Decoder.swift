internal import Bytes
internal import CWSEncoder
internal import CodecKit

/// A decoder instance: the contract of its five callbacks. `DecoderPump.swift` drives its codec.
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

    init(_ codecTable: Reference<CodecTable>, _ source: HostSource) throws(CodecError) {
        guard let memory = try? InstanceMemory<DecoderState, Incoming>(cell: Incoming(), codecTable.value.convention) else {
            throw .outOfMemory
        }
        do throws(CodecError) {
            try memory.initialize(DecoderState(codecTable, source))
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

    /// Whoever reads from this instance may do so before it is told the content type, which it judges when it is told.
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
        state.input = ByteText()
        state.isAtEnd = false
        state.hasToldEnd = false
        state.progress = .needsInput
        state.hasFailed = false
        state.taken = 0
        state.budget.beginMessage()
        state.isTooLarge = false
        state.passed = nil
        if state.isPassthrough { return }
        state.outcome.takeVerdict().apply(to: state.codec)
        if state.chunk.byteCount == 0 { state.chunk = try state.codecTable.value.makeChunk() }
        try state.codec.begin()
    }

    /// Begins to decode a message whose content type does not matter.
    func startWithoutContentType(_ error: ErrorHandle) -> HRESULT {
        let result = start(error)
        if result == S_OK { state.phase = .decoding }
        return result
    }

    /// Has the message that was started begin with `bytes`, which are not copied: they have to last until the source is called
    /// or the message has been decoded. With `isWhole`, nothing follows them.
    func take(_ bytes: ByteText, isWhole: Bool) {
        state.outcome.touch()
        state.budget.receive(ULONG(truncatingIfNeeded: bytes.count))
        state.input = bytes
        state.isAtEnd = isWhole
    }

    func getContentType(
        _ contentType: WideText, _ contentEncoding: WideText, _ newContentType: StringPlace?, _ error: ErrorHandle
    ) -> HRESULT {
        if let refusal = refuse(.getContentType, error) { return refusal }
        do throws(LabelRefusal) {
            try examine(contentType, contentEncoding)
        } catch let refusal {
            state.phase = .faulted
            return refusal.report(state.contentType.text, contentEncoding, to: error, of: state.codecTable)
        }
        newContentType?.set(state.contentType)
        goOn(.getContentType)
        return S_OK
    }

    /// Works out the content type of what a message with these labels decodes to, and how it is decoded.
    private func examine(_ contentType: WideText, _ contentEncoding: WideText) throws(LabelRefusal) {
        if (try? state.contentType.set(contentType)) == nil { throw .outOfMemory }
        let uncompressed = try state.codecTable.value.links.decode(
            &state.contentType, codedBy: contentEncoding, by: state.codec)
        for link in 0..<CodecTable.maxLinks where uncompressed.contains(link) {
            // A link that reads in Start may have had the message decompressed by now.
            guard state.budget.received == 0 && !state.isAtEnd else { throw .uncompressedTooLate }
            state.codec.skipDecompression(link: link)
        }
    }

    func decode(
        _ destination: HostRoom, _ length: Reference<ULONG>, _ asyncContext: AsyncContext, _ error: ErrorHandle
    ) -> HRESULT {
        if let refusal = refuse(.decode, error) { return refusal }
        if asyncContext.lacksCallback { return error.about(subject).fail(E_INVALIDARG, "asyncContext->callback is NULL") }
        if state.phase.isDrained {
            length.value = 0
            return S_OK
        }
        state.destination = destination
        state.length = length
        state.error = error
        return run(asyncContext)
    }

    func end(_ error: ErrorHandle) -> HRESULT {
        if let refusal = refuse(.end, error) { return refusal }
        state.phase = .idle
        state.outcome.end()
        return S_OK
    }

    /// Takes note that a call has succeeded that leads to another phase.
    private func goOn(_ call: DecoderPhase.Call) {
        if case .to(let next) = state.phase.on(call) { state.phase = next }
    }

    // MARK: What is refused

    /// The result if the call may not be made now; nil if it may.
    @inline(__always)
    private func refuse(_ call: DecoderPhase.Call, _ error: ErrorHandle) -> HRESULT? {
        guard handoff.isIdle else {
            return error.about(subject).fail(WS_E_INVALID_OPERATION, "another call is in progress")
        }
        guard case .refused(let result, let reason) = state.phase.on(call) else { return nil }
        return error.about(subject).fail(result, reason)
    }
}
