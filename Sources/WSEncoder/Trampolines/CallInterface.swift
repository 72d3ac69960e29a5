// The one file that includes libffi: the variables of its shim are this file's.
internal import Bytes
internal import CFFI
internal import CWSEncoder

/// The arguments of a callback type, and whether it has a result. P is a pointer, U and S are 32 bits without and with sign.
enum CallShape: UInt8 {
    /// Gives nothing.
    case p
    case ppp
    case ppppp
    case ppupp
    case ppuppp
    /// Gives nothing.
    case sup
    case supppp

    fileprivate var forC: wse_shape { wse_shape(rawValue: UInt32(rawValue)) }

    /// The number of arguments.
    var argumentCount: Int {
        switch self {
        case .p: 1
        case .ppp, .sup: 3
        case .ppppp, .ppupp: 5
        case .ppuppp, .supppp: 6
        }
    }

    var givesNothing: Bool { self == .p || self == .sup }
}

/// What libffi hands to a closure's body: the interface, where the result goes, where the arguments are, the context.
typealias ClosureBody = @convention(c) (
    UnsafeMutableRawPointer?, UnsafeMutableRawPointer?, UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
    UnsafeMutableRawPointer?
) -> Void

/// A C function made at run time, bound to a body and a context.
@safe
struct Closure: BitwiseCopyable {
    private let memory: UnsafeMutableRawPointer
    /// Its address.
    let function: UnsafeMutableRawPointer

    init(
        _ shape: CallShape, _ convention: CallingConvention, context: UnsafeMutableRawPointer?, _ body: ClosureBody
    ) throws(OutOfMemory) {
        var function: UnsafeMutableRawPointer?
        guard let interface = unsafe wse_call_interface(shape.forC, convention == .win64 ? 1 : 0),
            let memory = unsafe wse_create_closure(interface, body, context, &function), let function = unsafe function
        else { throw OutOfMemory() }
        unsafe self.memory = memory
        unsafe self.function = function
    }

    /// Gives the memory back. The function must not be called any more; it may be the one that is running.
    func free() {
        unsafe wse_free_closure(memory)
    }

    /// Stores the result of a call, widened to a word as libffi wants it.
    static func store(_ value: HRESULT, to result: UnsafeMutableRawPointer?) {
        if let result = unsafe result { unsafe wse_store_result(result, value) }
    }
}

/// Calls a function of another calling convention, or of a shape known at run time only. `arguments[i]` points to the i-th
/// argument. nil: the platform lacks the convention.
func callThroughInterface(
    _ function: UnsafeMutableRawPointer, _ shape: CallShape, _ convention: CallingConvention,
    _ arguments: UnsafeMutablePointer<UnsafeMutableRawPointer?>
) -> HRESULT? {
    guard let interface = unsafe wse_call_interface(shape.forC, convention == .win64 ? 1 : 0) else { return nil }
    return unsafe wse_call_interface_with(interface, function, arguments, shape.givesNothing ? 1 : 0)
}
