// Sessions: functions of framing.h, where they are documented.
internal import Bytes
public import CWSEncoder
internal import Framing

@implementation @_cdecl("WseCreateFrameSession")
@_optimize(size)
public func WseCreateFrameSession(
    _ maxMessageSize: ULONGLONG, _ readCallback: WS_READ_CALLBACK?, _ readContext: UnsafeMutableRawPointer?,
    _ writeCallback: WS_WRITE_CALLBACK?, _ writeContext: UnsafeMutableRawPointer?,
    _ session: UnsafeMutablePointer<OpaquePointer?>?, _ error: OpaquePointer?
) -> HRESULT {
    let report = unsafe ErrorReport("WseCreateFrameSession", error)
    guard let session = unsafe Reference<UInt>(session), let source = unsafe HostSource(readCallback, readContext),
        let sink = unsafe HostSink(writeCallback, writeContext)
    else { return report.fail(E_INVALIDARG, "readCallback, writeCallback or session is NULL") }
    do throws(OutOfMemory) {
        let state = try FrameSessionState(source, sink, maxMessageSize: maxMessageSize)
        session.value = try Reference(allocating: state).word
        return S_OK
    } catch {
        return report.failForMemory()
    }
}

@implementation @_cdecl("WseFreeFrameSession")
public func WseFreeFrameSession(_ session: OpaquePointer?) {
    unsafe FrameSession(session)?.free()
}

/// Runs the body of a function that takes a session and an error object.
private func inSession(
    _ function: StaticString, _ session: OpaquePointer?, _ error: OpaquePointer?, sends: Bool,
    _ body: (FrameSession, ErrorReport) throws(FrameSession.Failure) -> HRESULT
) -> HRESULT {
    let report = unsafe ErrorReport(function, error)
    guard let session = unsafe FrameSession(session) else { return report.fail(E_INVALIDARG, "session is NULL") }
    return session.run(report, sends: sends) { () throws(FrameSession.Failure) in try body(session, report) }
}

// MARK: The beginning and the end

@implementation @_cdecl("WseOpenFrameSession")
public func WseOpenFrameSession(
    _ session: OpaquePointer?, _ preamble: UnsafePointer<WSE_FRAME_PREAMBLE>?, _ error: OpaquePointer?
) -> HRESULT {
    let report = unsafe ErrorReport("WseOpenFrameSession", error)
    guard let session = unsafe FrameSession(session), let preamble = unsafe preamble?.pointee,
        let said = unsafe FrameSession.Preamble(preamble, isContinued: session.state.phase == .upgraded)
    else { return report.fail(E_INVALIDARG, "session, preamble or via is NULL, or the mode is unknown") }
    return session.run(report, sends: false) { () throws(FrameSession.Failure) in try session.open(said, report) }
}

@implementation @_cdecl("WseAcceptFrameSession")
@_optimize(size)
public func WseAcceptFrameSession(
    _ session: OpaquePointer?, _ preamble: UnsafeMutablePointer<WSE_FRAME_PREAMBLE>?, _ error: OpaquePointer?
) -> HRESULT {
    let report = unsafe ErrorReport("WseAcceptFrameSession", error)
    guard let session = unsafe FrameSession(session), let preamble = unsafe preamble else {
        return report.fail(E_INVALIDARG, "session or preamble is NULL")
    }
    let result = session.run(report, sends: false) { () throws(FrameSession.Failure) in try session.accept(report) }
    if result == S_OK || result == S_FALSE {
        unsafe preamble.pointee = WSE_FRAME_PREAMBLE(
            mode: WSE_FRAME_MODE(UInt32(session.state.mode.rawValue)), via: session.state.via.cString,
            contentType: session.state.encodingName.cString, upgrade: session.state.upgrade.cString)
    }
    return result
}

@implementation @_cdecl("WseAgreeToFrameUpgrade")
public func WseAgreeToFrameUpgrade(_ session: OpaquePointer?, _ error: OpaquePointer?) -> HRESULT {
    unsafe inSession("WseAgreeToFrameUpgrade", session, error, sends: false) { session, report throws(FrameSession.Failure) in
        try session.agree(report)
    }
}

@implementation @_cdecl("WseEndFrameSession")
public func WseEndFrameSession(_ session: OpaquePointer?, _ error: OpaquePointer?) -> HRESULT {
    unsafe inSession("WseEndFrameSession", session, error, sends: true) { session, report throws(FrameSession.Failure) in
        try session.end(report)
    }
}

@implementation @_cdecl("WseFailFrameSession")
public func WseFailFrameSession(
    _ session: OpaquePointer?, _ fault: UnsafePointer<CChar>?, _ error: OpaquePointer?
) -> HRESULT {
    let report = unsafe ErrorReport("WseFailFrameSession", error)
    guard let session = unsafe FrameSession(session), let fault = unsafe ByteText(fault) else {
        return report.fail(E_INVALIDARG, "session or fault is NULL")
    }
    return session.run(report, sends: false) { () throws(FrameSession.Failure) in try session.fail(fault, report) }
}

