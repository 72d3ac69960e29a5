internal import Bytes
internal import CLibc
internal import CWSEncoder
internal import CodecKit

/// The pump of a decoder: fills what the host passed, and stops wherever the source has to be called.
extension Decoder: Operation {
    static var isTransient: Bool { false }

    var header: Reference<OperationHeader> { memory.headerReference }

    func completion(ofCall number: UInt64) -> AsyncCallback {
        let closure = state.codecTable.value.completion
        return unsafe AsyncCallback({ unsafe Decoder.resume($0, $1, at: $2) }, orClosure: closure, memory.tagged(number))
    }

    func advance() -> NextMove {
        do throws(CodecError) {
            return try state.isPassthrough ? passOn() : fillDestination()
        } catch let failure {
            state.isTooLarge =
                failure.kind == .quotaExceeded && (failure.setting == .maxDecodedSize || state.budget.isSizeSpent)
            return .done(state.error.about(subject(of: failure)).fail(failure, at: state.taken))
        }
    }

    /// Lets the codec work until it has produced something, needs input, or the message is known to be over.
    private func fillDestination() throws(CodecError) -> NextMove {
        while true {
            if state.hasFailed, let failure = state.failure { throw failure }
            let isEmpty = state.input.isEmpty
            switch state.progress {
            case .outputFull: break
            case .needsInput, .mayEnd:
                guard isEmpty else { break }
                guard state.isAtEnd else { return try askForInput() }
                if state.hasToldEnd { return try judgeEnd() }
            case .finished:
                guard isEmpty else { throw .invalidFormat("more follows after the end of the stream") }
                return try state.isAtEnd ? deliver(0) : askForInput()
            }
            if readsAhead { return try askForInput() }
            let room = allowance
            let count = transform(room)
            if count > 0 {
                guard room > 0 else { throw state.budget.exceeded }
                return deliver(count)
            }
            if state.hasFailed { continue }
            guard state.progress == .finished || state.input.isEmpty else {
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

    /// The number of bytes that the host has room for and the limits allow.
    @inline(__always)
    private var allowance: ULONG { state.budget.allowance(of: state.destination.size) }

    /// The room for that many bytes in the host's memory. At a limit it is one byte elsewhere: whoever writes it exceeds the
    /// limit.
    @inline(__always)
    private func room(for count: ULONG) -> HostRoom {
        count > 0 ? state.destination.prefix(count) : incoming.probeRoom
    }

    /// Whether more input, for which there is room, could still justify more output.
    private var readsAhead: Bool {
        state.budget.isExpansionSpent && !state.isAtEnd && state.input.count < state.chunk.byteCount
    }

    /// Passes the codec the input there is, and room for `count` bytes. Returns how many bytes the codec produced, even if it
    /// then failed.
    private func transform(_ count: ULONG) -> Int {
        var input = InputCursor(state.input)
        var output = room(for: count).cursor
        defer {
            state.input = state.input.dropFirst(input.consumed)
            state.taken &+= UInt64(truncatingIfNeeded: input.consumed)
        }
        state.hasToldEnd = state.isAtEnd
        do throws(CodecError) {
            state.progress = try state.codec.process(&input, into: &output, isLast: state.isAtEnd)
        } catch {
            state.hasFailed = true
            state.failure = error
        }
        return output.produced
    }

    /// Tells the host how many bytes it gets; 0 says that the message is over.
    private func deliver(_ count: Int) -> NextMove {
        state.delivered = ULONG(truncatingIfNeeded: count)
        state.budget.produce(state.delivered)
        return .done(S_OK)
    }

    /// Makes room after the input that is left, and has the source fill it.
    @inline(__always)
    private func askForInput() throws(CodecError) -> NextMove {
        guard let base = unsafe state.chunk.bytes.baseAddress else { throw .outOfMemory }
        let left = state.input.count
        guard left < state.chunk.byteCount else { throw .invalidFormat("the codec makes no progress") }
        if left > 0 { unsafe memmove(base, state.input.baseAddress, left) }
        state.input = state.chunk.text(from: 0, to: left)
        state.target = HostRoom(state.chunk, from: left)
        return .call
    }

    /// Has the source fill the host's own memory or, beyond the limit, one byte elsewhere.
    private func passOn() throws(CodecError) -> NextMove {
        let count = allowance
        if let passed = state.passed {
            state.passed = nil
            guard passed == 0 || count > 0 else { throw state.budget.exceeded }
            return deliver(Int(passed))
        }
        state.target = room(for: count)
        return .call
    }

    /// Calls the source, in its calling convention.
    @inline(__always)
    func call(_ asyncContext: AsyncContext) -> HRESULT {
        state.outcome.touch()
        incoming.value.length = 0
        return state.source.read(
            state.target, incoming.lengthPlace, asyncContext, state.error, hostCompletion.convention)
    }

    func accept(_ result: HRESULT) -> HRESULT? {
        if result.isFailure { return result }
        let size = incoming.value.length
        guard size <= state.target.size else {
            return report.fail(
                WS_E_INVALID_OPERATION, "the source claims to have written more bytes than it was asked for")
        }
        state.budget.receive(size)
        if size == 0 { state.isAtEnd = true }
        if state.isPassthrough {
            state.taken &+= UInt64(size)
            state.passed = size
        } else {
            state.input = state.chunk.text(from: 0, to: state.input.count &+ Int(size))
        }
        return nil
    }

    func refusePromise() -> HRESULT {
        report.fail(
            WS_E_INVALID_OPERATION,
            "the source returned WS_S_ASYNC without having been given an asynchronous context, or completed with it")
    }

    var report: ErrorReport { state.error.about(subject) }

    func conclude(_ result: HRESULT) -> Delivery? {
        guard !result.isFailure, let length = state.length else {
            state.phase = .faulted
            return nil
        }
        if state.delivered == 0 { state.phase = state.phase.drained }
        return Delivery(place: length, value: state.delivered)
    }
}
