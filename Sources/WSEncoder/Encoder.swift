internal import Bytes
internal import CWSEncoder
internal import CodecKit

/// The memory of an encoder instance.
@safe
struct EncoderState: ~Copyable {
    var flight = Flight()
    let configuration: UnsafeMutablePointer<Configuration>
    let isPassthrough: Bool
    var phase = EncoderPhase.idle

    let write: WS_WRITE_CALLBACK
    let writeContext: UnsafeMutableRawPointer?
    let codec: AnyCodec

    var contentType = WideString()
    var contentEncoding = WideString()

    /// What is ready for the sink: the first `filled` bytes. Allocated with the first message.
    var chunk = RawBuffer()
    var filled = 0
    /// The bytes of the message that the codec has taken.
    var taken: UInt64 = 0
    var isComplete = false

    /// The operation under way: what the host gave, how far it has been read, and whether it is the end of the message.
    var buffers: UnsafePointer<WS_BYTES>?
    var count = 0
    var index = 0
    var offset = 0
    var isEnd = false
    var error: OpaquePointer?

    init(
        _ configuration: UnsafeMutablePointer<Configuration>, _ write: @escaping WS_WRITE_CALLBACK,
        _ writeContext: UnsafeMutableRawPointer?
    ) throws(CodecError) {
        unsafe self.configuration = configuration
        unsafe self.write = write
        unsafe self.writeContext = writeContext
        isPassthrough = unsafe configuration.pointee.codec.isPassthrough
        codec = try unsafe configuration.pointee.makeCodec()
        unsafe buffers = nil
        unsafe error = nil
        unsafe Configuration.retain(configuration)
    }

    deinit {
        unsafe Configuration.release(configuration)
    }
}

/// An encoder instance: the contract of its five callbacks, and the pump that drives its codec.
@safe
struct Encoder: Operation {
    /// The cell is what the sink is shown, which must outlive the call.
    private let memory: InstanceMemory<EncoderState, WS_BYTES>

    private var state: UnsafeMutablePointer<EncoderState> { unsafe memory.state }

    init?(_ encoderContext: UnsafeMutableRawPointer?) {
        guard let memory = unsafe InstanceMemory<EncoderState, WS_BYTES>(encoderContext) else { return nil }
        unsafe self.memory = memory
    }

    init(
        _ configuration: UnsafeMutablePointer<Configuration>, _ write: @escaping WS_WRITE_CALLBACK,
        _ writeContext: UnsafeMutableRawPointer?
    ) throws(CodecError) {
        do throws(OutOfMemory) {
            unsafe memory = try InstanceMemory(cell: WS_BYTES())
        } catch {
            throw .outOfMemory
        }
        do throws(CodecError) {
            try unsafe state.initialize(to: EncoderState(configuration, write, writeContext))
        } catch {
            unsafe memory.deallocate()
            throw error
        }
    }

    /// The value the host knows the instance by.
    var context: UnsafeMutableRawPointer { unsafe memory.address }

    private var subject: Subject { unsafe state.pointee.configuration.pointee.subject }

    func free() {
        if unsafe handoff.pointee.free() { destroy() }
    }

    func destroy() {
        unsafe state.deinitialize(count: 1)
        unsafe memory.deallocate()
    }

    // MARK: The callbacks

    func getContentType(
        _ contentType: UnsafeBufferPointer<WCHAR>, _ newContentType: UnsafeMutablePointer<WS_STRING>,
        _ contentEncoding: UnsafeMutablePointer<WS_STRING>, _ error: OpaquePointer?
    ) -> HRESULT {
        if let refusal = unsafe refuse(.getContentType, error) { return refusal }
        do throws(OutOfMemory) {
            try unsafe state.pointee.contentType.set(contentType)
            try unsafe state.pointee.contentEncoding.set(state.pointee.configuration.pointee.codec.contentEncoding)
        } catch _ {
            unsafe state.pointee.phase = .faulted
            return unsafe Diagnostic.report(.outOfMemory, at: 0, to: error, of: subject)
        }
        unsafe newContentType.pointee = state.pointee.contentType.value
        unsafe contentEncoding.pointee = state.pointee.contentEncoding.value
        unsafe state.pointee.phase = .announced
        return S_OK
    }

