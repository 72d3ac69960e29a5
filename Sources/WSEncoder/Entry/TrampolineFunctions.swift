// Trampolines: functions of registration.h, where they are documented.
internal import Bytes
public import CWSEncoder

@implementation @_cdecl("WseCreateTrampoline")
public func WseCreateTrampoline(
    _ id: WSE_CALLBACK_ID, _ abi: WSE_ABI, _ dispatch: WSE_DISPATCH_CALLBACK?, _ dispatchContext: UnsafeMutableRawPointer?,
    _ trampoline: UnsafeMutablePointer<OpaquePointer?>?, _ function: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
    _ error: OpaquePointer?
) -> HRESULT {
    let subject = Subject("WseCreateTrampoline")
    guard let dispatch = unsafe dispatch, let trampoline = unsafe trampoline, let function = unsafe function else {
        return unsafe Diagnostic.report(E_INVALIDARG, to: error, of: subject, "dispatch, trampoline or function is NULL")
    }
    guard let callback = Callback(id) else {
        return unsafe Diagnostic.report(E_INVALIDARG, to: error, of: subject, "there is no callback of this id")
    }
    guard case .known(let convention) = CallingConvention.meaning(of: abi) else {
        return unsafe Diagnostic.refuse(abi, to: error, of: subject)
    }
    do throws(OutOfMemory) {
        let made = try unsafe Trampoline.make(callback, convention, dispatch, dispatchContext)
        unsafe trampoline.pointee = OpaquePointer(made.trampoline)
        unsafe function.pointee = made.function
        return S_OK
    } catch _ {
        return unsafe Diagnostic.report(
            E_OUTOFMEMORY, to: error, of: subject, "out of memory, or the system refuses executable memory")
    }
}

@implementation @_cdecl("WseFreeTrampoline")
public func WseFreeTrampoline(_ trampoline: OpaquePointer?) {
    guard let trampoline = unsafe UnsafeMutablePointer<Trampoline>(trampoline) else { return }
    unsafe Trampoline.release(trampoline)
}

@implementation @_cdecl("WseCallFunction")
public func WseCallFunction(
    _ id: WSE_CALLBACK_ID, _ abi: WSE_ABI, _ function: UnsafeMutableRawPointer?,
    _ arguments: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, _ argumentCount: ULONG,
    _ result: UnsafeMutablePointer<HRESULT>?, _ error: OpaquePointer?
) -> HRESULT {
    let subject = Subject("WseCallFunction")
    guard let callback = Callback(id) else {
        return unsafe Diagnostic.report(E_INVALIDARG, to: error, of: subject, "there is no callback of this id")
    }
    guard case .known(let convention) = CallingConvention.meaning(of: abi) else {
        return unsafe Diagnostic.refuse(abi, to: error, of: subject)
    }
    guard Int(argumentCount) == callback.shape.argumentCount else {
        return unsafe Diagnostic.report(
            E_INVALIDARG, to: error, of: subject, "argumentCount is not the number of the callback's arguments")
    }
    guard let function = unsafe function, let arguments = unsafe arguments,
        (0..<Int(argumentCount)).allSatisfy({ unsafe arguments[$0] != nil })
    else {
        return unsafe Diagnostic.report(
            E_INVALIDARG, to: error, of: subject, "function, arguments or one of arguments is NULL")
    }
    guard let value = unsafe callThroughInterface(function, callback.shape, convention, arguments) else {
        return unsafe Diagnostic.refuse(abi, to: error, of: subject)
    }
    unsafe result?.pointee = value
    return S_OK
}

extension Diagnostic {
    /// A calling convention that is not to be had, or not one at all.
    static func refuse(_ abi: WSE_ABI, to error: OpaquePointer?, of subject: Subject) -> HRESULT {
        if case .unknown = CallingConvention.meaning(of: abi) {
            return unsafe report(E_INVALIDARG, to: error, of: subject, "there is no calling convention of this number")
        }
        return unsafe report(
            WS_E_NOT_SUPPORTED, to: error, of: subject, "this platform lacks the calling convention")
    }
}
