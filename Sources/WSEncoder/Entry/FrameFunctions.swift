// Readers and writers of records: functions of framing.h, where they are documented.
internal import Bytes
public import CWSEncoder
internal import Framing

@implementation @_cdecl("WseCreateFrameReader")
@_optimize(size)
public func WseCreateFrameReader(
    _ side: WSE_FRAME_SIDE, _ maxEnvelopeSize: ULONGLONG, _ reader: UnsafeMutablePointer<OpaquePointer?>?,
    _ error: OpaquePointer?
) -> HRESULT {
    let report = unsafe ErrorReport("WseCreateFrameReader", error)
    guard let reader = unsafe Reference<UInt>(reader), let side = FrameSide(side) else {
        return report.fail(E_INVALIDARG, "reader is NULL, or side is unknown")
    }
    guard let object = try? Reference(allocating: FrameReader(of: side, maxEnvelopeSize: maxEnvelopeSize)) else {
        return report.failForMemory()
    }
    reader.value = object.word
    return S_OK
}

@implementation @_cdecl("WseReadFrame")
@_optimize(size)
public func WseReadFrame(
    _ reader: OpaquePointer?, _ input: UnsafeMutablePointer<WS_BYTES>?, _ frame: UnsafeMutablePointer<WSE_FRAME>?,
    _ error: OpaquePointer?
) -> HRESULT {
    let report = unsafe ErrorReport("frame reader", error)
    guard let object = unsafe Reference<FrameReader>(reader), let input = unsafe input, let frame = unsafe frame,
        unsafe input.pointee.bytes != nil || input.pointee.length == 0
    else { return report.fail(E_INVALIDARG, "reader, input, frame or the bytes of the input is NULL") }
    if object.value.isFaulted { return report.fail(WS_E_OBJECT_FAULTED, "an earlier call has failed") }
    do throws(FrameError) {
        unsafe frame.pointee = try object.value.read(&input.pointee).frame
        return S_OK
    } catch {
        return report.fail(error)
    }
}

@implementation @_cdecl("WseGetFrameFault")
public func WseGetFrameFault(_ reader: OpaquePointer?) -> UnsafePointer<CChar>? {
    guard let fault = unsafe Reference<FrameReader>(reader)?.value.fault else { return nil }
    return unsafe UnsafeRawPointer(fault.uri.utf8Start).assumingMemoryBound(to: CChar.self)
}

@implementation @_cdecl("WseFreeFrameReader")
public func WseFreeFrameReader(_ reader: OpaquePointer?) {
    unsafe Reference<FrameReader>(reader)?.deallocate()
}

@implementation @_cdecl("WseCreateFrameWriter")
@_optimize(size)
public func WseCreateFrameWriter(
    _ side: WSE_FRAME_SIDE, _ writeCallback: WS_WRITE_CALLBACK?, _ writeContext: UnsafeMutableRawPointer?,
    _ writer: UnsafeMutablePointer<OpaquePointer?>?, _ error: OpaquePointer?
) -> HRESULT {
    let report = unsafe ErrorReport("WseCreateFrameWriter", error)
    guard let writer = unsafe Reference<UInt>(writer), let side = FrameSide(side),
        let sink = unsafe HostSink(writeCallback, writeContext)
    else { return report.fail(E_INVALIDARG, "writeCallback or writer is NULL, or side is unknown") }
    guard let object = try? FrameWriter(for: side, sink) else { return report.failForMemory() }
    writer.value = object.context
    return S_OK
}

@implementation @_cdecl("WseWriteFrame")
public func WseWriteFrame(
    _ writer: OpaquePointer?, _ frame: UnsafePointer<WSE_FRAME>?, _ asyncContext: UnsafePointer<WS_ASYNC_CONTEXT>?,
    _ error: OpaquePointer?
) -> HRESULT {
    guard let object = unsafe FrameWriter(UnsafeMutableRawPointer(writer)), let frame = unsafe frame else {
        return unsafe ErrorReport("frame writer", error).fail(E_INVALIDARG, "writer or frame is NULL")
    }
    return unsafe object.write(frame.pointee, AsyncContext(asyncContext), ErrorHandle(error))
}

@implementation @_cdecl("WseFreeFrameWriter")
public func WseFreeFrameWriter(_ writer: OpaquePointer?) {
    unsafe FrameWriter(UnsafeMutableRawPointer(writer))?.free()
}
