// A look into encoded messages: a function of messages.h, where it is documented.
internal import Bytes
public import CWSEncoder
internal import Catalog
internal import CodecKit

@implementation @_cdecl("WseDumpMessage")
public func WseDumpMessage(
    _ codec: UnsafePointer<CChar>?, _ buffers: UnsafePointer<WS_BYTES>?, _ count: ULONG, _ output: OpaquePointer?,
    _ error: OpaquePointer?
) -> HRESULT {
    let subject = Subject("WseDumpMessage")
    guard let codec = unsafe codec, let output = unsafe UnsafeMutablePointer<Buffer>(output),
        case .valid = unsafe totalSize(buffers, count)
    else {
        return unsafe Diagnostic.report(
            E_INVALIDARG, to: error, of: subject, "codec, output, buffers or the bytes of one of them is NULL")
    }
    guard let makeDump = unsafe Catalog.codec(named: CodecName.bytes(of: codec))?.makeDump else {
        return unsafe Diagnostic.report(
            WS_E_NOT_SUPPORTED, to: error, of: subject, "there is no codec of this name whose messages have records")
    }
    var taken: UInt64 = 0
    do throws(CodecError) {
        let dump = try makeDump(CodecOptions())
        try dump.begin()
        for index in 0...Int(count) {
            let isLast = index == Int(count)
            let bytes = unsafe UnsafeRawBufferPointer(isLast ? nil : buffers, at: index)
            let result = unsafe try run(dump, bytes, isLast: isLast, &taken, into: output, subject, error)
            if result.isFailure { return result }
        }
        return S_OK
    } catch let failure {
        return unsafe Diagnostic.report(failure, at: taken, to: error, of: subject)
    }
}

/// Gives `bytes` to the codec, and to the buffer what it makes of them.
private func run(
    _ dump: borrowing AnyCodec, _ bytes: UnsafeRawBufferPointer, isLast: Bool, _ taken: inout UInt64,
    into output: UnsafeMutablePointer<Buffer>, _ subject: Subject, _ error: OpaquePointer?
) throws(CodecError) -> HRESULT {
    let stretch = 64 << 10
    var input = unsafe InputCursor(RawSpan(_unsafeBytes: bytes))
    while true {
        let room: UnsafeMutableRawPointer
        do throws(OutOfMemory) {
            unsafe room = try output.pointee.reserve(UInt64(stretch))
        } catch {
            throw .outOfMemory
        }
        var lines = unsafe OutputCursor(
            OutputRawSpan(buffer: UnsafeMutableRawBufferPointer(start: room, count: stretch), initializedCount: 0))
        let before = input.consumed
        let progress = try dump.process(&input, into: &lines, isLast: isLast)
        taken &+= UInt64(truncatingIfNeeded: input.consumed &- before)
        guard unsafe output.pointee.accepts(UInt64(lines.produced)) else {
            return unsafe refuseMore(in: output, subject, error)
        }
        unsafe output.pointee.commit(lines.produced)
        if progress == .outputFull { continue }
        if isLast && progress == .needsInput { throw .invalidFormat("the input ends before the message does") }
        if progress == .finished && !input.isEmpty { throw .invalidFormat("more follows after the end of the message") }
        return S_OK
    }
}

extension UnsafeRawBufferPointer {
    /// The bytes of one of a host's buffers, which have been checked.
    fileprivate init(_ buffers: UnsafePointer<WS_BYTES>?, at index: Int) {
        let buffer = unsafe buffers?[index] ?? WS_BYTES()
        unsafe self.init(start: buffer.bytes, count: buffer.bytes == nil ? 0 : Int(buffer.length))
    }
}