extension FrameSession.Preamble {
    /// nil if there is no via or no such mode. After an upgrade, only the next one counts.
    init?(_ preamble: WSE_FRAME_PREAMBLE, isContinued: Bool) {
        let number = unsafe preamble.mode.rawValue
        guard let mode = number == 0 || isContinued ? .duplex : UInt8(exactly: number).flatMap({ FramingMode(rawValue: $0) })
        else { return nil }
        guard let via = unsafe ByteText(preamble.via) ?? (isContinued ? ByteText() : nil) else { return nil }
        self.mode = mode
        self.via = via
        let standard: StaticString =
            mode == .singletonUnsized ? "application/soap+msbin1" : "application/soap+msbinsession1"
        contentType = unsafe ByteText(preamble.contentType) ?? ByteText(standard)
        upgrade = unsafe ByteText(preamble.upgrade)
    }
}

// MARK: Messages

@implementation @_cdecl("WseWriteFrameMessage")
@_optimize(size)
public func WseWriteFrameMessage(
    _ session: UnsafeMutableRawPointer?, _ buffers: UnsafePointer<WS_BYTES>?, _ count: ULONG,
    _ asyncContext: UnsafePointer<WS_ASYNC_CONTEXT>?, _ error: OpaquePointer?
) -> HRESULT {
    let buffers = unsafe HostBuffers(buffers, count)
    return unsafe inSession("WseWriteFrameMessage", OpaquePointer(session), error, sends: true) {
        session, report throws(FrameSession.Failure) in
        try session.write(buffers, isLast: false, report)
    }
}

@implementation @_cdecl("WseEndFrameMessage")
public func WseEndFrameMessage(_ session: OpaquePointer?, _ error: OpaquePointer?) -> HRESULT {
    unsafe inSession("WseEndFrameMessage", session, error, sends: true) { session, report throws(FrameSession.Failure) in
        try session.endMessage(report)
    }
}

@implementation @_cdecl("WseSendFrameMessage")
@_optimize(size)
public func WseSendFrameMessage(
    _ session: OpaquePointer?, _ buffers: UnsafePointer<WS_BYTES>?, _ count: ULONG, _ error: OpaquePointer?
) -> HRESULT {
    let buffers = unsafe HostBuffers(buffers, count)
    return unsafe inSession("WseSendFrameMessage", session, error, sends: true) {
        session, report throws(FrameSession.Failure) in
        if session.state.isSending {
            throw .init(result: report.fail(WS_E_INVALID_OPERATION, "a message has begun and not ended"))
        }
        let result = try session.write(buffers, isLast: true, report)
        return result.isFailure ? result : try session.endMessage(report)
    }
}

@implementation @_cdecl("WseReadFrameMessage")
@_optimize(size)
public func WseReadFrameMessage(
    _ session: UnsafeMutableRawPointer?, _ bytes: UnsafeMutableRawPointer?, _ maxLength: ULONG,
    _ length: UnsafeMutablePointer<ULONG>?, _ asyncContext: UnsafePointer<WS_ASYNC_CONTEXT>?, _ error: OpaquePointer?
) -> HRESULT {
    let report = unsafe ErrorReport("WseReadFrameMessage", error)
    guard let session = unsafe FrameSession(session), let length = unsafe Reference<ULONG>(length), unsafe bytes != nil,
        maxLength > 0
    else { return report.fail(E_INVALIDARG, "session, bytes or length is NULL, or maxLength is 0") }
    return session.run(report, sends: false) { () throws(FrameSession.Failure) in
        try session.read(unsafe HostRoom(bytes, maxLength), length, report)
    }
}

@implementation @_cdecl("WseReceiveFrameMessage")
@_optimize(size)
public func WseReceiveFrameMessage(
    _ session: OpaquePointer?, _ output: OpaquePointer?, _ error: OpaquePointer?
) -> HRESULT {
    let report = unsafe ErrorReport("WseReceiveFrameMessage", error)
    guard let session = unsafe FrameSession(session), let output = unsafe Reference<Buffer>(output) else {
        return report.fail(E_INVALIDARG, "session or output is NULL")
    }
    let sizeBefore = output.value.count
    let result = session.run(report, sends: false) { () throws(FrameSession.Failure) in try session.receive(output, report) }
    if result.isFailure { output.value.truncate(to: sizeBefore) }
    return result
}

extension FrameSession {
    /// Appends the next message, or what is left of it, to a buffer.
    @_optimize(size)
    fileprivate func receive(_ output: Reference<Buffer>, _ report: ErrorReport) throws(Failure) -> HRESULT {
        let stretch: ULONG = 64 << 10
        while true {
            guard let room = unsafe try? output.value.reserve(UInt64(stretch)) else { throw outOfMemory(report) }
            var length: ULONG = 0
            let result = try lend(&length) { length throws(Failure) in
                try read(unsafe HostRoom(room, stretch), length, report)
            }
            if length == 0 { return result }
            guard output.value.accepts(UInt64(length)) else {
                state.phase = .faulted
                throw Failure(result: refuseMore(in: output, report))
            }
            output.value.commit(Int(length))
        }
    }
}
