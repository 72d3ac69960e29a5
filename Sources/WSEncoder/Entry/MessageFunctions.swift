// Whole messages: functions of messages.h, where they are documented. They are hosts of encoders and decoders, of this library
// or not, which they know by their tables alone.
internal import Bytes
public import CWSEncoder

@implementation @_cdecl("WseEncodeMessage")
@_optimize(size)
public func WseEncodeMessage(
    _ encoder: UnsafePointer<WS_CHANNEL_ENCODER>?, _ contentType: UnsafePointer<WS_STRING>?,
    _ buffers: UnsafePointer<WS_BYTES>?, _ count: ULONG, _ output: OpaquePointer?,
    _ newContentType: UnsafeMutablePointer<WS_STRING>?, _ contentEncoding: UnsafeMutablePointer<WS_STRING>?,
    _ error: OpaquePointer?
) -> HRESULT {
    let report = unsafe ErrorReport("WseEncodeMessage", error)
    let question = unsafe ContentTypeQuestion(asking: .encoder, contentType, nil)
    return unsafe encode(
        encoder, question, HostBuffers(buffers, count), output, KeptStringPlace(newContentType),
        KeptStringPlace(contentEncoding), report)
}

@implementation @_cdecl("WseEncodeBytes")
@_optimize(size)
public func WseEncodeBytes(
    _ encoder: UnsafePointer<WS_CHANNEL_ENCODER>?, _ contentType: UnsafePointer<CChar>?, _ bytes: UnsafeRawPointer?,
    _ size: ULONGLONG, _ output: OpaquePointer?, _ newContentType: UnsafeMutablePointer<UnsafePointer<CChar>?>?,
    _ contentEncoding: UnsafeMutablePointer<UnsafePointer<CChar>?>?, _ error: OpaquePointer?
) -> HRESULT {
    let report = unsafe ErrorReport("WseEncodeBytes", error)
    guard var message = unsafe MessageBytes(bytes, size) else { return report.fail(E_INVALIDARG, "bytes is NULL with a size") }
    do throws(OutOfMemory) {
        let type = try unsafe WideString(forHost: contentType)
        let buffers = try message.makeBuffers()
        let result = unsafe encode(
            encoder, ContentTypeQuestion(.encoder, type), buffers, output, KeptStringPlace(newContentType),
            KeptStringPlace(contentEncoding), report)
        // They last until here.
        _ = consume type
        _ = consume message
        return result
    } catch {
        return report.failForMemory()
    }
}

@_optimize(size)
@inline(never)
private func encode(
    _ encoder: UnsafePointer<WS_CHANNEL_ENCODER>?, _ question: ContentTypeQuestion, _ buffers: HostBuffers,
    _ output: OpaquePointer?, _ newContentType: KeptStringPlace?, _ contentEncoding: KeptStringPlace?, _ report: ErrorReport
) -> HRESULT {
    guard let implementation = unsafe encoder.flatMap({ unsafe Implementation(HostTable(reading: $0), .encoder, .native) }),
        let output = unsafe Reference<Buffer>(output)
    else {
        return report.fail(E_INVALIDARG, "encoder or output is NULL, or a callback of the encoder is missing")
    }
    let sink = unsafe ForeignFunction(WseBufferWrite as WS_WRITE_CALLBACK)
    let create = unsafe CallArguments(create: sink.word, output.word, report.error)
    var host = MessageHost(implementation, create, output, report)
    if host.result.isFailure { return host.result }
    defer { host.free() }
    host.ask(question)
    host.call(.start)
    host.encode(buffers)
    host.call(.end)
    return host.finish(newContentType, contentEncoding)
}

