internal import Bytes
internal import CWSEncoder
internal import CodecKit

/// A decoder instance: the contract of its five callbacks. `DecoderPump.swift` drives its codec.
@safe
struct Decoder {
    /// What must outlive a call of the source: where it says how much it gave, and one byte to see whether there is any
    /// beyond a limit.
    struct Incoming: BitwiseCopyable {
        var size: ULONG = 0
        var probe: UInt8 = 0
    }

    let memory: InstanceMemory<DecoderState, Incoming>

    var state: UnsafeMutablePointer<DecoderState> { unsafe memory.state }

    init?(_ decoderContext: UnsafeMutableRawPointer?) {
        guard let memory = unsafe InstanceMemory<DecoderState, Incoming>(decoderContext) else { return nil }
        self.memory = memory
    }

    init(
        _ configuration: UnsafeMutablePointer<Configuration>, _ read: @escaping WS_READ_CALLBACK,
        _ readContext: UnsafeMutableRawPointer?
    ) throws(CodecError) {
        do throws(OutOfMemory) {
            memory = try InstanceMemory(cell: Incoming())
        } catch {
            throw .outOfMemory
        }
        do throws(CodecError) {
            try unsafe state.initialize(to: DecoderState(configuration, read, readContext))
        } catch {
            memory.deallocate()
            throw error
        }
    }

    /// The value the host knows the instance by.
    var context: UnsafeMutableRawPointer { unsafe memory.address }

    var subject: Subject { unsafe Configuration.subject(state.pointee.configuration) }

    /// Whom a failure of the codec is of: one link of a chain.
    func subject(of failure: CodecError) -> Subject {
        unsafe Configuration.subject(state.pointee.configuration, link: failure.link)
    }

    func free() {
        if unsafe handoff.pointee.free() { destroy() }
    }

    func destroy() {
        unsafe state.deinitialize(count: 1)
        memory.deallocate()
    }

    // MARK: The callbacks

    /// Whoever reads from this one may do so before it is told the content type, which it then judges when it is.
    func allowReadingAhead() {
        unsafe state.pointee.isReadAhead = true
    }

    func start(_ error: OpaquePointer?) -> HRESULT {
        let call: DecoderPhase.Call = unsafe state.pointee.isReadAhead ? .startAhead : .start
        if let refusal = unsafe refuse(call, error) { return refusal }
        do throws(CodecError) {
            try beginMessage()
        } catch let failure {
            unsafe state.pointee.phase = .faulted
            return unsafe Diagnostic.report(failure, at: 0, to: error, of: subject(of: failure))
        }
        goOn(call)
        return S_OK
    }

    private func beginMessage() throws(CodecError) {
        unsafe state.pointee.begin = 0
        unsafe state.pointee.end = 0
        unsafe state.pointee.isAtEnd = false
        unsafe state.pointee.isEndTold = false
        unsafe state.pointee.progress = .needsInput
        unsafe state.pointee.received = 0
        unsafe state.pointee.taken = 0
        unsafe state.pointee.produced = 0
        unsafe state.pointee.passed = nil
        if unsafe state.pointee.isPassthrough { return }
        unsafe state.pointee.outcome.settle().apply(to: state.pointee.codec)
        if unsafe state.pointee.chunk.byteCount == 0 {
            unsafe state.pointee.chunk = try state.pointee.configuration.pointee.makeChunk()
        }
        try unsafe state.pointee.codec.begin()
    }

    /// Begins to decode a message whose content type does not matter.
    func startWithoutContentType(_ error: OpaquePointer?) -> HRESULT {
        let result = unsafe start(error)
        if result == S_OK { unsafe state.pointee.phase = .decoding }
        return result
    }

    func getContentType(
        _ contentType: UnsafeBufferPointer<WCHAR>, _ contentEncoding: UnsafeBufferPointer<WCHAR>,
        _ newContentType: UnsafeMutablePointer<WS_STRING>, _ error: OpaquePointer?
    ) -> HRESULT {
        if let refusal = unsafe refuse(.getContentType, error) { return refusal }
        do throws(OutOfMemory) {
            try unsafe state.pointee.contentType.set(contentType)
        } catch _ {
            unsafe state.pointee.phase = .faulted
            return unsafe Diagnostic.report(.outOfMemory, at: 0, to: error, of: subject)
        }
        do throws(LabelRefusal) {
            let uncompressed = try unsafe state.pointee.configuration.pointee.links.decode(
                &state.pointee.contentType, codedBy: contentEncoding)
            for link in 0..<Configuration.maxLinks where uncompressed.contains(link) {
                // A link that reads in Start may have had the message decompressed by now.
                guard unsafe state.pointee.received == 0 && !state.pointee.isAtEnd else { throw .uncompressedTooLate }
                unsafe state.pointee.codec.skipDecompression(link: link)
            }
        } catch let refusal {
            unsafe state.pointee.phase = .faulted
            return unsafe refusal.report(
                state.pointee.contentType.value, contentEncoding, to: error, of: state.pointee.configuration)
        }
        unsafe newContentType.pointee = state.pointee.contentType.value
        goOn(.getContentType)
        return S_OK
    }

    func decode(
        _ destination: UnsafeMutableRawPointer, _ capacity: ULONG, _ length: UnsafeMutablePointer<ULONG>,
        _ asyncContext: UnsafePointer<WS_ASYNC_CONTEXT>?, _ error: OpaquePointer?
    ) -> HRESULT {
        if let refusal = unsafe refuse(.decode, error) { return refusal }
        guard unsafe isUsable(asyncContext) else {
            return unsafe Diagnostic.report(E_INVALIDARG, to: error, of: subject, "asyncContext->callback is NULL")
        }
        if unsafe state.pointee.phase.isDrained {
            unsafe length.pointee = 0
            return S_OK
        }
        unsafe state.pointee.destination = destination
        unsafe state.pointee.capacity = capacity
        unsafe state.pointee.length = length
        unsafe state.pointee.error = error
        return unsafe run(asyncContext)
    }

    func end(_ error: OpaquePointer?) -> HRESULT {
        if let refusal = unsafe refuse(.end, error) { return refusal }
        unsafe state.pointee.phase = .idle
        unsafe state.pointee.outcome.end()
        return S_OK
    }

    /// A call that leads to another phase has succeeded.
    private func goOn(_ call: DecoderPhase.Call) {
        if case .to(let next) = unsafe state.pointee.phase.on(call) { unsafe state.pointee.phase = next }
    }

    // MARK: What is refused

    /// The result if the call may not be made now, nil if it may.
    @inline(__always)
    private func refuse(_ call: DecoderPhase.Call, _ error: OpaquePointer?) -> HRESULT? {
        guard unsafe handoff.pointee.isIdle else {
            return unsafe Diagnostic.report(
                WS_E_INVALID_OPERATION, to: error, of: subject, "another call is in progress")
        }
        guard case .refused(let result, let reason) = unsafe state.pointee.phase.on(call) else { return nil }
        return unsafe Diagnostic.report(result, to: error, of: subject, reason)
    }
}
