// Version, codecs and tables: functions of wsencoder.h, where they are documented.
internal import Bytes
public import CWSEncoder
internal import Catalog
internal import CodecKit

@implementation @_cdecl("WseGetVersion")
public func WseGetVersion() -> ULONG {
    ULONG(WSE_VERSION_MAJOR) << 16 | ULONG(WSE_VERSION_MINOR) << 8 | ULONG(WSE_VERSION_PATCH)
}

@implementation @_cdecl("WseGetCodecCount")
public func WseGetCodecCount() -> ULONG {
    ULONG(truncatingIfNeeded: Catalog.count &+ Registry.count)
}

@implementation @_cdecl("WseGetCodecName")
public func WseGetCodecName(_ index: ULONG) -> UnsafePointer<CChar>? {
    guard let codec = Catalog.codec(at: Int(index)) else { return unsafe Registry.name(at: Int(index) &- Catalog.count) }
    // Constants end with a zero.
    return unsafe UnsafeRawPointer(codec.name.baseAddress)?.assumingMemoryBound(to: CChar.self)
}

@implementation @_cdecl("WseCreateChannelEncoder")
public func WseCreateChannelEncoder(
    _ codec: UnsafePointer<CChar>?, _ properties: UnsafePointer<WSE_PROPERTY>?, _ propertyCount: ULONG,
    _ encoder: UnsafeMutablePointer<WS_CHANNEL_ENCODER>?, _ error: OpaquePointer?
) -> HRESULT {
    let report = unsafe ErrorReport("WseCreateChannelEncoder", error)
    guard let encoder = unsafe encoder else { return report.fail(E_INVALIDARG, "encoder is NULL") }
    return unsafe makeTable(codec, .encoder, PropertyList(properties, propertyCount), report) { object in
        unsafe Table.fill(encoder, with: object)
    }
}

@implementation @_cdecl("WseFreeChannelEncoder")
public func WseFreeChannelEncoder(_ encoder: UnsafeMutablePointer<WS_CHANNEL_ENCODER>?) {
    guard let encoder = unsafe encoder else { return }
    unsafe encoder.pointee.createContext.map { unsafe TableObject($0).release() }
    unsafe encoder.pointee = WS_CHANNEL_ENCODER()
}

@implementation @_cdecl("WseCreateChannelDecoder")
public func WseCreateChannelDecoder(
    _ codec: UnsafePointer<CChar>?, _ properties: UnsafePointer<WSE_PROPERTY>?, _ propertyCount: ULONG,
    _ decoder: UnsafeMutablePointer<WS_CHANNEL_DECODER>?, _ error: OpaquePointer?
) -> HRESULT {
    let report = unsafe ErrorReport("WseCreateChannelDecoder", error)
    guard let decoder = unsafe decoder else { return report.fail(E_INVALIDARG, "decoder is NULL") }
    return unsafe makeTable(codec, .decoder, PropertyList(properties, propertyCount), report) { object in
        unsafe Table.fill(decoder, with: object)
    }
}

@implementation @_cdecl("WseFreeChannelDecoder")
public func WseFreeChannelDecoder(_ decoder: UnsafeMutablePointer<WS_CHANNEL_DECODER>?) {
    guard let decoder = unsafe decoder else { return }
    unsafe decoder.pointee.createContext.map { unsafe TableObject($0).release() }
    unsafe decoder.pointee = WS_CHANNEL_DECODER()
}

/// Plans a table, applies the properties, and passes the object made from the plan to `publish`.
private func makeTable(
    _ names: UnsafePointer<CChar>?, _ direction: Direction, _ properties: PropertyList?, _ report: ErrorReport,
    _ publish: (TableObject) -> Void
) -> HRESULT {
    guard let names = unsafe names, let properties else {
        return report.fail(E_INVALIDARG, "codec is NULL, or properties is NULL with a count")
    }
    do throws(TablePlan.Refusal) {
        var plan = try unsafe TablePlan(names, direction)
        for index in 0..<properties.count {
            if let property = properties[index] { try plan.apply(property, at: index) }
        }
        guard let object = try? Table.make(plan) else { throw .outOfMemory }
        publish(object)
        return S_OK
    } catch let refusal {
        if case .property = refusal { return unsafe refusal.add(to: report.error.about(.named(names, direction))) }
        return refusal.add(to: report)
    }
}
