// The decoder callbacks: functions of wsencoder.h, where they are documented.
internal import Bytes
public import CWSEncoder
internal import CodecKit

@implementation @_cdecl("WseCreateDecoder")
public func WseCreateDecoder(
    _ createContext: UnsafeMutableRawPointer?, _ readCallback: WS_READ_CALLBACK?,
    _ readContext: UnsafeMutableRawPointer?, _ decoderContext: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
    _ error: OpaquePointer?
) -> HRESULT {
    guard let table = unsafe Reference<CodecTable>(createContext, .decoder),
        let source = unsafe HostSource(readCallback, readContext), let decoderContext = unsafe Reference<UInt>(decoderContext)
    else {
        return unsafe ErrorReport("WseCreateDecoder", error).fail(
            E_INVALIDARG, "createContext is not that of a decoder, or readCallback or decoderContext is NULL")
    }
    do throws(CodecError) {
        decoderContext.value = try Decoder(table, source).context
        return S_OK
    } catch let failure {
        return unsafe ErrorHandle(error).about(table.subject(link: failure.link)).fail(failure, at: 0)
    }
}

@implementation @_cdecl("WseDecoderStart")
public func WseDecoderStart(
    _ decoderContext: UnsafeMutableRawPointer?, _ asyncContext: UnsafePointer<WS_ASYNC_CONTEXT>?, _ error: OpaquePointer?
) -> HRESULT {
    unsafe Decoder(decoderContext)?.start(ErrorHandle(error)) ?? noDecoder("WseDecoderStart", error)
}

@implementation @_cdecl("WseDecoderGetContentType")
public func WseDecoderGetContentType(
    _ decoderContext: UnsafeMutableRawPointer?, _ contentType: UnsafePointer<WS_STRING>?,
    _ contentEncoding: UnsafePointer<WS_STRING>?, _ newContentType: UnsafeMutablePointer<WS_STRING>?,
    _ error: OpaquePointer?
) -> HRESULT {
    guard let decoder = unsafe Decoder(decoderContext), let type = unsafe WideText(contentType),
        let encoding = unsafe contentEncoding == nil ? .empty : WideText(contentEncoding),
        let newContentType = unsafe StringPlace(newContentType)
    else {
        return unsafe ErrorReport("WseDecoderGetContentType", error).fail(
            E_INVALIDARG, "a parameter is NULL, or the characters of a string are although its length is not 0")
    }
    return unsafe decoder.getContentType(type, encoding, newContentType, ErrorHandle(error))
}

// Inlined into its C entry, which would be one more call.
@inline(__always)
@implementation @_cdecl("WseDecoderDecode")
public func WseDecoderDecode(
    _ decoderContext: UnsafeMutableRawPointer?, _ buffer: UnsafeMutableRawPointer?, _ maxLength: ULONG,
    _ length: UnsafeMutablePointer<ULONG>?, _ asyncContext: UnsafePointer<WS_ASYNC_CONTEXT>?, _ error: OpaquePointer?
) -> HRESULT {
    guard let decoder = unsafe Decoder(decoderContext), let length = unsafe length, unsafe buffer != nil, maxLength > 0 else {
        return unsafe ErrorReport("WseDecoderDecode", error).fail(E_INVALIDARG, "a parameter is NULL, or maxLength is 0")
    }
    return unsafe decoder.decode(
        HostRoom(buffer, maxLength), Reference(length), AsyncContext(asyncContext), ErrorHandle(error))
}

@implementation @_cdecl("WseDecoderEnd")
public func WseDecoderEnd(
    _ decoderContext: UnsafeMutableRawPointer?, _ asyncContext: UnsafePointer<WS_ASYNC_CONTEXT>?, _ error: OpaquePointer?
) -> HRESULT {
    unsafe Decoder(decoderContext)?.end(ErrorHandle(error)) ?? noDecoder("WseDecoderEnd", error)
}

@implementation @_cdecl("WseFreeDecoder")
public func WseFreeDecoder(_ decoderContext: UnsafeMutableRawPointer?) {
    unsafe Decoder(decoderContext)?.free()
}

@inline(never)
private func noDecoder(_ function: StaticString, _ error: OpaquePointer?) -> HRESULT {
    unsafe ErrorReport(function, error).fail(E_INVALIDARG, "decoderContext is NULL")
}
