// Transforms and plug-ins: functions of transforms.h, where they are documented.
internal import Bytes
internal import CLibc
public import CWSEncoder
internal import CodecKit

@implementation @_cdecl("WseRegisterCodec")
@_optimize(size)
public func WseRegisterCodec(_ codec: UnsafePointer<WSE_CODEC>?, _ error: OpaquePointer?) -> HRESULT {
    let report = unsafe ErrorReport("WseRegisterCodec", error)
    guard let codec = unsafe codec else { return report.fail(E_INVALIDARG, "codec is NULL") }
    // A smaller structure must not be read further than this.
    let size = unsafe UnsafeRawPointer(codec).loadUnaligned(as: ULONG.self)
    guard unsafe Int(size) == MemoryLayout<WSE_CODEC>.size else {
        return report.fail(E_INVALIDARG, "codec->size is not sizeof(WSE_CODEC)")
    }
    if let refusal = unsafe TransformCheck.refusal(of: codec.pointee) { return report.fail(E_INVALIDARG, refusal) }
    let (encoder, decoder) = unsafe (TransformCallbacks(codec.pointee.encoder), TransformCallbacks(codec.pointee.decoder))
    guard let memory = try? unsafe Memory.allocate(Transform.self) else { return report.failForMemory() }
    do throws(OutOfMemory) {
        unsafe memory.initialize(to: try Transform(codec.pointee, encoder: encoder, decoder: decoder))
    } catch {
        unsafe Memory.free(memory)
        return report.failForMemory()
    }
    return unsafe add(Reference(memory), report)
}

/// Adds a transform to the registry, or frees it without its context.
@_optimize(size)
private func add(_ transform: Reference<Transform>, _ report: ErrorReport) -> HRESULT {
    let isAdded = try? Registry.add(transform)
    if isAdded == true { return S_OK }
    defer {
        transform.value.keepContext()
        transform.release()
    }
    guard isAdded != nil else { return report.failForMemory() }
    report.add { text in
        text.append(UInt8(ascii: "\""))
        text.append(transform.value.description.name)
        text.append("\" or an alias of it is registered already")
    }
    return WS_E_INVALID_OPERATION
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
