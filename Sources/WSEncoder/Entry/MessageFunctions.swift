// Whole messages: functions of messages.h, where they are documented. They are hosts of encoders and decoders, of this library
// or not, and know them by their tables only.
internal import Bytes
public import CWSEncoder

@implementation @_cdecl("WseEncodeMessage")
public func WseEncodeMessage(
    _ encoder: UnsafePointer<WS_CHANNEL_ENCODER>?, _ contentType: UnsafePointer<WS_STRING>?,
    _ buffers: UnsafePointer<WS_BYTES>?, _ count: ULONG, _ output: OpaquePointer?,
    _ newContentType: UnsafeMutablePointer<WS_STRING>?, _ contentEncoding: UnsafeMutablePointer<WS_STRING>?,
    _ error: OpaquePointer?
) -> HRESULT {
    let report = unsafe ErrorReport("WseEncodeMessage", error)
    guard let table = unsafe encoder?.pointee, let output = unsafe UnsafeMutablePointer<Buffer>(output),
        let create = unsafe table.createEncoderCallback, let getContentType = unsafe table.encoderGetContentTypeCallback,
        let start = unsafe table.encoderStartCallback, let encode = unsafe table.encoderEncodeCallback,
        let end = unsafe table.encoderEndCallback, let free = unsafe table.freeEncoderCallback
    else {
        return report.fail(E_INVALIDARG, "encoder or output is NULL, or a callback of the encoder is missing")
    }
    var instance: UnsafeMutableRawPointer?
    var result = unsafe create(table.createContext, WseBufferWrite, UnsafeMutableRawPointer(output), &instance, error)
    if result.isFailure { return result }
    defer { unsafe free(instance) }

    let before = unsafe output.pointee.count
    var type = unsafe contentType?.pointee ?? WS_STRING()
    var newType = unsafe WS_STRING()
    var encoding = unsafe WS_STRING()
    result = unsafe getContentType(instance, &type, &newType, &encoding, error)
    if hasSucceeded(&result, report) { result = unsafe start(instance, nil, error) }
    if hasSucceeded(&result, report) { result = unsafe encode(instance, buffers, count, nil, error) }
    if hasSucceeded(&result, report) { result = unsafe end(instance, nil, error) }
    if hasSucceeded(&result, report) {
        result = unsafe keep(newType, newContentType, encoding, contentEncoding, in: output, report)
    }
    if result.isFailure { unsafe output.pointee.truncate(to: before) }
    return result.isFailure ? result : S_OK
}

@implementation @_cdecl("WseDecodeMessage")
public func WseDecodeMessage(
    _ decoder: UnsafePointer<WS_CHANNEL_DECODER>?, _ contentType: UnsafePointer<WS_STRING>?,
    _ contentEncoding: UnsafePointer<WS_STRING>?, _ buffers: UnsafePointer<WS_BYTES>?, _ count: ULONG,
    _ output: OpaquePointer?, _ newContentType: UnsafeMutablePointer<WS_STRING>?, _ error: OpaquePointer?
) -> HRESULT {
    let report = unsafe ErrorReport("WseDecodeMessage", error)
    guard let table = unsafe decoder?.pointee, let output = unsafe UnsafeMutablePointer<Buffer>(output),
        let create = unsafe table.createDecoderCallback, let getContentType = unsafe table.decoderGetContentTypeCallback,
        let start = unsafe table.decoderStartCallback, let decode = unsafe table.decoderDecodeCallback,
        let end = unsafe table.decoderEndCallback, let free = unsafe table.freeDecoderCallback,
        case .valid = unsafe totalSize(buffers, count)
    else {
        return report.fail(
            E_INVALIDARG,
            "decoder, output, buffers or the bytes of one of them is NULL, or a callback of the decoder is missing")
    }
    var source = unsafe MessageSource(buffers: buffers, count: Int(count))
    return unsafe withUnsafeMutablePointer(to: &source) { source in
        var instance: UnsafeMutableRawPointer?
        var result = unsafe create(table.createContext, MessageSource.read, source, &instance, error)
        if result.isFailure { return result }
        defer { unsafe free(instance) }

        let before = unsafe output.pointee.count
        var type = unsafe contentType?.pointee ?? WS_STRING()
        var newType = unsafe WS_STRING()
        result = unsafe start(instance, nil, error)
        if hasSucceeded(&result, report) {
            result = unsafe getContentType(instance, &type, contentEncoding, &newType, error)
        }
        if hasSucceeded(&result, report) {
            result = unsafe drain(instance, decode, into: output, report)
        }
        if hasSucceeded(&result, report) { result = unsafe end(instance, nil, error) }
        if hasSucceeded(&result, report) {
            result = unsafe keep(newType, newContentType, WS_STRING(), nil, in: output, report)
        }
        if result.isFailure { unsafe output.pointee.truncate(to: before) }
        return result.isFailure ? result : S_OK
    }
}

