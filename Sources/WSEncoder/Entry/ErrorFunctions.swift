// The WS_ERROR functions of webservices.h, where they are documented.
internal import Bytes
public import CWSEncoder

@implementation @_cdecl("WsCreateError")
@_optimize(size)
public func WsCreateError(
    _ properties: UnsafePointer<WS_ERROR_PROPERTY>?, _ propertyCount: ULONG,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> HRESULT {
    guard let error = unsafe Reference<UInt>(error), unsafe properties != nil || propertyCount == 0 else { return E_INVALIDARG }
    var language = ErrorObject.defaultLanguage
    for index in 0..<Int(propertyCount) {
        guard let property = unsafe properties?[index], unsafe property.id == WS_ERROR_PROPERTY_LANGID,
            let value = unsafe PropertyValue(property.value, property.valueSize).value(as: LANGID.self)
        else { return E_INVALIDARG }
        language = value
    }
    guard let object = try? Reference(allocating: ErrorObject(language: language)) else { return E_OUTOFMEMORY }
    error.value = object.word
    return S_OK
}

@implementation @_cdecl("WsFreeError")
public func WsFreeError(_ error: OpaquePointer?) {
    unsafe ErrorHandle(error).object?.deallocate()
}

@implementation @_cdecl("WsResetError")
public func WsResetError(_ error: OpaquePointer?) -> HRESULT {
    guard let object = unsafe ErrorHandle(error).object else { return E_INVALIDARG }
    object.value.reset()
    return S_OK
}

@implementation @_cdecl("WsAddErrorString")
public func WsAddErrorString(_ error: OpaquePointer?, _ string: UnsafePointer<WS_STRING>?) -> HRESULT {
    guard let object = unsafe ErrorHandle(error).object, let text = unsafe WideText(string) else { return E_INVALIDARG }
    return (try? object.value.add(text)) == nil ? E_OUTOFMEMORY : S_OK
}

@implementation @_cdecl("WsGetErrorString")
public func WsGetErrorString(
    _ error: OpaquePointer?, _ index: ULONG, _ string: UnsafeMutablePointer<WS_STRING>?
) -> HRESULT {
    guard let object = unsafe ErrorHandle(error).object, let string = unsafe StringPlace(string),
        let found = object.value.string(at: index)
    else { return E_INVALIDARG }
    string.set(found)
    return S_OK
}

@implementation @_cdecl("WsGetErrorProperty")
@_optimize(size)
public func WsGetErrorProperty(
    _ error: OpaquePointer?, _ id: WS_ERROR_PROPERTY_ID, _ buffer: UnsafeMutableRawPointer?, _ bufferSize: ULONG
) -> HRESULT {
    guard let object = unsafe ErrorHandle(error).object, let buffer = unsafe buffer else { return E_INVALIDARG }
    func write<Value: BitwiseCopyable>(_ value: Value) -> HRESULT {
        guard Int(bufferSize) == MemoryLayout<Value>.size else { return E_INVALIDARG }
        unsafe buffer.storeBytes(of: value, as: Value.self)
        return S_OK
    }
    switch id {
    case WS_ERROR_PROPERTY_STRING_COUNT: return write(object.value.stringCount)
    case WS_ERROR_PROPERTY_ORIGINAL_ERROR_CODE: return write(object.value.originalErrorCode)
    case WS_ERROR_PROPERTY_LANGID: return write(object.value.language)
    default: return E_INVALIDARG
    }
}

@implementation @_cdecl("WsSetErrorProperty")
@_optimize(size)
public func WsSetErrorProperty(
    _ error: OpaquePointer?, _ id: WS_ERROR_PROPERTY_ID, _ value: UnsafeRawPointer?, _ valueSize: ULONG
) -> HRESULT {
    guard let object = unsafe ErrorHandle(error).object else { return E_INVALIDARG }
    let value = unsafe PropertyValue(value, valueSize)
    switch id {
    case WS_ERROR_PROPERTY_ORIGINAL_ERROR_CODE:
        guard let code = value.value(as: HRESULT.self) else { return E_INVALIDARG }
        object.value.originalErrorCode = code
        return S_OK
    case WS_ERROR_PROPERTY_LANGID:
        return value.value(as: LANGID.self) == nil ? E_INVALIDARG : WS_E_INVALID_OPERATION
    default:
        return E_INVALIDARG
    }
}

@implementation @_cdecl("WseFormatError")
@_optimize(size)
public func WseFormatError(_ error: OpaquePointer?, _ buffer: UnsafeMutablePointer<CChar>?, _ size: ULONG) -> ULONG {
    let memory = unsafe UnsafeMutableRawBufferPointer(start: buffer, count: buffer == nil ? 0 : Int(size))
    var line = unsafe UTF8Line(memory)
    if let object = unsafe ErrorHandle(error).object {
        for index in 0..<object.value.stringCount {
            guard let text = object.value.string(at: index) else { break }
            if index > 0 {
                line.append(character: UInt32(UInt8(ascii: ":")))
                line.append(character: UInt32(UInt8(ascii: " ")))
            }
            line.append(text)
        }
    }
    return ULONG(clamping: line.end())
}