    func start(_ error: OpaquePointer?) -> HRESULT {
        if let refusal = unsafe refuse(.start, error) { return refusal }
        do throws(CodecError) {
            try beginMessage()
        } catch let failure {
            unsafe state.pointee.phase = .faulted
            return unsafe Diagnostic.report(failure, at: 0, to: error, of: subject)
        }
        unsafe state.pointee.phase = .started
        return S_OK
    }

    private func beginMessage() throws(CodecError) {
        unsafe state.pointee.filled = 0
        unsafe state.pointee.taken = 0
        unsafe state.pointee.isComplete = false
        if unsafe state.pointee.isPassthrough { return }
        if unsafe state.pointee.chunk.byteCount == 0 {
            do throws(OutOfMemory) {
                let size = unsafe Int(state.pointee.configuration.pointee.settings.chunkSize)
                unsafe state.pointee.chunk = try RawBuffer(byteCount: size)
            } catch {
                throw .outOfMemory
            }
        }
        try unsafe state.pointee.codec.begin()
    }

    /// The way to the sink of what passes through is kept short: all that is not of every call is in functions of its own.
    @inline(__always)
    func encode(
        _ buffers: UnsafePointer<WS_BYTES>?, _ count: ULONG, _ asyncContext: UnsafePointer<WS_ASYNC_CONTEXT>?,
        _ error: OpaquePointer?
    ) -> HRESULT {
        guard unsafe handoff.pointee.isIdle && state.pointee.phase == .started else {
            return unsafe refuseEncode(error)
        }
        guard case .valid(let size) = unsafe totalSize(buffers, count), unsafe isUsable(asyncContext) else {
            return unsafe refuseArguments(buffers, count, error)
        }
        if size == 0 { return S_OK }
        if unsafe state.pointee.isPassthrough && asyncContext == nil { return unsafe passOn(buffers, count, error) }
        return unsafe transform(buffers, count, asyncContext, error)
    }

    @inline(never)
    private func transform(
        _ buffers: UnsafePointer<WS_BYTES>?, _ count: ULONG, _ asyncContext: UnsafePointer<WS_ASYNC_CONTEXT>?,
        _ error: OpaquePointer?
    ) -> HRESULT {
        unsafe setInput(buffers, Int(count), isEnd: false, error)
        return unsafe run(asyncContext)
    }

    func end(_ asyncContext: UnsafePointer<WS_ASYNC_CONTEXT>?, _ error: OpaquePointer?) -> HRESULT {
        if let refusal = unsafe refuse(.end, error) { return refusal }
        guard unsafe isUsable(asyncContext) else { return unsafe refuseContext(error) }
        unsafe setInput(nil, 0, isEnd: true, error)
        return unsafe run(asyncContext)
    }

    /// The short way of what is synchronous and changes nothing.
    @inline(__always)
    private func passOn(_ buffers: UnsafePointer<WS_BYTES>?, _ count: ULONG, _ error: OpaquePointer?) -> HRESULT {
        unsafe handoff.pointee.begin(isShared: false)
        var result = unsafe state.pointee.write(state.pointee.writeContext, buffers, count, nil, error)
        if result != S_OK { result = unsafe settlePassed(result, error) }
        if unsafe handoff.pointee.end(isShared: false) { return unsafe abort(error) }
        return result
    }

    /// The sink has freed the encoder.
    @inline(never)
    private func abort(_ error: OpaquePointer?) -> HRESULT {
        unsafe state.pointee.error = error
        let result = reportAbortion()
        destroy()
        return result
    }

    /// What the sink of bytes passed on says, if it is not plain success.
    @inline(never)
    private func settlePassed(_ result: HRESULT, _ error: OpaquePointer?) -> HRESULT {
        unsafe state.pointee.error = error
        let result = result == WS_S_ASYNC ? refusePromise() : result
        guard result.isFailure else { return S_OK }
        unsafe state.pointee.phase = .faulted
        return result
    }

    // MARK: What is refused

