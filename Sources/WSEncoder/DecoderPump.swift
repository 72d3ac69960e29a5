internal import Bytes
internal import CWSEncoder
internal import CLibc
internal import CodecKit

/// The pump of a decoder: fills what the host gave and stops wherever the source is to be called.
extension Decoder: Operation {
    static var isTransient: Bool { false }

    var handoff: UnsafeMutablePointer<Handoff> { unsafe memory.handoff }

    var flight: Flight {
        get { unsafe state.pointee.flight }
        nonmutating set { unsafe state.pointee.flight = newValue }
    }

    func completion(ofCall number: UInt64) -> WS_ASYNC_CONTEXT {
        let native: WS_ASYNC_CALLBACK = { result, model, state in unsafe Decoder.complete(result, model, state) }
        return unsafe WS_ASYNC_CONTEXT(
            callback: state.pointee.configuration.pointee.completion ?? native, callbackState: memory.tagged(number))
    }

    static func complete(_ result: HRESULT, _ model: WS_CALLBACK_MODEL, _ state: UnsafeMutableRawPointer?) {
        guard let (address, call) = unsafe InstanceMemory<DecoderState, Incoming>.untagged(state) else { return }
        unsafe Decoder(address)?.resume(result, model, call: call)
    }

    func advance() -> Step {
        do throws(CodecError) {
            return unsafe try state.pointee.isPassthrough ? passOn() : fillDestination()
        } catch let failure {
            return unsafe .done(
                Diagnostic.report(
                    failure, at: state.pointee.taken, to: state.pointee.error, of: subject(of: failure)))
        }
    }

    /// Lets the codec work until it has given something, needs input or the message is verified to be over.
    private func fillDestination() throws(CodecError) -> Step {
        while true {
            let isEmpty = unsafe state.pointee.begin == state.pointee.end
            switch unsafe state.pointee.progress {
            case .outputFull: break
            case .needsInput, .mayEnd:
                guard isEmpty else { break }
                guard unsafe state.pointee.isAtEnd else { return try askForInput() }
                if unsafe state.pointee.isEndTold { return try judgeEnd() }
            case .finished:
                guard isEmpty else { throw .invalidFormat("more follows after the end of the stream") }
                return try unsafe state.pointee.isAtEnd ? deliver(0) : askForInput()
            }
            if readsAhead { return try askForInput() }
            let room = allowance
            let count = try transform(room)
            if count > 0 {
                guard room > 0 else { throw unsafe state.pointee.limits.exceeded(produced: state.pointee.produced) }
                return deliver(count)
            }
            guard unsafe state.pointee.progress == .finished || state.pointee.begin == state.pointee.end else {
                throw .invalidFormat("the codec makes no progress")
            }
        }
    }

    /// The codec knows that it has taken all there is: the message ends here, or it must not.
    private func judgeEnd() throws(CodecError) -> Step {
        guard unsafe state.pointee.progress == .mayEnd else {
            throw .invalidFormat("the input ends before the stream does")
        }
        return deliver(0)
    }

    /// The bytes that the host has room for and the limits allow.
    private var allowance: Int {
        let limits = unsafe state.pointee.limits
        let produced = unsafe state.pointee.produced
        let allowed = unsafe min(
            limits.sizeLeft(produced: produced),
            limits.expansionLeft(produced: produced, received: state.pointee.received))
        return unsafe Int(truncatingIfNeeded: min(allowed, UInt64(state.pointee.capacity)))
    }

    /// Whether more input, for which there is room, could still justify more output.
    private var readsAhead: Bool {
        unsafe state.pointee.limits.expansionLeft(produced: state.pointee.produced, received: state.pointee.received) == 0
            && !state.pointee.isAtEnd && state.pointee.end &- state.pointee.begin < state.pointee.chunk.byteCount
    }

    /// Gives the codec the input there is and `room` bytes of the host's memory. If there is none, at a limit, it gets one
    /// byte elsewhere: to write it is to exceed the limit. Returns how many bytes the codec gave.
    private func transform(_ room: Int) throws(CodecError) -> Int {
        let source = unsafe UnsafeRawBufferPointer(
            rebasing: state.pointee.chunk.bytes[state.pointee.begin..<state.pointee.end])
        let destination =
            if room > 0 {
                unsafe UnsafeMutableRawBufferPointer(start: state.pointee.destination, count: room)
            } else {
                unsafe UnsafeMutableRawBufferPointer(start: probe, count: 1)
            }
        var input = unsafe InputCursor(RawSpan(_unsafeBytes: source))
        var output = unsafe OutputCursor(OutputRawSpan(buffer: destination, initializedCount: 0))
        defer {
            unsafe state.pointee.begin &+= input.consumed
            unsafe state.pointee.taken &+= UInt64(truncatingIfNeeded: input.consumed)
        }
        unsafe state.pointee.isEndTold = state.pointee.isAtEnd
        unsafe state.pointee.progress = try state.pointee.codec.process(
            &input, into: &output, isLast: state.pointee.isAtEnd)
        return output.produced
    }

