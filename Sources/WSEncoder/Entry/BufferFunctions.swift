// Buffers: functions of messages.h, where they are documented.
internal import Bytes
public import CWSEncoder

@implementation @_cdecl("WseCreateBuffer")
public func WseCreateBuffer(
    _ maxSize: ULONGLONG, _ buffer: UnsafeMutablePointer<OpaquePointer?>?, _ error: OpaquePointer?
) -> HRESULT {
    let report = unsafe ErrorReport("WseCreateBuffer", error)
    guard let buffer = unsafe Reference<UInt>(buffer) else { return report.fail(E_INVALIDARG, "buffer is NULL") }
    guard let object = try? Reference(allocating: Buffer(maxSize: maxSize)) else { return report.failForMemory() }
    buffer.value = object.word
    return S_OK
}

@implementation @_cdecl("WseFreeBuffer")
public func WseFreeBuffer(_ buffer: OpaquePointer?) {
    unsafe Reference<Buffer>(buffer)?.deallocate()
}

@implementation @_cdecl("WseResetBuffer")
public func WseResetBuffer(_ buffer: OpaquePointer?) {
    unsafe Reference<Buffer>(buffer)?.value.reset()
}

@implementation @_cdecl("WseGetBufferBytes")
public func WseGetBufferBytes(
    _ buffer: OpaquePointer?, _ bytes: UnsafeMutablePointer<UnsafePointer<BYTE>?>?,
    _ size: UnsafeMutablePointer<ULONGLONG>?
) -> HRESULT {
    guard let object = unsafe Reference<Buffer>(buffer), let bytes = unsafe bytes,
        let size = unsafe Reference<ULONGLONG>(size)
    else { return E_INVALIDARG }
    unsafe bytes.pointee = object.value.baseAddress
    size.value = ULONGLONG(object.value.count)
    return S_OK
}

@implementation @_cdecl("WseGetBufferView")
public func WseGetBufferView(_ buffer: OpaquePointer?, _ bytes: UnsafeMutablePointer<WS_BYTES>?) -> HRESULT {
    guard let object = unsafe Reference<Buffer>(buffer), let bytes = unsafe bytes else { return E_INVALIDARG }
    guard let length = ULONG(exactly: object.value.count) else { return WS_E_QUOTA_EXCEEDED }
    unsafe bytes.pointee = WS_BYTES(length: length, bytes: UnsafeMutablePointer(mutating: object.value.baseAddress))
    return S_OK
}

@implementation @_cdecl("WseBufferWrite")
public func WseBufferWrite(
    _ buffer: UnsafeMutableRawPointer?, _ buffers: UnsafePointer<WS_BYTES>?, _ count: ULONG,
    _ asyncContext: UnsafePointer<WS_ASYNC_CONTEXT>?, _ error: OpaquePointer?
) -> HRESULT {
    let report = unsafe ErrorReport("WseBufferWrite", error)
    let buffers = unsafe HostBuffers(buffers, count)
    guard let object = unsafe Reference<Buffer>(buffer), case .valid(let total) = buffers.check() else {
        return report.fail(E_INVALIDARG, "buffer, buffers or the bytes of one of them is NULL")
    }
    guard object.value.accepts(total) else { return refuseMore(in: object, report) }
    return (try? object.value.append(buffers, total)) == nil ? report.failForMemory() : S_OK
}

@implementation @_cdecl("WseBufferRead")
public func WseBufferRead(
    _ buffer: UnsafeMutableRawPointer?, _ bytes: UnsafeMutableRawPointer?, _ maxLength: ULONG,
    _ length: UnsafeMutablePointer<ULONG>?, _ asyncContext: UnsafePointer<WS_ASYNC_CONTEXT>?, _ error: OpaquePointer?
) -> HRESULT {
    guard let object = unsafe Reference<Buffer>(buffer), let length = unsafe Reference<ULONG>(length),
        unsafe bytes != nil || maxLength == 0
    else {
        return unsafe ErrorReport("WseBufferRead", error).fail(E_INVALIDARG, "buffer, bytes or length is NULL")
    }
    let taken = unsafe bytes.map { unsafe object.value.take(Int(maxLength), into: $0) } ?? 0
    length.value = ULONG(truncatingIfNeeded: taken)
    return S_OK
}

/// Reports that a buffer has no room for what is to be written to it.
func refuseMore(in object: Reference<Buffer>, _ report: ErrorReport) -> HRESULT {
    report.add { text in
        text.append("the buffer would hold too many bytes (limit ")
        text.append(decimal: object.value.maxSize)
        text.append(UInt8(ascii: ")"))
    }
    return WS_E_QUOTA_EXCEEDED
}
