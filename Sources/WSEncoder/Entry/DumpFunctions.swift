// A look into encoded messages: a function of messages.h, where it is documented.
internal import Bytes
public import CWSEncoder
internal import Catalog
internal import CodecKit

@implementation @_cdecl("WseDumpMessage")
public func WseDumpMessage(
    _ codec: UnsafePointer<CChar>?, _ properties: UnsafePointer<WSE_PROPERTY>?, _ propertyCount: ULONG,
    _ readCallback: WS_READ_CALLBACK?, _ readContext: UnsafeMutableRawPointer?, _ writeCallback: WS_WRITE_CALLBACK?,
    _ writeContext: UnsafeMutableRawPointer?, _ error: OpaquePointer?
) -> HRESULT {
    let subject = Subject("WseDumpMessage")
    guard let codec = unsafe codec, let read = unsafe readCallback, let write = unsafe writeCallback,
        unsafe properties != nil || propertyCount == 0
    else {
        return unsafe Diagnostic.report(
            E_INVALIDARG, to: error, of: subject, "codec or a callback is NULL, or properties is NULL with a count")
    }
    guard let index = unsafe Catalog.index(named: CodecName.bytes(of: codec)),
        Catalog.codec(at: index)?.hasDump == true
    else {
        return unsafe Diagnostic.report(
            WS_E_NOT_SUPPORTED, to: error, of: subject, "there is no codec of this name whose messages have records")
    }
    var reader = PropertyReader(CodecLinks(CodecLink(at: index)), .decoder)
    for index in 0..<Int(propertyCount) {
        guard let property = unsafe properties?[index] else { break }
        if let refusal = unsafe apply(property, &reader) {
            return unsafe TablePlan.Refusal.property(index, refusal).report(to: error, of: subject)
        }
    }
    do throws(OutOfMemory) {
        let codecTable = try unsafe Memory.allocate(CodecTable.self)
        do throws(OutOfMemory) {
            try unsafe codecTable.initialize(
                to: CodecTable(reader.links, .decoder, reader.settings, .native, lists: true))
        } catch {
            unsafe Memory.free(codecTable)
            throw error
        }
        defer { unsafe TableHeader.release(codecTable) }
        return try unsafe list(codecTable, read, readContext, write, writeContext, subject, error)
    } catch _ {
        return unsafe Diagnostic.report(E_OUTOFMEMORY, to: error, of: subject, "out of memory")
    }
}

/// Applies a property of decoders. Returns why it cannot, nil if it could.
private func apply(_ property: WSE_PROPERTY, _ reader: inout PropertyReader) -> PropertyReader.Refusal? {
    if unsafe property.id == WSE_PROPERTY_ABI { return .because("both callbacks are of the platform's own calling convention") }
    if unsafe property.id == WSE_PROPERTY_INVALID_CHARACTERS { return .absent("a list shows each character as it is") }
    return unsafe reader.apply(property)
}

/// Hands the lines on, a stretch at a time, until there are no more.
private func list(
    _ codecTable: UnsafeMutablePointer<CodecTable>, _ read: @escaping WS_READ_CALLBACK,
    _ readContext: UnsafeMutableRawPointer?, _ write: WS_WRITE_CALLBACK, _ writeContext: UnsafeMutableRawPointer?,
    _ subject: Subject, _ error: OpaquePointer?
) throws(OutOfMemory) -> HRESULT {
    let stretch: ULONG = 64 << 10
    let lines = try RawBuffer(byteCount: Int(stretch))
    guard let base = unsafe lines.bytes.baseAddress else { throw OutOfMemory() }
    let decoder: Decoder
    do throws(CodecError) {
        decoder = try unsafe Decoder(codecTable, read, readContext)
    } catch let failure {
        return unsafe Diagnostic.report(failure, at: 0, to: error, of: subject)
    }
    defer { decoder.free() }
    var result = unsafe decoder.startWithoutContentType(error)
    while !result.isFailure {
        var length: ULONG = 0
        result = unsafe decoder.decode(base, stretch, &length, nil, error)
        if result.isFailure || length == 0 { break }
        var piece = unsafe WS_BYTES(length: length, bytes: base.assumingMemoryBound(to: BYTE.self))
        result = unsafe write(writeContext, &piece, 1, nil, error)
        if result == WS_S_ASYNC {
            return unsafe Diagnostic.report(
                WS_E_INVALID_OPERATION, to: error, of: subject,
                "the sink returned WS_S_ASYNC without having been given an asynchronous context")
        }
    }
    return result.isFailure ? result : S_OK
}
