internal import Bytes
internal import CWSEncoder
internal import Framing

/// The object that a WSE_FRAME_WRITER points to. Each call writes a record, or holds it back: an operation that calls the sink
/// at most once.
struct FrameWriter {
    /// The cell is what the sink gets, which has to outlive the call.
    let memory: InstanceMemory<FrameWriterState, OutgoingFrame>

    var state: FrameWriterState {
        unsafeAddress { unsafe UnsafePointer(memory.state) }
        nonmutating unsafeMutableAddress { unsafe memory.state }
    }

    init?(_ address: UnsafeMutableRawPointer?) {
        guard let memory = unsafe InstanceMemory<FrameWriterState, OutgoingFrame>(address) else { return nil }
        self.memory = memory
    }

    init(for side: FrameSide, _ sink: HostSink) throws(OutOfMemory) {
        memory = try InstanceMemory<FrameWriterState, OutgoingFrame>(cell: OutgoingFrame())
        memory.initialize(FrameWriterState(FrameComposer(of: side), sink))
    }

    /// The value that the host knows the writer by.
    var context: UInt { memory.word }

    func write(_ frame: WSE_FRAME, _ asyncContext: AsyncContext, _ error: ErrorHandle) -> HRESULT {
        let report = error.about(.function("frame writer"))
        guard handoff.isIdle else { return report.fail(WS_E_INVALID_OPERATION, "another call is in progress") }
        if state.isFaulted { return report.fail(WS_E_OBJECT_FAULTED, "the sink has failed before") }
        if asyncContext.lacksCallback { return report.fail(E_INVALIDARG, "asyncContext->callback is NULL") }
        let bytes = unsafe ByteText(start: frame.bytes.bytes, count: Int(frame.bytes.length))
        guard unsafe frame.bytes.bytes != nil || frame.bytes.length == 0 else {
            return report.fail(E_INVALIDARG, "frame->bytes.bytes is NULL although its length is not 0")
        }
        guard unsafe !frame.event.hasText || !bytes.hasZero else {
            return report.fail(E_INVALIDARG, "frame->bytes has a zero byte, which a text must not have")
        }
        let held: Bool
        do throws(FrameError) {
            guard let isHeld = try unsafe compose(frame, bytes) else {
                return report.fail(E_INVALIDARG, "frame has an unknown event, mode or size")
            }
            held = isHeld
        } catch {
            return report.fail(error)
        }
        let cell = memory.cellReference
        cell.value.removeAll()
        if held { return S_OK }
        cell.value.append(state.composer.pending)
        if unsafe frame.event == WSE_FRAME_ENVELOPE_BYTES { cell.value.append(bytes) }
        state.error = error
        return cell.value.isEmpty ? S_OK : run(asyncContext)
    }

    /// Composes the record of a frame. Returns whether it is to be held back; nil if there is no such frame.
    private func compose(_ frame: WSE_FRAME, _ text: ByteText) throws(FrameError) -> Bool? {
        switch unsafe frame.event {
        case WSE_FRAME_VERSION:
            try state.composer.version()
            return true
        case WSE_FRAME_MODE_RECORD:
            guard let mode = unsafe UInt8(exactly: frame.value).flatMap({ FramingMode(rawValue: $0) }) else { return nil }
            try state.composer.mode(mode)
            return true
        case WSE_FRAME_VIA:
            try state.composer.text(.via, text)
            return true
        case WSE_FRAME_ENCODING:
            if let known = KnownEncoding(contentType: text) {
                try state.composer.encoding(known)
            } else {
                try state.composer.text(.extensibleEncoding, text)
            }
            return true
        case WSE_FRAME_ENVELOPE_BEGIN: return try beginEnvelope(unsafe frame.size)
        case WSE_FRAME_ENVELOPE_BYTES:
            try state.composer.payload(ULONG(truncatingIfNeeded: text.count))
            return text.isEmpty
        case WSE_FRAME_ENVELOPE_END: try state.composer.endEnvelope()
        case WSE_FRAME_UPGRADE_REQUEST: try state.composer.text(.upgradeRequest, text)
        case WSE_FRAME_FAULT: try state.composer.text(.fault, text)
        case WSE_FRAME_UPGRADE_RESPONSE: try state.composer.plain(.upgradeResponse)
        case WSE_FRAME_PREAMBLE_END: try state.composer.plain(.preambleEnd)
        case WSE_FRAME_PREAMBLE_ACK: try state.composer.plain(.preambleAck)
        case WSE_FRAME_END: try state.composer.plain(.end)
        default: return nil
        }
        return false
    }

    private func beginEnvelope(_ size: ULONGLONG) throws(FrameError) -> Bool? {
        if size == .max {
            try state.composer.beginEnvelope(size: nil)
            return true
        }
        guard let size = UInt32(exactly: size) else { return nil }
        try state.composer.beginEnvelope(size: size)
        return true
    }
}

extension WSE_FRAME_EVENT {
    /// Whether its bytes are a text.
    fileprivate var hasText: Bool {
        switch self {
        case WSE_FRAME_VIA, WSE_FRAME_ENCODING, WSE_FRAME_UPGRADE_REQUEST, WSE_FRAME_FAULT: true
        default: false
        }
    }
}

extension ByteText {
    /// Whether one of the bytes is 0.
    fileprivate var hasZero: Bool {
        for index in 0..<count where self[index] == 0 { return true }
        return false
    }
}

/// The state of a frame writer.
struct FrameWriterState: ~Copyable {
    var composer: FrameComposer
    let sink: HostSink
    var isFaulted = false
    /// The operation under way: where its errors go, and whether the sink has taken all.
    var error = ErrorHandle.none
    var isSent = false

    init(_ composer: consuming FrameComposer, _ sink: HostSink) {
        self.composer = composer
        self.sink = sink
    }
}

extension FrameWriter: Operation {
    static var isTransient: Bool { false }

    var header: Reference<OperationHeader> { memory.headerReference }

    func completion(ofCall number: UInt64) -> AsyncCallback {
        unsafe AsyncCallback({ unsafe FrameWriter.resume($0, $1, at: $2) }, orClosure: nil, memory.tagged(number))
    }

    func advance() -> NextMove {
        guard state.isSent else { return .call }
        state.isSent = false
        return .done(S_OK)
    }

    func call(_ asyncContext: AsyncContext) -> HRESULT {
        state.sink.write(memory.cellReference.buffers, asyncContext, state.error)
    }

    func accept(_ result: HRESULT) -> HRESULT? {
        if result.isFailure { return result }
        state.composer.didSend()
        state.isSent = true
        return nil
    }

    func refusePromise() -> HRESULT {
        report.failForPromise("the sink")
    }

    func conclude(_ result: HRESULT) -> Delivery? {
        if result.isFailure { state.isFaulted = true }
        return nil
    }

    var report: ErrorReport { state.error.about(.function("frame writer")) }

    func destroy() {
        unsafe memory.destroy()
    }
}