/// Has the decoder write straight into the buffer, until it gives 0 bytes.
private func drain(
    _ instance: UnsafeMutableRawPointer?, _ decode: WS_DECODER_DECODE_CALLBACK, into output: UnsafeMutablePointer<Buffer>,
    _ report: ErrorReport
) -> HRESULT {
    let stretch: ULONG = 64 << 10
    while true {
        var length: ULONG = 0
        do throws(OutOfMemory) {
            let room = try unsafe output.pointee.reserve(UInt64(stretch))
            var result = unsafe decode(instance, room, stretch, &length, nil, report.error.pointer)
            guard hasSucceeded(&result, report) else { return result }
        } catch _ {
            return report.failForMemory()
        }
        if length == 0 { return S_OK }
        guard length <= stretch else {
            return report.fail(WS_E_INVALID_OPERATION, "the decoder claims more bytes than it was asked for")
        }
        guard unsafe output.pointee.accepts(UInt64(length)) else { return unsafe refuseMore(in: output, report) }
        unsafe output.pointee.commit(Int(length))
    }
}

/// Whether a step has succeeded. One that has promised to complete later has failed: it was not asked to.
private func hasSucceeded(_ result: inout HRESULT, _ report: ErrorReport) -> Bool {
    if result == WS_S_ASYNC {
        result = report.fail(
            WS_E_INVALID_OPERATION, "a callback returned WS_S_ASYNC without having been given an asynchronous context")
    }
    return !result.isFailure
}

/// Copies the strings that the caller wants to where they outlive the instance.
private func keep(
    _ type: WS_STRING, _ newContentType: UnsafeMutablePointer<WS_STRING>?, _ encoding: WS_STRING,
    _ contentEncoding: UnsafeMutablePointer<WS_STRING>?, in output: UnsafeMutablePointer<Buffer>, _ report: ErrorReport
) -> HRESULT {
    guard let typeCharacters = unsafe type.characters, let encodingCharacters = unsafe encoding.characters else {
        return report.fail(WS_E_INVALID_OPERATION, "a callback gave a string that has a length and no characters")
    }
    do throws(OutOfMemory) {
        let keptType = try unsafe newContentType == nil ? type : output.pointee.keep(typeCharacters)
        let keptEncoding = try unsafe contentEncoding == nil ? encoding : output.pointee.keep(encodingCharacters)
        unsafe newContentType?.pointee = keptType
        unsafe contentEncoding?.pointee = keptEncoding
        return S_OK
    } catch _ {
        return report.failForMemory()
    }
}

/// A message in memory as the source of a decoder.
@safe
private struct MessageSource {
    let buffers: UnsafePointer<WS_BYTES>?
    let count: Int
    var index = 0
    var offset = 0

    init(buffers: UnsafePointer<WS_BYTES>?, count: Int) {
        unsafe self.buffers = buffers
        self.count = count
    }

    static var read: WS_READ_CALLBACK {
        { state, bytes, maxSize, actualSize, _, _ in
            guard let source = unsafe state?.assumingMemoryBound(to: MessageSource.self), let bytes = unsafe bytes,
                let actualSize = unsafe actualSize
            else { return E_INVALIDARG }
            unsafe actualSize.pointee = source.pointee.take(maxSize, into: bytes)
            return S_OK
        }
    }

    private mutating func take(_ maxSize: ULONG, into destination: UnsafeMutableRawPointer) -> ULONG {
        while let buffers = unsafe buffers, index < count {
            let buffer = unsafe buffers[index]
            let left = unsafe Int(buffer.length) &- offset
            guard left > 0, let bytes = unsafe buffer.bytes else {
                index &+= 1
                offset = 0
                continue
            }
            let size = min(left, Int(maxSize))
            unsafe destination.copyMemory(from: bytes.advanced(by: offset), byteCount: size)
            offset &+= size
            return ULONG(truncatingIfNeeded: size)
        }
        return 0
    }
}
