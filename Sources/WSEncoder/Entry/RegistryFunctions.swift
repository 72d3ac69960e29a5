// Codecs registered at run time: functions of registration.h, where they are documented.
internal import Bytes
public import CWSEncoder
internal import Catalog
internal import CodecKit

@implementation @_cdecl("WseRegisterEncoder")
public func WseRegisterEncoder(
    _ name: UnsafePointer<CChar>?, _ implementation: UnsafePointer<WS_CHANNEL_ENCODER>?, _ abi: WSE_ABI, _ flags: ULONG,
    _ error: OpaquePointer?
) -> HRESULT {
    unsafe register(name, implementation, .encoder, abi, flags, ErrorReport("WseRegisterEncoder", error))
}

@implementation @_cdecl("WseRegisterDecoder")
public func WseRegisterDecoder(
    _ name: UnsafePointer<CChar>?, _ implementation: UnsafePointer<WS_CHANNEL_DECODER>?, _ abi: WSE_ABI, _ flags: ULONG,
    _ error: OpaquePointer?
) -> HRESULT {
    unsafe register(name, implementation, .decoder, abi, flags, ErrorReport("WseRegisterDecoder", error))
}

@implementation @_cdecl("WseUnregister")
@_optimize(size)
public func WseUnregister(_ name: UnsafePointer<CChar>?, _ error: OpaquePointer?) -> HRESULT {
    let report = unsafe ErrorReport("WseUnregister", error)
    guard let name = unsafe NameText(name) else {
        return report.fail(E_INVALIDARG, "name is NULL")
    }
    guard Registry.remove(name) else {
        return report.fail(WS_E_NOT_SUPPORTED, "nothing of this name is registered")
    }
    return S_OK
}

@_optimize(size)
private func register(
    _ name: UnsafePointer<CChar>?, _ table: UnsafeRawPointer?, _ direction: Direction, _ abi: WSE_ABI, _ flags: ULONG,
    _ report: ErrorReport
) -> HRESULT {
    guard let name = unsafe NameText(name), let table = unsafe table.map({ unsafe HostTable(reading: $0) }) else {
        return report.fail(E_INVALIDARG, "name or implementation is NULL")
    }
    guard CodecName.isAllowed(name) else {
        return report.fail(
            E_INVALIDARG, "name is not 1 to 63 characters a-z, 0-9, \".\", \"+\", \"-\" with a letter or digit first")
    }
    guard name.builtInIndex == nil else {
        return report.fail(E_INVALIDARG, "name is that of a built-in codec")
    }
    guard flags & ~ULONG(WSE_REGISTER_CHECKED) == 0 else {
        return report.fail(E_INVALIDARG, "flags has an unknown flag")
    }
    guard case .known(let convention) = CallingConvention.meaning(of: abi) else {
        return report.refuse(abi)
    }
    guard let implementation = Implementation(table, direction, convention) else {
        return report.fail(E_INVALIDARG, Implementation.missingCallback(table, direction))
    }
    guard
        let adapter = try? AdapterTable.make(
            name, implementation, .native, isChecked: flags & ULONG(WSE_REGISTER_CHECKED) != 0)
    else { return report.fail(E_OUTOFMEMORY, "out of memory, or the system refuses executable memory") }
    return add(adapter, report)
}

/// Adds a table to the registry, or frees it.
private func add(_ table: Reference<AdapterTable>, _ report: ErrorReport) -> HRESULT {
    let addition = try? Registry.add(table)
    if addition == .isAdded { return S_OK }
    table.object.release()
    return switch addition {
    case .isTransform: report.fail(WS_E_INVALID_OPERATION, "name is a name of a transform, which has it for both directions")
    case nil: report.fail(E_OUTOFMEMORY, "out of memory, or the system refuses executable memory")
    default: report.fail(WS_E_INVALID_OPERATION, "name is registered already for this direction")
    }
}
