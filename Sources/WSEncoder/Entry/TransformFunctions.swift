// Transforms and plug-ins: functions of transforms.h, where they are documented.
internal import Bytes
internal import CLibc
public import CWSEncoder
internal import CodecKit

@implementation @_cdecl("WseRegisterCodec")
@_optimize(size)
public func WseRegisterCodec(_ codec: UnsafePointer<WSE_CODEC>?, _ error: OpaquePointer?) -> HRESULT {
    let report = unsafe ErrorReport("WseRegisterCodec", error)
    let (result, transform) = unsafe makeTransform(codec, report)
    guard let transform else { return result }
    return add(transform, report)
}

@implementation @_cdecl("WseCreateCodecEncoder")
@_optimize(size)
public func WseCreateCodecEncoder(
    _ codec: UnsafePointer<WSE_CODEC>?, _ properties: UnsafePointer<WSE_PROPERTY>?, _ propertyCount: ULONG,
    _ encoder: UnsafeMutablePointer<WS_CHANNEL_ENCODER>?, _ error: OpaquePointer?
) -> HRESULT {
    let report = unsafe ErrorReport("WseCreateCodecEncoder", error)
    guard let encoder = unsafe encoder else { return report.fail(E_INVALIDARG, "encoder is NULL") }
    let (result, object) = unsafe makeTable(codec, .encoder, PropertyList(properties, propertyCount), report)
    if let object { unsafe Table.fill(HostTable(encoder), with: object) }
    return result
}

@implementation @_cdecl("WseCreateCodecDecoder")
@_optimize(size)
public func WseCreateCodecDecoder(
    _ codec: UnsafePointer<WSE_CODEC>?, _ properties: UnsafePointer<WSE_PROPERTY>?, _ propertyCount: ULONG,
    _ decoder: UnsafeMutablePointer<WS_CHANNEL_DECODER>?, _ error: OpaquePointer?
) -> HRESULT {
    let report = unsafe ErrorReport("WseCreateCodecDecoder", error)
    guard let decoder = unsafe decoder else { return report.fail(E_INVALIDARG, "decoder is NULL") }
    let (result, object) = unsafe makeTable(codec, .decoder, PropertyList(properties, propertyCount), report)
    if let object { unsafe Table.fill(HostTable(decoder), with: object) }
    return result
}

/// Checks and copies a codec. The caller owns the reference.
@_optimize(size)
private func makeTransform(
    _ codec: UnsafePointer<WSE_CODEC>?, _ report: ErrorReport
) -> (result: HRESULT, transform: Reference<Transform>?) {
    guard let codec = unsafe codec else { return (report.fail(E_INVALIDARG, "codec is NULL"), nil) }
    // A smaller structure must not be read further than this.
    let size = unsafe UnsafeRawPointer(codec).loadUnaligned(as: ULONG.self)
    guard unsafe Int(size) == MemoryLayout<WSE_CODEC>.size else {
        return (report.fail(E_INVALIDARG, "codec->size is not sizeof(WSE_CODEC)"), nil)
    }
    if let refusal = unsafe TransformCheck.refusal(of: codec.pointee) { return (report.fail(E_INVALIDARG, refusal), nil) }
    let (encoder, decoder) = unsafe (TransformCallbacks(codec.pointee.encoder), TransformCallbacks(codec.pointee.decoder))
    guard let memory = try? unsafe Memory.allocate(Transform.self) else { return (report.failForMemory(), nil) }
    do throws(OutOfMemory) {
        unsafe memory.initialize(to: try Transform(codec.pointee, encoder: encoder, decoder: decoder))
    } catch {
        unsafe Memory.free(memory)
        return (report.failForMemory(), nil)
    }
    return unsafe (S_OK, Reference(memory))
}

