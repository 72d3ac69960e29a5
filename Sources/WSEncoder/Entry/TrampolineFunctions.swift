// Trampolines: functions of registration.h, where they are documented.
internal import Bytes
public import CWSEncoder

@implementation @_cdecl("WseCreateTrampoline")
@_optimize(size)
public func WseCreateTrampoline(
    _ id: WSE_CALLBACK_ID, _ abi: WSE_ABI, _ dispatch: WSE_DISPATCH_CALLBACK?, _ dispatchContext: UnsafeMutableRawPointer?,
    _ trampoline: UnsafeMutablePointer<OpaquePointer?>?, _ function: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
    _ error: OpaquePointer?
) -> HRESULT {
    let report = unsafe ErrorReport("WseCreateTrampoline", error)
    guard let dispatch = unsafe dispatch, let trampoline = unsafe Reference<UInt>(trampoline),
        let function = unsafe Reference<UInt>(function)
    else {
        return report.fail(E_INVALIDARG, "dispatch, trampoline or function is NULL")
    }
    guard let callback = Callback(id) else {
        return report.fail(E_INVALIDARG, "there is no callback of this id")
    }
    guard case .known(let convention) = CallingConvention.meaning(of: abi) else {
        return report.refuse(abi)
    }
    do throws(OutOfMemory) {
        let made = try unsafe Trampoline.make(callback, convention, dispatch, dispatchContext)
        trampoline.value = made.trampoline.word
        function.value = made.function
        return S_OK
    } catch _ {
        return report.fail(E_OUTOFMEMORY, "out of memory, or the system refuses executable memory")
    }
}

@implementation @_cdecl("WseFreeTrampoline")
public func WseFreeTrampoline(_ trampoline: OpaquePointer?) {
    unsafe Reference<Trampoline>(trampoline).map { Trampoline.release($0) }
}

@implementation @_cdecl("WseCallFunction")
@_optimize(size)
public func WseCallFunction(
    _ id: WSE_CALLBACK_ID, _ abi: WSE_ABI, _ function: UnsafeMutableRawPointer?,
    _ arguments: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, _ argumentCount: ULONG,
    _ result: UnsafeMutablePointer<HRESULT>?, _ error: OpaquePointer?
) -> HRESULT {
    let report = unsafe ErrorReport("WseCallFunction", error)
    guard let callback = Callback(id) else {
        return report.fail(E_INVALIDARG, "there is no callback of this id")
    }
    guard case .known(let convention) = CallingConvention.meaning(of: abi) else {
        return report.refuse(abi)
    }
    guard Int(argumentCount) == callback.shape.argumentCount else {
        return report.fail(E_INVALIDARG, "argumentCount is not the number of the callback's arguments")
    }
    guard let function = unsafe function, let arguments = unsafe arguments,
        (0..<Int(argumentCount)).allSatisfy({ unsafe arguments[$0] != nil })
    else {
        return report.fail(E_INVALIDARG, "function, arguments or one of arguments is NULL")
    }
    guard let value = unsafe callThroughInterface(function, callback.shape, convention, arguments) else {
        return report.refuse(abi)
    }
    unsafe result?.pointee = value
    return S_OK
}

extension ErrorReport {
    /// Reports a calling convention that the platform lacks, or that does not exist.
    func refuse(_ abi: WSE_ABI) -> HRESULT {
        if case .unknown = CallingConvention.meaning(of: abi) {
            return fail(E_INVALIDARG, "there is no calling convention of this number")
        }
        return fail(WS_E_NOT_SUPPORTED, "this platform lacks the calling convention")
    }
}
