// A look into encoded messages: functions of messages.h, where they are documented.
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
    let report = unsafe ErrorReport("WseDumpMessage", error)
    guard let codec = unsafe NameText(codec), let source = unsafe HostSource(readCallback, readContext),
        let sink = unsafe HostSink(writeCallback, writeContext),
        let properties = unsafe PropertyList(properties, propertyCount)
    else { return report.fail(E_INVALIDARG, "codec or a callback is NULL, or properties is NULL with a count") }
    do throws(DumpRefusal) {
        let dump = try Dump(codec, properties, .anyMessages, source, sink, report)
        return dump.listMessage(report)
    } catch {
        return error.result
    }
}

@implementation @_cdecl("WseCreateDump")
public func WseCreateDump(
    _ codec: UnsafePointer<CChar>?, _ properties: UnsafePointer<WSE_PROPERTY>?, _ propertyCount: ULONG,
    _ isFromStart: BOOL, _ readCallback: WS_READ_CALLBACK?, _ readContext: UnsafeMutableRawPointer?,
    _ writeCallback: WS_WRITE_CALLBACK?, _ writeContext: UnsafeMutableRawPointer?,
    _ dump: UnsafeMutablePointer<OpaquePointer?>?, _ error: OpaquePointer?
) -> HRESULT {
    let report = unsafe ErrorReport("WseCreateDump", error)
    guard let codec = unsafe NameText(codec), let source = unsafe HostSource(readCallback, readContext),
        let sink = unsafe HostSink(writeCallback, writeContext), let dump = unsafe Reference<UInt>(dump),
        let properties = unsafe PropertyList(properties, propertyCount)
    else { return report.fail(E_INVALIDARG, "codec, a callback or dump is NULL, or properties is NULL with a count") }
    do throws(DumpRefusal) {
        let made = try Dump(codec, properties, isFromStart != 0 ? .sessionFromStart : .anyMessages, source, sink, report)
        guard let object = try? Reference(allocating: made) else { return report.failForMemory() }
        dump.value = object.word
        return S_OK
    } catch {
        return error.result
    }
}

@implementation @_cdecl("WseDumpNextMessage")
public func WseDumpNextMessage(_ dump: OpaquePointer?, _ error: OpaquePointer?) -> HRESULT {
    let report = unsafe ErrorReport("WseDumpNextMessage", error)
    guard let dump = unsafe Reference<Dump>(dump) else { return report.fail(E_INVALIDARG, "dump is NULL") }
    return dump.value.listMessage(report)
}

@implementation @_cdecl("WseFreeDump")
public func WseFreeDump(_ dump: OpaquePointer?) {
    unsafe Reference<Dump>(dump)?.deallocate()
}