/// Makes the object of a table of a codec alone, whatever is registered under its name. The caller owns the object, and the
/// object owns the codec's context.
@_optimize(size)
private func makeTable(
    _ codec: UnsafePointer<WSE_CODEC>?, _ direction: Direction, _ properties: PropertyList?, _ report: ErrorReport
) -> (result: HRESULT, object: TableObject?) {
    let (result, transform) = unsafe makeTransform(codec, report)
    guard let transform else { return (result, nil) }
    defer { transform.release() }
    guard transform.value.has(direction) else {
        transform.value.keepContext()
        let reason: StaticString =
            direction == .encoder ? "codec->encoder has no callbacks" : "codec->decoder has no callbacks"
        return (report.fail(WS_E_NOT_SUPPORTED, reason), nil)
    }
    let made = unsafe makeTable(NameText(transform.value.name), direction, properties, report, of: transform)
    if made.object == nil { transform.value.keepContext() }
    return made
}

/// Adds a transform to the registry, or frees it without its context.
@_optimize(size)
private func add(_ transform: Reference<Transform>, _ report: ErrorReport) -> HRESULT {
    var result = E_OUTOFMEMORY
    do throws(OutOfMemory) {
        guard let taken = try Registry.add(transform) else { return S_OK }
        report.add { text in
            text.append(UInt8(ascii: "\""))
            taken.append(to: &text)
            text.append("\" is registered already")
        }
        result = WS_E_INVALID_OPERATION
    } catch {
        result = report.failForMemory()
    }
    transform.value.keepContext()
    transform.release()
    return result
}

@implementation @_cdecl("WseReportError")
public func WseReportError(_ result: HRESULT, _ text: UnsafePointer<CChar>?, _ error: OpaquePointer?) -> HRESULT {
    guard let object = unsafe ErrorHandle(error).object, let text = unsafe text else { return result }
    var wide = WideString()
    guard unsafe (try? wide.set(utf8: NameText(text).bytes)) != nil else { return result }
    try? object.value.add(wide.text)
    return result
}

@implementation @_cdecl("WseLoadPlugin")
@_optimize(size)
public func WseLoadPlugin(_ path: UnsafePointer<CChar>?, _ error: OpaquePointer?) -> HRESULT {
    let report = unsafe ErrorReport("WseLoadPlugin", error)
    guard let path = unsafe path, unsafe NameText(path).hasSlash else {
        return report.fail(E_INVALIDARG, "path is NULL or has no slash")
    }
    makeLibraryVisible()
    guard let library = unsafe dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
        report.addLoaderMessage()
        return WS_E_NOT_SUPPORTED
    }
    guard let symbol = unsafe dlsym(library, "WsePluginRegister") else {
        report.addLoaderMessage()
        unsafe dlclose(library)
        return WS_E_NOT_SUPPORTED
    }
    // From here on its code may be in use, whatever it returns, so that it is never unloaded.
    let result = unsafe unsafeBitCast(symbol, to: WSE_PLUGIN_REGISTER_CALLBACK.self)(error)
    if result.isFailure || result == S_OK { return result }
    return report.fail(WS_E_INVALID_OPERATION, "WsePluginRegister returned a success other than S_OK")
}

extension ErrorReport {
    /// Adds what the dynamic linker says of its last failure.
    fileprivate func addLoaderMessage() {
        guard let message = unsafe dlerror() else { return add { $0.append("the file cannot be loaded") } }
        add { unsafe $0.append(cString: message, limit: 400) }
    }
}

extension NameText {
    fileprivate var hasSlash: Bool {
        for index in 0..<count where self[index] == UInt8(ascii: "/") { return true }
        return false
    }
}

/// A plug-in need not be linked with this library: it finds it among the libraries that all others see. There it is not if the
/// process has loaded it for itself alone, as Python does. Where the library is part of a program, there is nothing to do.
private func makeLibraryVisible() {
    let name: StaticString = "libwsencoder.so.0"
    let address = unsafe UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self)
    unsafe _ = dlopen(address, RTLD_NOLOAD | RTLD_NOW | RTLD_GLOBAL)
}
