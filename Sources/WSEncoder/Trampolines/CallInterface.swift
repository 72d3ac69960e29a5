// The one file that includes libffi: the variables of its shim are this file's. What calls functions that have such variables
// is never inlined, since its copies in other object files would have variables of their own.
internal import Bytes
internal import CFFI
internal import CWSEncoder

/// The types of a callback's arguments, and whether it has a result: P is a pointer, U an unsigned and S a signed 32-bit
/// number.
enum CallShape: UInt8 {
    /// Without a result.
    case p
    case ppp
    case ppppp
    case ppupp
    case ppuppp
    /// Without a result.
    case sup
    case supppp

    fileprivate var shapeOfShim: wse_shape { wse_shape(rawValue: UInt32(rawValue)) }

    /// The number of arguments.
    var argumentCount: Int {
        switch self {
        case .p: 1
        case .ppp, .sup: 3
        case .ppppp, .ppupp: 5
        case .ppuppp, .supppp: 6
        }
    }

    var hasNoResult: Bool { self == .p || self == .sup }
}

/// What libffi passes to the body of a closure: the interface, where the result goes, where the arguments are, and the context.
typealias ClosureBody =
    @convention(c) (
        UnsafeMutableRawPointer?, UnsafeMutableRawPointer?, UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
        UnsafeMutableRawPointer?
    ) -> Void

/// A C function that was made at run time, bound to a body and a context.
///
/// Safe because whoever makes one promises that the context can be used as long as the function is called.
@safe
struct Closure: BitwiseCopyable {
    private let memory: UnsafeMutableRawPointer
    /// Its address.
    let function: UnsafeMutableRawPointer

    @inline(never)
    init(
        _ shape: CallShape, _ convention: CallingConvention, context: UnsafeMutableRawPointer?, _ body: ClosureBody
    ) throws(OutOfMemory) {
        var function: UnsafeMutableRawPointer?
        guard let interface = unsafe wse_call_interface(shape.shapeOfShim, convention == .win64 ? 1 : 0),
            let memory = unsafe wse_create_closure(interface, body, context, &function), let function = unsafe function
        else { throw OutOfMemory() }
        unsafe self.memory = memory
        unsafe self.function = function
    }

    /// The same with a context that the body knows by its address.
    init<Context: ~Copyable>(
        _ shape: CallShape, _ convention: CallingConvention, boundTo context: Reference<Context>, _ body: ClosureBody
    ) throws(OutOfMemory) {
        try unsafe self.init(shape, convention, context: context.pointer, body)
    }

    /// Its address as a word.
    var word: UInt { unsafe UInt(function) }

    /// Frees the function, which must not be called any more. It may still be running.
    @inline(never)
    func free() {
        unsafe wse_free_closure(memory)
    }

    /// Stores the result of a call as libffi wants it, which is widened to a word.
    static func store(_ value: HRESULT, to result: UnsafeMutableRawPointer?) {
        if let result = unsafe result { unsafe wse_store_result(result, value) }
    }
}

/// Calls a function in another calling convention, or of a shape that is only known at run time. `arguments[i]` points to the
/// i-th argument. Returns nil if the platform lacks the convention.
@inline(never)
func callThroughInterface(
    _ function: UnsafeMutableRawPointer, _ shape: CallShape, _ convention: CallingConvention,
    _ arguments: UnsafeMutablePointer<UnsafeMutableRawPointer?>
) -> HRESULT? {
    guard let interface = unsafe wse_call_interface(shape.shapeOfShim, convention == .win64 ? 1 : 0) else { return nil }
    return unsafe wse_call_interface_with(interface, function, arguments, shape.hasNoResult ? 1 : 0)
}
