internal import Bytes
internal import CWSEncoder
internal import CodecKit

/// The pump of an encoder: works through what the host gave and stops wherever the sink is to be called.
extension Encoder: Operation {
    static var isTransient: Bool { false }

    var handoffReference: Reference<Handoff> { unsafe memory.handoffReference }

    var hostCompletion: HostCompletion {
        get { state.hostCompletion }
        nonmutating set { state.hostCompletion = newValue }
    }

    func completion(ofCall number: UInt64) -> AsyncCallback {
        unsafe AsyncCallback(
            { result, model, state in unsafe Encoder.complete(result, model, state) },
            orClosure: state.codecTable.pointee.completion, memory.tagged(number))
    }

    static func complete(_ result: HRESULT, _ model: WS_CALLBACK_MODEL, _ state: UnsafeMutableRawPointer?) {
        guard let tagged = unsafe TaggedAddress(state) else { return }
        unsafe Encoder(tagged.address)?.resume(result, model, call: tagged.call)
    }

    /// What the operation that begins is to work through.
    func setInput(_ buffers: UnsafePointer<WS_BYTES>?, _ count: Int, isEnd: Bool, _ error: ErrorHandle) {
        unsafe state.buffers = buffers
        state.count = count
        state.index = 0
        state.offset = 0
        state.isEnd = isEnd
        state.error = error
    }

    func advance() -> NextMove {
        if state.isPassthrough {
            return state.index < state.count ? .call : .done(S_OK)
        }
        do throws(CodecError) {
            return try fillChunk()
        } catch let failure {
            return .done(
                state.error.about(subject(of: failure)).fail(failure, at: state.taken))
        }
    }

    /// Lets the codec work until the chunk is full, the host's buffers are empty or the message is complete.
    private func fillChunk() throws(CodecError) -> NextMove {
        while true {
            if state.filled == state.chunk.byteCount { return .call }
            if state.isComplete { return state.filled > 0 ? .call : .done(S_OK) }
            switch try transform() {
            case .outputFull: return .call
            case .finished: state.isComplete = true
            case .needsInput, .mayEnd:
                guard !state.isEnd else { throw .invalidFormat("the codec makes no progress") }
                state.index &+= 1
                state.offset = 0
                if state.index >= state.count { return .done(S_OK) }
            }
        }
    }

    /// What the codec has not taken of the current buffer. The host may have broken its word and changed the length meanwhile.
    private var input: UnsafeRawBufferPointer {
        guard let buffers = unsafe state.buffers, state.index < state.count else {
            return unsafe UnsafeRawBufferPointer(start: nil, count: 0)
        }
        let buffer = unsafe buffers[state.index]
        guard let bytes = unsafe buffer.bytes else { return unsafe UnsafeRawBufferPointer(start: nil, count: 0) }
        let offset = unsafe min(state.offset, Int(buffer.length))
        return unsafe UnsafeRawBufferPointer(start: bytes.advanced(by: offset), count: Int(buffer.length) &- offset)
    }

    /// Gives the codec what is left of the current buffer, and at the end of the message nothing.
    private func transform() throws(CodecError) -> Progress {
        let room = unsafe UnsafeMutableRawBufferPointer(rebasing: state.chunk.bytes[state.filled...])
        var input = unsafe InputCursor(RawSpan(_unsafeBytes: self.input))
        var output = unsafe OutputCursor(OutputRawSpan(buffer: room, initializedCount: 0))
        defer {
            state.offset &+= input.consumed
            state.taken &+= UInt64(truncatingIfNeeded: input.consumed)
            state.filled &+= output.produced
        }
        return try state.codec.process(&input, into: &output, isLast: state.isEnd)
    }

    func call(_ asyncContext: AsyncContext) -> HRESULT {
        if state.isPassthrough {
            return unsafe write(state.buffers, ULONG(truncatingIfNeeded: state.count), asyncContext)
        }
        state.outcome.touch()
        let outgoing = unsafe memory.cell
        unsafe outgoing.pointee = WS_BYTES(
            length: ULONG(truncatingIfNeeded: state.filled),
            bytes: state.chunk.bytes.baseAddress?.assumingMemoryBound(to: BYTE.self))
        return unsafe write(outgoing, 1, asyncContext)
    }

    /// Calls the sink, in its calling convention.
    private func write(
        _ buffers: UnsafePointer<WS_BYTES>?, _ count: ULONG, _ asyncContext: AsyncContext
    ) -> HRESULT {
        let write = unsafe state.write
        let writeContext = unsafe state.writeContext
        let error = state.error
        let convention = state.hostCompletion.convention
        if convention == .native { return unsafe write(writeContext, buffers, count, asyncContext.pointer, error.pointer) }
        let sink = unsafe ForeignFunction(unsafeBitCast(write, to: UnsafeMutableRawPointer.self), convention)
        let arguments = unsafe CallArguments(
            UInt(writeContext), UInt(bitPattern: buffers), UInt(count), asyncContext.word, UInt(error))
        return sink.call(.ppupp, arguments)
    }

    func accept(_ result: HRESULT) -> HRESULT? {
        if result.isFailure { return result }
        state.filled = 0
        if state.isPassthrough { state.index = state.count }
        return nil
    }

    func refusePromise() -> HRESULT {
        state.error.about(subject).fail(
            WS_E_INVALID_OPERATION,
            "the sink returned WS_S_ASYNC without having been given an asynchronous context, or completed with it")
    }

    func reportAbortion() -> HRESULT {
        state.error.about(subject).fail(WS_E_OPERATION_ABORTED, "freed while the operation was outstanding")
    }

    func conclude(_ result: HRESULT) -> Delivery? {
        if result.isFailure {
            state.phase = .faulted
        } else if state.isEnd {
            state.phase = .idle
            state.outcome.end()
        }
        return nil
    }
}
