internal import Bytes
internal import CWSEncoder
internal import CLibc
internal import CodecKit

/// The pump of a decoder: fills what the host gave and stops wherever the source is to be called.
extension Decoder: Operation {
    static var isTransient: Bool { false }

    var handoffReference: Reference<Handoff> { memory.handoffReference }

    var hostCompletion: HostCompletion {
        get { state.hostCompletion }
        nonmutating set { state.hostCompletion = newValue }
    }

    func completion(ofCall number: UInt64) -> AsyncCallback {
        unsafe AsyncCallback(
            { result, model, state in unsafe Decoder.complete(result, model, state) },
            orClosure: state.codecTable.pointee.completion, memory.tagged(number))
    }

    static func complete(_ result: HRESULT, _ model: WS_CALLBACK_MODEL, _ state: UnsafeMutableRawPointer?) {
        guard let tagged = unsafe TaggedAddress(state) else { return }
        unsafe Decoder(tagged.address)?.resume(result, model, call: tagged.call)
    }

    func advance() -> NextMove {
        do throws(CodecError) {
            return try state.isPassthrough ? passOn() : fillDestination()
        } catch let failure {
            return .done(
                state.error.about(subject(of: failure)).fail(failure, at: state.taken))
        }
    }

    /// Lets the codec work until it has given something, needs input or the message is verified to be over.
    private func fillDestination() throws(CodecError) -> NextMove {
        while true {
            let isEmpty = state.begin == state.end
            switch state.progress {
            case .outputFull: break
            case .needsInput, .mayEnd:
                guard isEmpty else { break }
                guard state.isAtEnd else { return try askForInput() }
                if state.isEndTold { return try judgeEnd() }
            case .finished:
                guard isEmpty else { throw .invalidFormat("more follows after the end of the stream") }
                return try state.isAtEnd ? deliver(0) : askForInput()
            }
            if readsAhead { return try askForInput() }
            let room = allowance
            let count = try transform(room)
            if count > 0 {
                guard room > 0 else { throw state.budget.exceeded }
                return deliver(count)
            }
            guard state.progress == .finished || state.begin == state.end else {
                throw .invalidFormat("the codec makes no progress")
            }
        }
    }

    /// The codec knows that it has taken all there is: the message ends here, or it must not.
    private func judgeEnd() throws(CodecError) -> NextMove {
        guard state.progress == .mayEnd else {
            throw .invalidFormat("the input ends before the stream does")
        }
        return deliver(0)
    }

    /// The bytes that the host has room for and the limits allow.
    private var allowance: Int { Int(state.budget.allowance(of: state.capacity)) }

    /// Whether more input, for which there is room, could still justify more output.
    private var readsAhead: Bool {
        state.budget.isExpansionSpent && !state.isAtEnd && state.end &- state.begin < state.chunk.byteCount
    }

    /// Gives the codec the input there is and `room` bytes of the host's memory. If there is none, at a limit, it gets one
    /// byte elsewhere: to write it is to exceed the limit. Returns how many bytes the codec gave.
    private func transform(_ room: Int) throws(CodecError) -> Int {
        let source = unsafe UnsafeRawBufferPointer(
            rebasing: state.chunk.bytes[state.begin..<state.end])
        let destination =
            if room > 0 {
                unsafe UnsafeMutableRawBufferPointer(start: state.destination, count: room)
            } else {
                unsafe UnsafeMutableRawBufferPointer(start: incoming.probePlace, count: 1)
            }
        var input = unsafe InputCursor(RawSpan(_unsafeBytes: source))
        var output = unsafe OutputCursor(OutputRawSpan(buffer: destination, initializedCount: 0))
        defer {
            state.begin &+= input.consumed
            state.taken &+= UInt64(truncatingIfNeeded: input.consumed)
        }
        state.isEndTold = state.isAtEnd
        state.progress = try state.codec.process(
            &input, into: &output, isLast: state.isAtEnd)
        return output.produced
    }

    /// Gives the host `count` bytes; 0 says that the message is over.
    private func deliver(_ count: Int) -> NextMove {
        state.delivered = ULONG(truncatingIfNeeded: count)
        state.budget.produce(state.delivered)
        return .done(S_OK)
    }

    /// Makes room behind the input that is left, and has the source fill it.
    @inline(__always)
    private func askForInput() throws(CodecError) -> NextMove {
        guard let base = unsafe state.chunk.bytes.baseAddress else { throw .outOfMemory }
        let left = state.end &- state.begin
        if state.begin > 0 {
            unsafe memmove(base, base.advanced(by: state.begin), left)
            state.begin = 0
            state.end = left
        }
        let room = state.chunk.byteCount &- left
        guard room > 0 else { throw .invalidFormat("the codec makes no progress") }
        unsafe state.target = base.advanced(by: left)
        state.targetSize = ULONG(truncatingIfNeeded: room)
        return .call
    }

    /// Has the source fill the host's own memory, and beyond the limit one byte elsewhere.
    private func passOn() throws(CodecError) -> NextMove {
        let room = allowance
        if let count = state.passed {
            state.passed = nil
            guard count == 0 || room > 0 else {
                throw state.budget.exceeded
            }
            return deliver(Int(count))
        }
        unsafe state.target = room > 0 ? state.destination : incoming.probePlace
        state.targetSize = ULONG(truncatingIfNeeded: max(room, 1))
        return .call
    }

    /// Calls the source, in its calling convention.
    func call(_ asyncContext: AsyncContext) -> HRESULT {
        state.outcome.touch()
        incoming.value.length = 0
        let size = unsafe incoming.lengthPlace.pointer
        let read = unsafe state.read
        let context = unsafe state.readContext
        let target = unsafe state.target
        let targetSize = state.targetSize
        let error = state.error
        let convention = state.hostCompletion.convention
        if convention == .native { return unsafe read(context, target, targetSize, size, asyncContext.pointer, error.pointer) }
        let source = unsafe ForeignFunction(unsafeBitCast(read, to: UnsafeMutableRawPointer.self), convention)
        let arguments = unsafe CallArguments(
            UInt(context), UInt(target), UInt(targetSize), UInt(bitPattern: size), asyncContext.word,
            UInt(error))
        return source.call(.ppuppp, arguments)
    }

    func accept(_ result: HRESULT) -> HRESULT? {
        if result.isFailure { return result }
        let size = incoming.value.length
        guard size <= state.targetSize else {
            return state.error.about(subject).fail(
                WS_E_INVALID_OPERATION, "the source claims to have given more bytes than it was asked for")
        }
        state.budget.receive(size)
        if size == 0 { state.isAtEnd = true }
        if state.isPassthrough {
            state.taken &+= UInt64(size)
            state.passed = size
        } else {
            state.end &+= Int(size)
        }
        return nil
    }

    func refusePromise() -> HRESULT {
        state.error.about(subject).fail(
            WS_E_INVALID_OPERATION,
            "the source returned WS_S_ASYNC without having been given an asynchronous context, or completed with it")
    }

    func reportAbortion() -> HRESULT {
        state.error.about(subject).fail(WS_E_OPERATION_ABORTED, "freed while the operation was outstanding")
    }

    func conclude(_ result: HRESULT) -> Delivery? {
        guard !result.isFailure, let length = unsafe state.length else {
            state.phase = .faulted
            return nil
        }
        if state.delivered == 0 { state.phase = state.phase.drained }
        return unsafe Delivery(place: Reference(length), value: state.delivered)
    }
}
