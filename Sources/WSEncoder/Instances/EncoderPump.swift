internal import Bytes
internal import CWSEncoder
internal import CodecKit

/// The pump of an encoder: works through what the host passed, and stops wherever the sink has to be called.
extension Encoder: Operation {
    static var isTransient: Bool { false }

    var header: Reference<OperationHeader> { memory.headerReference }

    func completion(ofCall number: UInt64) -> AsyncCallback {
        let closure = state.codecTable.value.completion
        return unsafe AsyncCallback({ unsafe Encoder.resume($0, $1, at: $2) }, orClosure: closure, memory.tagged(number))
    }

    /// Sets what the operation that begins is to work through.
    func setInput(_ buffers: HostBuffers, isEnd: Bool, _ error: ErrorHandle) {
        state.input = HostBufferReader(buffers)
        state.isEnd = isEnd
        state.error = error
    }

    func advance() -> NextMove {
        if state.isPassthrough { return state.input.isAtEnd ? .done(S_OK) : .call }
        do throws(CodecError) {
            return try state.flush == .none ? fillChunk() : flushChunk()
        } catch let failure {
            return .done(state.error.about(subject(of: failure)).fail(failure, at: state.taken))
        }
    }

    /// Lets the codec work until the chunk is full, the host's buffers have been read or the message is complete.
    private func fillChunk() throws(CodecError) -> NextMove {
        while true {
            if state.filled == state.chunk.byteCount { return .call }
            if state.isComplete { return state.filled > 0 ? .call : .done(S_OK) }
            switch try transform() {
            case .outputFull: return .call
            case .finished: state.isComplete = true
            case .needsInput, .mayEnd:
                guard !state.isEnd else { throw .invalidFormat("the codec makes no progress") }
                state.input.skipBuffer()
                if state.input.isAtEnd { return .done(S_OK) }
            }
        }
    }

    /// Lets the codec write what it holds back, and has the sink take it with what the chunk has already.
    private func flushChunk() throws(CodecError) -> NextMove {
        if state.filled == state.chunk.byteCount { return .call }
        if state.flush == .begun && !state.isComplete {
            guard try flushCodec() else { return .call }
        }
        state.flush = .written
        if state.filled > 0 { return .call }
        state.flush = .none
        state.flushed = state.taken
        return .done(S_OK)
    }

    /// Returns whether the codec has written everything; if not, the chunk is full.
    private func flushCodec() throws(CodecError) -> Bool {
        var output = HostRoom(state.chunk, from: state.filled).cursor
        defer { state.filled &+= output.produced }
        guard try state.codec.flush(into: &output) else {
            guard output.isFull else { throw .invalidFormat("the codec makes no progress") }
            return false
        }
        return true
    }

    /// Passes what is left of the current buffer to the codec; at the end of the message, nothing.
    private func transform() throws(CodecError) -> Progress {
        var input = InputCursor(state.input.bytes)
        var output = HostRoom(state.chunk, from: state.filled).cursor
        defer {
            state.input.advance(by: input.consumed)
            state.taken &+= UInt64(truncatingIfNeeded: input.consumed)
            state.filled &+= output.produced
        }
        return try state.codec.process(&input, into: &output, isLast: state.isEnd)
    }

    @inline(__always)
    func call(_ asyncContext: AsyncContext) -> HRESULT {
        let convention = hostCompletion.convention
        if state.isPassthrough { return state.sink.write(state.input.buffers, asyncContext, state.error, convention) }
        state.outcome.touch()
        let outgoing = memory.cellReference
        outgoing.value.set(state.chunk, state.filled)
        return state.sink.write(outgoing.buffers, asyncContext, state.error, convention)
    }

    func accept(_ result: HRESULT) -> HRESULT? {
        if result.isFailure { return result }
        state.filled = 0
        if state.isPassthrough { state.input.skipAll() }
        return nil
    }

    func refusePromise() -> HRESULT {
        report.fail(
            WS_E_INVALID_OPERATION,
            "the sink returned WS_S_ASYNC without having been given an asynchronous context, or completed with it")
    }

    var report: ErrorReport { state.error.about(subject) }

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
