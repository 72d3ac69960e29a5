internal import Bytes
internal import CWSEncoder
internal import CodecKit
internal import Framing

/// The object that a WSE_FRAME_SESSION points to: what reading, writing and the two preambles have in common.
struct FrameSession {
    let object: Reference<FrameSessionState>

    /// A failure whose string has been added.
    struct Failure: Error {
        let result: HRESULT
        /// Whether the session goes on as if the call had not been made, although the result is one that ends it elsewhere.
        var leavesUsable = false
    }

    init?(_ handle: OpaquePointer?) {
        guard let object = unsafe Reference<FrameSessionState>(handle) else { return nil }
        self.object = object
    }

    init?(_ address: UnsafeMutableRawPointer?) {
        guard let object = unsafe Reference<FrameSessionState>(address) else { return nil }
        self.object = object
    }

    var state: FrameSessionState {
        unsafeAddress { unsafe UnsafePointer(object.pointer) }
        nonmutating unsafeMutableAddress { unsafe object.pointer }
    }

    static var subject: Subject { .function("frame session") }

    /// Runs `body`, unless a callback of the session makes the call. Only what `sends` is also called while another call waits
    /// for the peer.
    func run(_ report: ErrorReport, sends: Bool, _ body: () throws(Failure) -> HRESULT) -> HRESULT {
        let outer = state.activity
        guard outer == .none || (sends && outer == .waiting) else {
            return report.fail(WS_E_INVALID_OPERATION, "another call is in progress")
        }
        state.activity = .busy
        let result = settle(body)
        state.activity = outer
        if outer == .none && state.isFreed { unsafe object.deallocate() }
        return result
    }

    /// What `body` throws becomes the result and, unless it changed nothing, faults the session.
    private func settle(_ body: () throws(Failure) -> HRESULT) -> HRESULT {
        do throws(Failure) {
            return try body()
        } catch {
            let isHarmless =
                error.result == WS_E_INVALID_OPERATION || error.result == E_INVALIDARG || error.leavesUsable
            if !isHarmless { state.phase = .faulted }
            return error.result
        }
    }

    /// Frees the session, or has the call do it in which a callback asks for that.
    func free() {
        if state.activity == .none {
            unsafe object.deallocate()
        } else {
            state.isFreed = true
        }
    }

    // MARK: Writing

    /// Composes a record.
    func compose(_ report: ErrorReport, _ body: (inout FrameComposer) throws(FrameError) -> Void) throws(Failure) {
        do throws(FrameError) {
            try body(&state.composer)
        } catch {
            throw Failure(result: report.fail(error))
        }
    }

    /// Writes what is composed, and up to two parts of an envelope after it.
    @inline(never)
    func transmit(
        _ report: ErrorReport, _ first: ByteText = ByteText(), _ second: ByteText = ByteText()
    ) throws(Failure) {
        var frame = OutgoingFrame()
        frame.append(state.composer.pending)
        frame.append(first)
        frame.append(second)
        if frame.isEmpty { return }
        let result = lend(&frame) { frame in state.sink.write(frame.buffers, .none, report.error) }
        try checkSink(result, report)
        state.composer.didSend()
    }

    /// Writes the buffers of the host, which have their record before them.
    func transmit(_ buffers: HostBuffers, _ report: ErrorReport) throws(Failure) {
        try checkSink(state.sink.write(buffers, .none, report.error), report)
    }

    /// Looks at what the sink returned. A failure of the sink faults the session whatever its code.
    private func checkSink(_ result: HRESULT, _ report: ErrorReport) throws(Failure) {
        try checkFree(report)
        if result == WS_S_ASYNC {
            state.phase = .faulted
            throw Failure(result: report.failForPromise("the sink"))
        }
        if result.isFailure {
            state.phase = .faulted
            throw Failure(result: result)
        }
    }

    /// A callback that frees the session ends the call.
    private func checkFree(_ report: ErrorReport) throws(Failure) {
        guard state.isFreed else { return }
        state.phase = .faulted
        throw Failure(result: report.fail(WS_E_OPERATION_ABORTED, "a callback has freed the session"))
    }

    // MARK: Reading

    /// The next event of the peer's records; nil if the peer has closed the connection.
    func nextEvent(_ report: ErrorReport) throws(Failure) -> FrameEvent? {
        while true {
            if state.begin == state.end {
                guard try fill(report) else { return nil }
            }
            let event = try parse(report)
            guard case .none = event else { return event }
        }
    }

    /// The next event that the bytes at hand make. A server answers an error with a fault.
    func parse(_ report: ErrorReport, atMost limit: Int = .max) throws(Failure) -> FrameEvent {
        let end = min(state.end, state.begin &+ min(limit, FrameSessionState.chunkSize))
        var input = InputCursor(state.chunk.text(from: state.begin, to: end))
        do throws(FrameError) {
            let event = try state.parser.next(&input)
            state.begin &+= input.consumed
            return event
        } catch {
            let result = report.fail(error)
            if let fault = error.fault { answer(fault) }
            throw Failure(result: result)
        }
    }

    /// Has the source fill the chunk, which is empty. Returns false if the peer has closed the connection.
    func fill(_ report: ErrorReport) throws(Failure) -> Bool {
        state.begin = 0
        state.end = 0
        let count = try read(HostRoom(state.chunk), report)
        state.end = count
        return count > 0
    }

    /// Has the source fill memory. Returns the number of bytes.
    func read(_ room: HostRoom, _ report: ErrorReport) throws(Failure) -> Int {
        var length: ULONG = 0
        state.activity = state.phase == .open ? .waiting : .busy
        let result = lend(&length) { length in state.source.read(room, length, .none, report.error, .native) }
        state.activity = .busy
        try checkFree(report)
        if result == WS_S_ASYNC {
            state.phase = .faulted
            throw Failure(result: report.failForPromise("the source"))
        }
        if result.isFailure {
            state.phase = .faulted
            throw Failure(result: result)
        }
        guard length <= room.size else {
            state.phase = .faulted
            throw Failure(
                result: report.fail(
                    WS_E_INVALID_OPERATION, "the source claims to have given more bytes than it was asked for"))
        }
        // The callback may have sent a message, and failed.
        if state.phase == .faulted { throw faulted(report) }
        return Int(length)
    }

    /// Tells the client why the connection ends, as far as that is possible.
    @inline(never)
    func answer(_ fault: FrameFault) {
        guard state.side == .server, !state.composer.isInEnvelope else { return }
        let silent = ErrorHandle.none.about(Self.subject)
        guard (try? compose(silent) { composer throws(FrameError) in try composer.text(.fault, ByteText(fault.uri)) }) != nil
        else { return }
        try? transmit(silent)
    }

    /// The peer has closed the connection where it must not.
    func disconnected(_ report: ErrorReport) -> Failure {
        Failure(result: report.fail(WS_E_ENDPOINT_DISCONNECTED, "the peer has closed the connection without an End record"))
    }

    /// The peer has sent a fault.
    func refused(_ report: ErrorReport) -> Failure {
        Failure(result: report.fail(faultURI: state.parser.text, isOpen: state.phase == .open))
    }

    /// What the failure of this session's memory is called.
    func outOfMemory(_ report: ErrorReport) -> Failure { Failure(result: report.failForMemory()) }
}
