internal import Bytes
internal import CWSEncoder
internal import CodecKit

/// The pump of an encoder: works through what the host gave and stops wherever the sink is to be called.
extension Encoder: Operation {
    static var isTransient: Bool { false }

    var handoff: UnsafeMutablePointer<Handoff> { unsafe memory.handoff }

    var flight: Flight {
        get { unsafe state.pointee.flight }
        nonmutating set { unsafe state.pointee.flight = newValue }
    }

    func completion(ofCall number: UInt64) -> WS_ASYNC_CONTEXT {
        let native: WS_ASYNC_CALLBACK = { result, model, state in unsafe Encoder.complete(result, model, state) }
        return unsafe WS_ASYNC_CONTEXT(
            callback: state.pointee.configuration.pointee.completion ?? native, callbackState: memory.tagged(number))
    }

    static func complete(_ result: HRESULT, _ model: WS_CALLBACK_MODEL, _ state: UnsafeMutableRawPointer?) {
        guard let (address, call) = unsafe InstanceMemory<EncoderState, WS_BYTES>.untagged(state) else { return }
        unsafe Encoder(address)?.resume(result, model, call: call)
    }

    /// What the operation that begins is to work through.
    func setInput(_ buffers: UnsafePointer<WS_BYTES>?, _ count: Int, isEnd: Bool, _ error: OpaquePointer?) {
        unsafe state.pointee.buffers = buffers
        unsafe state.pointee.count = count
        unsafe state.pointee.index = 0
        unsafe state.pointee.offset = 0
        unsafe state.pointee.isEnd = isEnd
        unsafe state.pointee.error = error
    }

    func advance() -> Step {
        if unsafe state.pointee.isPassthrough {
            return unsafe state.pointee.index < state.pointee.count ? .call : .done(S_OK)
        }
        do throws(CodecError) {
            return try fillChunk()
        } catch let failure {
            return unsafe .done(
                Diagnostic.report(
                    failure, at: state.pointee.taken, to: state.pointee.error, of: subject(of: failure)))
        }
    }

    /// Lets the codec work until the chunk is full, the host's buffers are empty or the message is complete.
    private func fillChunk() throws(CodecError) -> Step {
        while true {
            if unsafe state.pointee.filled == state.pointee.chunk.byteCount { return .call }
            if unsafe state.pointee.isComplete { return unsafe state.pointee.filled > 0 ? .call : .done(S_OK) }
            switch try transform() {
            case .outputFull: return .call
            case .finished: unsafe state.pointee.isComplete = true
            case .needsInput, .mayEnd:
                guard unsafe !state.pointee.isEnd else { throw .invalidFormat("the codec makes no progress") }
                unsafe state.pointee.index &+= 1
                unsafe state.pointee.offset = 0
                if unsafe state.pointee.index >= state.pointee.count { return .done(S_OK) }
            }
        }
    }

    /// What the codec has not taken of the current buffer. The host may have broken its word and changed the length meanwhile.
    private var input: UnsafeRawBufferPointer {
        guard let buffers = unsafe state.pointee.buffers, unsafe state.pointee.index < state.pointee.count else {
            return unsafe UnsafeRawBufferPointer(start: nil, count: 0)
        }
        let buffer = unsafe buffers[state.pointee.index]
        guard let bytes = unsafe buffer.bytes else { return unsafe UnsafeRawBufferPointer(start: nil, count: 0) }
        let offset = unsafe min(state.pointee.offset, Int(buffer.length))
        return unsafe UnsafeRawBufferPointer(start: bytes.advanced(by: offset), count: Int(buffer.length) &- offset)
    }

    /// Gives the codec what is left of the current buffer, and at the end of the message nothing.
    private func transform() throws(CodecError) -> Progress {
        let room = unsafe UnsafeMutableRawBufferPointer(rebasing: state.pointee.chunk.bytes[state.pointee.filled...])
        var input = unsafe InputCursor(RawSpan(_unsafeBytes: self.input))
        var output = unsafe OutputCursor(OutputRawSpan(buffer: room, initializedCount: 0))
        defer {
            unsafe state.pointee.offset &+= input.consumed
            unsafe state.pointee.taken &+= UInt64(truncatingIfNeeded: input.consumed)
            unsafe state.pointee.filled &+= output.produced
        }
        return try unsafe state.pointee.codec.process(&input, into: &output, isLast: state.pointee.isEnd)
    }

    func call(_ asyncContext: UnsafePointer<WS_ASYNC_CONTEXT>?) -> HRESULT {
        if unsafe state.pointee.isPassthrough {
            return unsafe write(state.pointee.buffers, ULONG(truncatingIfNeeded: state.pointee.count), asyncContext)
        }
        unsafe state.pointee.outcome.touch()
        let outgoing = unsafe memory.cell
        unsafe outgoing.pointee = WS_BYTES(
            length: ULONG(truncatingIfNeeded: state.pointee.filled),
            bytes: state.pointee.chunk.bytes.baseAddress?.assumingMemoryBound(to: BYTE.self))
        return unsafe write(outgoing, 1, asyncContext)
    }

    /// Calls the sink, in its calling convention.
    private func write(
        _ buffers: UnsafePointer<WS_BYTES>?, _ count: ULONG, _ asyncContext: UnsafePointer<WS_ASYNC_CONTEXT>?
    ) -> HRESULT {
        let write = unsafe state.pointee.write
        let writeContext = unsafe state.pointee.writeContext
        let error = unsafe state.pointee.error
        let convention = unsafe state.pointee.flight.convention
        if convention == .native { return unsafe write(writeContext, buffers, count, asyncContext, error) }
        let sink = unsafe ForeignFunction(unsafeBitCast(write, to: UnsafeMutableRawPointer.self), convention)
        let words = unsafe Words(
            UInt(writeContext), UInt(bitPattern: buffers), UInt(count), UInt(bitPattern: asyncContext), UInt(bitPattern: error))
        return sink.call(.ppupp, words)
    }

    func accept(_ result: HRESULT) -> HRESULT? {
        if result.isFailure { return result }
        unsafe state.pointee.filled = 0
        if unsafe state.pointee.isPassthrough { unsafe state.pointee.index = state.pointee.count }
        return nil
    }

    func refusePromise() -> HRESULT {
        unsafe Diagnostic.report(
            WS_E_INVALID_OPERATION, to: state.pointee.error, of: subject,
            "the sink returned WS_S_ASYNC without having been given an asynchronous context, or completed with it")
    }

    func reportAbortion() -> HRESULT {
        unsafe Diagnostic.report(
            WS_E_OPERATION_ABORTED, to: state.pointee.error, of: subject, "freed while the operation was outstanding")
    }

    func conclude(_ result: HRESULT) -> Delivery? {
        if result.isFailure {
            unsafe state.pointee.phase = .faulted
        } else if unsafe state.pointee.isEnd {
            unsafe state.pointee.phase = .idle
            unsafe state.pointee.outcome.end()
        }
        return nil
    }
}
