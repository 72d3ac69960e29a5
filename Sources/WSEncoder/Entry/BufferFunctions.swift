// Buffers: functions of messages.h, where they are documented.
internal import Bytes
public import CWSEncoder

@implementation @_cdecl("WseCreateBuffer")
public func WseCreateBuffer(
    _ maxSize: ULONGLONG, _ buffer: UnsafeMutablePointer<OpaquePointer?>?, _ error: OpaquePointer?
) -> HRESULT {
    let report = unsafe ErrorReport("WseCreateBuffer", error)
    guard let buffer = unsafe buffer else {
        return report.fail(E_INVALIDARG, "buffer is NULL")
    }
    do throws(OutOfMemory) {
        let object = try unsafe Memory.allocate(Buffer.self)
        unsafe object.initialize(to: Buffer(maxSize: maxSize))
        unsafe buffer.pointee = OpaquePointer(object)
        return S_OK
    } catch _ {
        return report.failForMemory()
    }
}

@implementation @_cdecl("WseFreeBuffer")
public func WseFreeBuffer(_ buffer: OpaquePointer?) {
    guard let object = unsafe UnsafeMutablePointer<Buffer>(buffer) else { return }
    unsafe object.deinitialize(count: 1)
    unsafe Memory.free(object)
}

@implementation @_cdecl("WseResetBuffer")
public func WseResetBuffer(_ buffer: OpaquePointer?) {
    guard let object = unsafe UnsafeMutablePointer<Buffer>(buffer) else { return }
    unsafe object.pointee.reset()
}

@implementation @_cdecl("WseGetBufferBytes")
public func WseGetBufferBytes(
    _ buffer: OpaquePointer?, _ bytes: UnsafeMutablePointer<UnsafePointer<BYTE>?>?,
    _ size: UnsafeMutablePointer<ULONGLONG>?
) -> HRESULT {
    guard let object = unsafe UnsafeMutablePointer<Buffer>(buffer), let bytes = unsafe bytes, let size = unsafe size else {
        return E_INVALIDARG
    }
    let written = unsafe object.pointee.bytes
    unsafe bytes.pointee = written.baseAddress?.assumingMemoryBound(to: BYTE.self)
    unsafe size.pointee = ULONGLONG(written.count)
    return S_OK
}

@implementation @_cdecl("WseBufferWrite")
public func WseBufferWrite(
    _ buffer: UnsafeMutableRawPointer?, _ buffers: UnsafePointer<WS_BYTES>?, _ count: ULONG,
    _ asyncContext: UnsafePointer<WS_ASYNC_CONTEXT>?, _ error: OpaquePointer?
) -> HRESULT {
    let report = unsafe ErrorReport("WseBufferWrite", error)
    guard let object = unsafe buffer?.assumingMemoryBound(to: Buffer.self),
        case .valid(let total) = unsafe totalSize(buffers, count)
    else {
        return report.fail(E_INVALIDARG, "buffer, buffers or the bytes of one of them is NULL")
    }
    guard unsafe object.pointee.accepts(total) else { return unsafe refuseMore(in: object, report) }
    do throws(OutOfMemory) {
        try unsafe append(buffers, count, total, to: object)
        return S_OK
    } catch _ {
        return report.failForMemory()
    }
}

@implementation @_cdecl("WseBufferRead")
public func WseBufferRead(
    _ buffer: UnsafeMutableRawPointer?, _ bytes: UnsafeMutableRawPointer?, _ maxLength: ULONG,
    _ length: UnsafeMutablePointer<ULONG>?, _ asyncContext: UnsafePointer<WS_ASYNC_CONTEXT>?, _ error: OpaquePointer?
) -> HRESULT {
    guard let object = unsafe buffer?.assumingMemoryBound(to: Buffer.self), let length = unsafe length,
        unsafe bytes != nil || maxLength == 0
    else {
        return unsafe ErrorReport("WseBufferRead", error).fail(E_INVALIDARG, "buffer, bytes or length is NULL")
    }
    let taken = if let bytes = unsafe bytes { unsafe object.pointee.take(Int(maxLength), into: bytes) } else { 0 }
    unsafe length.pointee = ULONG(truncatingIfNeeded: taken)
    return S_OK
}

/// A buffer has no room for what is to be written to it.
func refuseMore(in object: UnsafeMutablePointer<Buffer>, _ report: ErrorReport) -> HRESULT {
    report.add { text in
        text.append("the buffer would hold too many bytes (limit ")
        text.append(decimal: unsafe object.pointee.maxSize)
        text.append(UInt8(ascii: ")"))
    }
    return WS_E_QUOTA_EXCEEDED
}

/// Copies buffers of `total` bytes that have been checked.
private func append(
    _ buffers: UnsafePointer<WS_BYTES>?, _ count: ULONG, _ total: UInt64, to object: UnsafeMutablePointer<Buffer>
) throws(OutOfMemory) {
    guard total > 0, let buffers = unsafe buffers else { return }
    var destination = try unsafe object.pointee.reserve(total)
    var left = Int(truncatingIfNeeded: total)
    for index in 0..<Int(count) {
        let size = unsafe min(Int(buffers[index].length), left)
        guard size > 0, let source = unsafe buffers[index].bytes else { continue }
        unsafe destination.copyMemory(from: source, byteCount: size)
        unsafe destination = destination.advanced(by: size)
        left &-= size
        unsafe object.pointee.commit(size)
    }
}