    /// The result if the call may not be made now, nil if it may.
    @inline(__always)
    private func refuse(_ call: EncoderPhase.Call, _ error: OpaquePointer?) -> HRESULT? {
        guard unsafe handoff.pointee.isIdle else {
            return unsafe Diagnostic.report(
                WS_E_INVALID_OPERATION, to: error, of: subject, "another call is in progress")
        }
        guard case .refused(let result, let reason) = unsafe state.pointee.phase.on(call) else { return nil }
        return unsafe Diagnostic.report(result, to: error, of: subject, reason)
    }

    @inline(never)
    private func refuseEncode(_ error: OpaquePointer?) -> HRESULT {
        unsafe refuse(.encode, error) ?? WS_E_INVALID_OPERATION
    }

    @inline(never)
    private func refuseArguments(
        _ buffers: UnsafePointer<WS_BYTES>?, _ count: ULONG, _ error: OpaquePointer?
    ) -> HRESULT {
        guard case .invalid(let index) = unsafe totalSize(buffers, count) else { return unsafe refuseContext(error) }
        return unsafe refuseBuffers(at: index, error)
    }

    private func refuseBuffers(at index: Int?, _ error: OpaquePointer?) -> HRESULT {
        unsafe Diagnostic.add(to: error) { text in
            subject.append(to: &text)
            guard let index else { return text.append("buffers is NULL although count is not 0") }
            text.append("buffers[")
            text.append(decimal: UInt64(index))
            text.append("].bytes is NULL although its length is not 0")
        }
        return E_INVALIDARG
    }

    private func refuseContext(_ error: OpaquePointer?) -> HRESULT {
        unsafe Diagnostic.report(E_INVALIDARG, to: error, of: subject, "asyncContext->callback is NULL")
    }

    // MARK: The pump

    static var isTransient: Bool { false }

    var handoff: UnsafeMutablePointer<Handoff> { unsafe memory.handoff }

    var flight: Flight {
        get { unsafe state.pointee.flight }
        nonmutating set { unsafe state.pointee.flight = newValue }
    }

    func completion(ofCall number: UInt64) -> WS_ASYNC_CONTEXT {
        unsafe WS_ASYNC_CONTEXT(
            callback: { result, model, state in
                guard let (address, call) = unsafe InstanceMemory<EncoderState, WS_BYTES>.untagged(state) else { return }
                unsafe Encoder(address)?.resume(result, model, call: call)
            }, callbackState: memory.tagged(number))
    }

    private func setInput(_ buffers: UnsafePointer<WS_BYTES>?, _ count: Int, isEnd: Bool, _ error: OpaquePointer?) {
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
                Diagnostic.report(failure, at: state.pointee.taken, to: state.pointee.error, of: subject))
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
        let write = unsafe state.pointee.write
        let writeContext = unsafe state.pointee.writeContext
        let error = unsafe state.pointee.error
        if unsafe state.pointee.isPassthrough {
            let count = unsafe ULONG(truncatingIfNeeded: state.pointee.count)
            return unsafe write(writeContext, state.pointee.buffers, count, asyncContext, error)
        }
        let outgoing = unsafe memory.cell
        unsafe outgoing.pointee = WS_BYTES(
            length: ULONG(truncatingIfNeeded: state.pointee.filled),
            bytes: state.pointee.chunk.bytes.baseAddress?.assumingMemoryBound(to: BYTE.self))
        return unsafe write(writeContext, outgoing, 1, asyncContext, error)
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
        }
        return nil
    }
}

/// The sum of the lengths of the host's buffers, or which of them is not valid: nil for all, as they have no address.
enum BufferCheck {
    case valid(UInt64)
    case invalid(Int?)
}

@inline(__always)
func totalSize(_ buffers: UnsafePointer<WS_BYTES>?, _ count: ULONG) -> BufferCheck {
    guard let buffers = unsafe buffers else { return count == 0 ? .valid(0) : .invalid(nil) }
    var total: UInt64 = 0
    for index in 0..<Int(count) {
        let length = unsafe buffers[index].length
        if unsafe length > 0 && buffers[index].bytes == nil { return .invalid(index) }
        total &+= UInt64(length)
    }
    return .valid(total)
}

/// An asynchronous context is none, or has a callback.
@inline(__always)
func isUsable(_ asyncContext: UnsafePointer<WS_ASYNC_CONTEXT>?) -> Bool {
    guard let asyncContext = unsafe asyncContext else { return true }
    return unsafe asyncContext.pointee.callback != nil
}
