// The WS_ERROR functions of webservices.h, where they are documented.
internal import Bytes
public import CWSEncoder

@implementation @_cdecl("WsCreateError")
public func WsCreateError(
    _ properties: UnsafePointer<WS_ERROR_PROPERTY>?, _ propertyCount: ULONG,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> HRESULT {
    guard let error = unsafe error, unsafe properties != nil || propertyCount == 0 else { return E_INVALIDARG }
    var language = ErrorObject.defaultLanguage
    for index in 0..<Int(propertyCount) {
        guard let property = unsafe properties?[index], unsafe property.id == WS_ERROR_PROPERTY_LANGID,
            let value = unsafe property.value, unsafe Int(property.valueSize) == MemoryLayout<LANGID>.size
        else { return E_INVALIDARG }
        language = unsafe value.loadUnaligned(as: LANGID.self)
    }
    do throws(OutOfMemory) {
        let object = try unsafe Memory.allocate(ErrorObject.self)
        unsafe object.initialize(to: ErrorObject(language: language))
        unsafe error.pointee = OpaquePointer(object)
        return S_OK
    } catch {
        return E_OUTOFMEMORY
    }
}

@implementation @_cdecl("WsFreeError")
public func WsFreeError(_ error: OpaquePointer?) {
    guard let object = unsafe errorObject(error) else { return }
    unsafe object.deinitialize(count: 1)
    unsafe Memory.free(object)
}

@implementation @_cdecl("WsResetError")
public func WsResetError(_ error: OpaquePointer?) -> HRESULT {
    guard let object = unsafe errorObject(error) else { return E_INVALIDARG }
    unsafe object.pointee.reset()
    return S_OK
}

@implementation @_cdecl("WsAddErrorString")
public func WsAddErrorString(_ error: OpaquePointer?, _ string: UnsafePointer<WS_STRING>?) -> HRESULT {
    guard let object = unsafe errorObject(error), let string = unsafe string?.pointee,
        let characters = unsafe string.characters
    else { return E_INVALIDARG }
    do throws(OutOfMemory) {
        try unsafe object.pointee.add(length: string.length) { copy in _ = unsafe copy.initialize(from: characters) }
        return S_OK
    } catch {
        return E_OUTOFMEMORY
    }
}

@implementation @_cdecl("WsGetErrorString")
public func WsGetErrorString(
    _ error: OpaquePointer?, _ index: ULONG, _ string: UnsafeMutablePointer<WS_STRING>?
) -> HRESULT {
    guard let object = unsafe errorObject(error), let string = unsafe string,
        let found = unsafe object.pointee.string(at: index)
    else { return E_INVALIDARG }
    unsafe string.pointee = found
    return S_OK
}

@implementation @_cdecl("WsGetErrorProperty")
public func WsGetErrorProperty(
    _ error: OpaquePointer?, _ id: WS_ERROR_PROPERTY_ID, _ buffer: UnsafeMutableRawPointer?, _ bufferSize: ULONG
) -> HRESULT {
    guard let object = unsafe errorObject(error), let buffer = unsafe buffer else { return E_INVALIDARG }
    func give<Value: BitwiseCopyable>(_ value: Value) -> HRESULT {
        guard Int(bufferSize) == MemoryLayout<Value>.size else { return E_INVALIDARG }
        unsafe buffer.storeBytes(of: value, as: Value.self)
        return S_OK
    }
    switch id {
    case WS_ERROR_PROPERTY_STRING_COUNT: return unsafe give(object.pointee.stringCount)
    case WS_ERROR_PROPERTY_ORIGINAL_ERROR_CODE: return unsafe give(object.pointee.originalErrorCode)
    case WS_ERROR_PROPERTY_LANGID: return unsafe give(object.pointee.language)
    default: return E_INVALIDARG
    }
}

@implementation @_cdecl("WsSetErrorProperty")
public func WsSetErrorProperty(
    _ error: OpaquePointer?, _ id: WS_ERROR_PROPERTY_ID, _ value: UnsafeRawPointer?, _ valueSize: ULONG
) -> HRESULT {
    guard let object = unsafe errorObject(error), let value = unsafe value else { return E_INVALIDARG }
    switch id {
    case WS_ERROR_PROPERTY_ORIGINAL_ERROR_CODE:
        guard Int(valueSize) == MemoryLayout<HRESULT>.size else { return E_INVALIDARG }
        unsafe object.pointee.originalErrorCode = value.loadUnaligned(as: HRESULT.self)
        return S_OK
    case WS_ERROR_PROPERTY_LANGID:
        return Int(valueSize) == MemoryLayout<LANGID>.size ? WS_E_INVALID_OPERATION : E_INVALIDARG
    default:
        return E_INVALIDARG
    }
}

private func errorObject(_ error: OpaquePointer?) -> UnsafeMutablePointer<ErrorObject>? {
    unsafe UnsafeMutablePointer(error)
}
