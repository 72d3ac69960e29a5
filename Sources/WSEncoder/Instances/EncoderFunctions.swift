// The encoder callbacks: functions of wsencoder.h, where they are documented.
internal import Bytes
public import CWSEncoder
internal import CodecKit

@implementation @_cdecl("WseCreateEncoder")
public func WseCreateEncoder(
    _ createContext: UnsafeMutableRawPointer?, _ writeCallback: WS_WRITE_CALLBACK?,
    _ writeContext: UnsafeMutableRawPointer?, _ encoderContext: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
    _ error: OpaquePointer?
) -> HRESULT {
    guard let table = unsafe Reference<CodecTable>(createContext, .encoder),
        let sink = unsafe HostSink(writeCallback, writeContext), let encoderContext = unsafe Reference<UInt>(encoderContext)
    else {
        return unsafe ErrorReport("WseCreateEncoder", error).fail(
            E_INVALIDARG, "createContext is not that of an encoder, or writeCallback or encoderContext is NULL")
    }
    do throws(CodecError) {
        encoderContext.value = try Encoder(table, sink).context
        return S_OK
    } catch let failure {
        return unsafe ErrorHandle(error).about(table.subject(link: failure.link)).fail(failure, at: 0)
    }
}

@implementation @_cdecl("WseEncoderGetContentType")
public func WseEncoderGetContentType(
    _ encoderContext: UnsafeMutableRawPointer?, _ contentType: UnsafePointer<WS_STRING>?,
    _ newContentType: UnsafeMutablePointer<WS_STRING>?, _ contentEncoding: UnsafeMutablePointer<WS_STRING>?,
    _ error: OpaquePointer?
) -> HRESULT {
    guard let encoder = unsafe Encoder(encoderContext), let type = unsafe WideText(contentType),
        let newContentType = unsafe StringPlace(newContentType), let contentEncoding = unsafe StringPlace(contentEncoding)
    else {
        return unsafe ErrorReport("WseEncoderGetContentType", error).fail(
            E_INVALIDARG, "a parameter is NULL, or contentType->chars is NULL although its length is not 0")
    }
    return unsafe encoder.getContentType(
        type, newContentType, contentEncoding, ErrorHandle(error))
}

@implementation @_cdecl("WseEncoderStart")
public func WseEncoderStart(
    _ encoderContext: UnsafeMutableRawPointer?, _ asyncContext: UnsafePointer<WS_ASYNC_CONTEXT>?, _ error: OpaquePointer?
) -> HRESULT {
    unsafe Encoder(encoderContext)?.start(ErrorHandle(error)) ?? noEncoder("WseEncoderStart", error)
}

// Inlined into its C entry, which would be one more call.
@inline(__always)
@implementation @_cdecl("WseEncoderEncode")
public func WseEncoderEncode(
    _ encoderContext: UnsafeMutableRawPointer?, _ buffers: UnsafePointer<WS_BYTES>?, _ count: ULONG,
    _ asyncContext: UnsafePointer<WS_ASYNC_CONTEXT>?, _ error: OpaquePointer?
) -> HRESULT {
    unsafe Encoder(encoderContext)?.encode(HostBuffers(buffers, count), AsyncContext(asyncContext), ErrorHandle(error))
        ?? noEncoder("WseEncoderEncode", error)
}

@implementation @_cdecl("WseEncoderEnd")
public func WseEncoderEnd(
    _ encoderContext: UnsafeMutableRawPointer?, _ asyncContext: UnsafePointer<WS_ASYNC_CONTEXT>?, _ error: OpaquePointer?
) -> HRESULT {
    unsafe Encoder(encoderContext)?.end(AsyncContext(asyncContext), ErrorHandle(error))
        ?? noEncoder("WseEncoderEnd", error)
}

@implementation @_cdecl("WseEncoderFlush")
public func WseEncoderFlush(
    _ encoderContext: UnsafeMutableRawPointer?, _ asyncContext: UnsafePointer<WS_ASYNC_CONTEXT>?, _ error: OpaquePointer?
) -> HRESULT {
    let call = unsafe TableCall(flush: UInt(encoderContext), AsyncContext(asyncContext), ErrorHandle(error))
    let result: HRESULT? =
        switch unsafe Reference<OperationHeader>(encoderContext)?.value.kind {
        case .encoder: unsafe Encoder(encoderContext)?.flush(call.asyncContext, call.error)
        case .chain: unsafe Chain(encoderContext)?.flush(call)
        case .adapter: unsafe Adapter(encoderContext)?.flush(call)
        case .other, nil: nil
        }
    if let result { return result }
    return unsafe ErrorReport("WseEncoderFlush", error).fail(
        E_INVALIDARG, "encoderContext is NULL or not that of an encoder")
}

@implementation @_cdecl("WseFreeEncoder")
public func WseFreeEncoder(_ encoderContext: UnsafeMutableRawPointer?) {
    unsafe Encoder(encoderContext)?.free()
}

@inline(never)
private func noEncoder(_ function: StaticString, _ error: OpaquePointer?) -> HRESULT {
    unsafe ErrorReport(function, error).fail(E_INVALIDARG, "encoderContext is NULL")
}