@implementation @_cdecl("WseDecodeMessage")
@_optimize(size)
public func WseDecodeMessage(
    _ decoder: UnsafePointer<WS_CHANNEL_DECODER>?, _ contentType: UnsafePointer<WS_STRING>?,
    _ contentEncoding: UnsafePointer<WS_STRING>?, _ buffers: UnsafePointer<WS_BYTES>?, _ count: ULONG,
    _ output: OpaquePointer?, _ newContentType: UnsafeMutablePointer<WS_STRING>?, _ error: OpaquePointer?
) -> HRESULT {
    let report = unsafe ErrorReport("WseDecodeMessage", error)
    let question = unsafe ContentTypeQuestion(asking: .decoder, contentType, contentEncoding)
    return unsafe decode(decoder, question, HostBuffers(buffers, count), output, KeptStringPlace(newContentType), report)
}

@implementation @_cdecl("WseDecodeBytes")
@_optimize(size)
public func WseDecodeBytes(
    _ decoder: UnsafePointer<WS_CHANNEL_DECODER>?, _ contentType: UnsafePointer<CChar>?,
    _ contentEncoding: UnsafePointer<CChar>?, _ bytes: UnsafeRawPointer?, _ size: ULONGLONG, _ output: OpaquePointer?,
    _ newContentType: UnsafeMutablePointer<UnsafePointer<CChar>?>?, _ error: OpaquePointer?
) -> HRESULT {
    let report = unsafe ErrorReport("WseDecodeBytes", error)
    guard var message = unsafe MessageBytes(bytes, size) else { return report.fail(E_INVALIDARG, "bytes is NULL with a size") }
    do throws(OutOfMemory) {
        let type = try unsafe WideString(forHost: contentType)
        let encoding = try unsafe WideString(forHost: contentEncoding)
        let buffers = try message.makeBuffers()
        let question = ContentTypeQuestion(.decoder, type, contentEncoding: encoding.text)
        let result = unsafe decode(decoder, question, buffers, output, KeptStringPlace(newContentType), report)
        // They last until here.
        _ = consume type
        _ = consume encoding
        _ = consume message
        return result
    } catch {
        return report.failForMemory()
    }
}

@_optimize(size)
@inline(never)
private func decode(
    _ decoder: UnsafePointer<WS_CHANNEL_DECODER>?, _ question: ContentTypeQuestion, _ buffers: HostBuffers,
    _ output: OpaquePointer?, _ newContentType: KeptStringPlace?, _ report: ErrorReport
) -> HRESULT {
    guard let implementation = unsafe decoder.flatMap({ unsafe Implementation(HostTable(reading: $0), .decoder, .native) }),
        let output = unsafe Reference<Buffer>(output), case .valid = buffers.check()
    else {
        return report.fail(
            E_INVALIDARG,
            "decoder, output, buffers or the bytes of one of them is NULL, or a callback of the decoder is missing")
    }
    var message = HostBufferReader(buffers)
    return lend(&message) { message in
        let source = unsafe ForeignFunction(readMessage)
        let create = unsafe CallArguments(create: source.word, message.word, report.error)
        var host = MessageHost(implementation, create, output, report)
        if host.result.isFailure { return host.result }
        defer { host.free() }
        host.call(.start)
        host.ask(question)
        host.drain()
        host.call(.end)
        return host.finish(newContentType, nil)
    }
}

/// The source of a message in memory. Its context is a `HostBufferReader`.
private var readMessage: WS_READ_CALLBACK {
    { context, bytes, maxSize, actualSize, _, _ in
        guard let message = unsafe Reference<HostBufferReader>(context), let actualSize = unsafe Reference<ULONG>(actualSize),
            unsafe bytes != nil
        else { return E_INVALIDARG }
        actualSize.value = message.value.take(unsafe HostRoom(bytes, maxSize))
        return S_OK
    }
}

extension HostBufferReader {
    /// Copies as much as fits of the next bytes, all of one buffer. Returns how many; 0 at the end.
    @_optimize(size)
    fileprivate mutating func take(_ room: HostRoom) -> ULONG {
        while !isAtEnd {
            if bytes.isEmpty {
                skipBuffer()
                continue
            }
            let part = bytes.prefix(Int(room.size))
            room.fill(from: part)
            advance(by: part.count)
            return ULONG(truncatingIfNeeded: part.count)
        }
        return 0
    }
}
