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
    let (result, object) = unsafe makeTable(NameText(codec), .encoder, PropertyList(properties, propertyCount), report)
    if let object { unsafe Table.fill(HostTable(encoder), with: object) }
    return result
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
    let (result, object) = unsafe makeTable(NameText(codec), .decoder, PropertyList(properties, propertyCount), report)
    if let object { unsafe Table.fill(HostTable(decoder), with: object) }
    return result
}

@implementation @_cdecl("WseFreeChannelDecoder")
public func WseFreeChannelDecoder(_ decoder: UnsafeMutablePointer<WS_CHANNEL_DECODER>?) {
    guard let decoder = unsafe decoder else { return }
    unsafe decoder.pointee.createContext.map { unsafe TableObject($0).release() }
    unsafe decoder.pointee = WS_CHANNEL_DECODER()
}

/// Plans a table of the codecs that `names` lists, or of `transform` alone, applies the properties, and makes an object from
/// the plan, which the caller then owns.
@_optimize(size)
@inline(never)
func makeTable(
    _ names: NameText?, _ direction: Direction, _ properties: PropertyList?, _ report: ErrorReport,
    of transform: Reference<Transform>? = nil
) -> (result: HRESULT, object: TableObject?) {
    guard let names, let properties else {
        return (report.fail(E_INVALIDARG, "codec is NULL, or properties is NULL with a count"), nil)
    }
    do throws(TablePlan.Refusal) {
        var plan = try TablePlan(names, direction, transform)
        for index in 0..<properties.count {
            if let property = properties[index] { try plan.apply(property, at: index) }
        }
        guard let object = try? Table.make(plan) else { throw .outOfMemory }
        return (S_OK, object)
    } catch let refusal {
        if case .property = refusal { return (refusal.add(to: report.error.about(.named(names, direction))), nil) }
        return (refusal.add(to: report), nil)
    }
}