    private var probe: UnsafeMutableRawPointer {
        unsafe UnsafeMutableRawPointer(memory.cell).advanced(by: MemoryLayout<ULONG>.size)
    }

    /// Gives the host `count` bytes; 0 says that the message is over.
    private func deliver(_ count: Int) -> Step {
        unsafe state.pointee.produced &+= UInt64(truncatingIfNeeded: count)
        unsafe state.pointee.delivered = ULONG(truncatingIfNeeded: count)
        return .done(S_OK)
    }

    /// Makes room behind the input that is left, and has the source fill it.
    @inline(__always)
    private func askForInput() throws(CodecError) -> Step {
        guard let base = unsafe state.pointee.chunk.bytes.baseAddress else { throw .outOfMemory }
        let left = unsafe state.pointee.end &- state.pointee.begin
        if unsafe state.pointee.begin > 0 {
            unsafe memmove(base, base.advanced(by: state.pointee.begin), left)
            unsafe state.pointee.begin = 0
            unsafe state.pointee.end = left
        }
        let room = unsafe state.pointee.chunk.byteCount &- left
        guard room > 0 else { throw .invalidFormat("the codec makes no progress") }
        unsafe state.pointee.target = base.advanced(by: left)
        unsafe state.pointee.targetSize = ULONG(truncatingIfNeeded: room)
        return .call
    }

    /// Has the source fill the host's own memory, and beyond the limit one byte elsewhere.
    private func passOn() throws(CodecError) -> Step {
        let room = allowance
        if let count = unsafe state.pointee.passed {
            unsafe state.pointee.passed = nil
            guard count == 0 || room > 0 else {
                throw unsafe state.pointee.limits.exceeded(produced: state.pointee.produced)
            }
            return deliver(Int(count))
        }
        unsafe state.pointee.target = room > 0 ? state.pointee.destination : probe
        unsafe state.pointee.targetSize = ULONG(truncatingIfNeeded: max(room, 1))
        return .call
    }

    /// Calls the source, in its calling convention.
    func call(_ asyncContext: UnsafePointer<WS_ASYNC_CONTEXT>?) -> HRESULT {
        unsafe state.pointee.outcome.touch()
        let size = unsafe UnsafeMutableRawPointer(memory.cell).assumingMemoryBound(to: ULONG.self)
        unsafe size.pointee = 0
        let read = unsafe state.pointee.read
        let context = unsafe state.pointee.readContext
        let target = unsafe state.pointee.target
        let targetSize = unsafe state.pointee.targetSize
        let error = unsafe state.pointee.error
        let convention = unsafe state.pointee.flight.convention
        if convention == .native { return unsafe read(context, target, targetSize, size, asyncContext, error) }
        let source = unsafe ForeignFunction(unsafeBitCast(read, to: UnsafeMutableRawPointer.self), convention)
        let words = unsafe Words(
            UInt(context), UInt(target), UInt(targetSize), UInt(bitPattern: size), UInt(bitPattern: asyncContext),
            UInt(bitPattern: error))
        return source.call(.ppuppp, words)
    }

    func accept(_ result: HRESULT) -> HRESULT? {
        if result.isFailure { return result }
        let size = unsafe memory.cell.pointee.size
        guard unsafe size <= state.pointee.targetSize else {
            return unsafe Diagnostic.report(
                WS_E_INVALID_OPERATION, to: state.pointee.error, of: subject,
                "the source claims to have given more bytes than it was asked for")
        }
        unsafe state.pointee.received &+= UInt64(size)
        if size == 0 { unsafe state.pointee.isAtEnd = true }
        if unsafe state.pointee.isPassthrough {
            unsafe state.pointee.taken &+= UInt64(size)
            unsafe state.pointee.passed = size
        } else {
            unsafe state.pointee.end &+= Int(size)
        }
        return nil
    }

    func refusePromise() -> HRESULT {
        unsafe Diagnostic.report(
            WS_E_INVALID_OPERATION, to: state.pointee.error, of: subject,
            "the source returned WS_S_ASYNC without having been given an asynchronous context, or completed with it")
    }

    func reportAbortion() -> HRESULT {
        unsafe Diagnostic.report(
            WS_E_OPERATION_ABORTED, to: state.pointee.error, of: subject, "freed while the operation was outstanding")
    }

    func conclude(_ result: HRESULT) -> Delivery? {
        guard !result.isFailure, let length = unsafe state.pointee.length else {
            unsafe state.pointee.phase = .faulted
            return nil
        }
        if unsafe state.pointee.delivered == 0 { unsafe state.pointee.phase = state.pointee.phase.drained }
        return unsafe Delivery(place: length, value: state.pointee.delivered)
    }
}
