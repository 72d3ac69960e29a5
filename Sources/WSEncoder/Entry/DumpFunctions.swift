// A look into encoded messages: a function of messages.h, where it is documented.
internal import Bytes
public import CWSEncoder
internal import Catalog
internal import CodecKit

@implementation @_cdecl("WseDumpMessage")
@_optimize(size)
public func WseDumpMessage(
    _ codec: UnsafePointer<CChar>?, _ properties: UnsafePointer<WSE_PROPERTY>?, _ propertyCount: ULONG,
    _ readCallback: WS_READ_CALLBACK?, _ readContext: UnsafeMutableRawPointer?, _ writeCallback: WS_WRITE_CALLBACK?,
    _ writeContext: UnsafeMutableRawPointer?, _ error: OpaquePointer?
) -> HRESULT {
    let report = unsafe ErrorReport("WseDumpMessage", error)
    guard let codec = unsafe NameText(codec), let source = unsafe HostSource(readCallback, readContext),
        let sink = unsafe HostSink(writeCallback, writeContext),
        let properties = unsafe PropertyList(properties, propertyCount)
    else { return report.fail(E_INVALIDARG, "codec or a callback is NULL, or properties is NULL with a count") }
    guard let index = codec.builtInIndex,
        Catalog.codec(at: index)?.hasDump == true
    else { return report.fail(WS_E_NOT_SUPPORTED, "there is no codec of this name whose messages have records") }
    var reader = PropertyReader(CodecLinks(CodecLink(at: index)), .decoder)
    for index in 0..<properties.count {
        guard let property = properties[index] else { break }
        if let refusal = apply(property, &reader) { return TablePlan.Refusal.property(index, refusal).add(to: report) }
    }
    guard let table = try? CodecTable.make(reader, .native, lists: true) else { return report.failForMemory() }
    defer { table.object.release() }
    return list(table, source, sink, report)
}

/// Applies a property of decoders. Returns why it cannot; nil if it could.
private func apply(_ property: Property, _ reader: inout PropertyReader) -> PropertyReader.Refusal? {
    switch property.id {
    case WSE_PROPERTY_ABI: .because("both callbacks are of the platform's own calling convention")
    case WSE_PROPERTY_INVALID_CHARACTERS: .absent("a list shows each character as it is")
    default: reader.apply(property)
    }
}

/// Writes the lines to the sink as they are made, at most 64 KiB at a time.
@_optimize(size)
private func list(_ table: Reference<CodecTable>, _ source: HostSource, _ sink: HostSink, _ report: ErrorReport) -> HRESULT {
    guard let lines = RawBuffer(byteCount: 64 << 10) else { return report.failForMemory() }
    return list(table, source, lines, sink, report)
}

@_optimize(size)
private func list(
    _ table: Reference<CodecTable>, _ source: HostSource, _ lines: borrowing RawBuffer, _ sink: HostSink, _ report: ErrorReport
) -> HRESULT {
    let decoder: Decoder
    do throws(CodecError) {
        decoder = try Decoder(table, source)
    } catch let failure {
        return report.fail(failure, at: 0)
    }
    defer { decoder.free() }
    var result = decoder.startWithoutContentType(report.error)
    while !result.isFailure {
        var length: ULONG = 0
        result = unsafe withUnsafeMutablePointer(to: &length) { length in
            unsafe decoder.decode(HostRoom(lines.bytes), Reference(length), .none, report.error)
        }
        if result.isFailure || length == 0 { break }
        result = unsafe sink.write(UnsafeRawBufferPointer(rebasing: lines.bytes[..<Int(length)]), report.error)
        if result == WS_S_ASYNC {
            return report.fail(
                WS_E_INVALID_OPERATION, "the sink returned WS_S_ASYNC without having been given an asynchronous context")
        }
    }
    return result.isFailure ? result : S_OK
}
