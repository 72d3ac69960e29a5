internal import CWSEncoder

/// The WS_ASYNC_CONTEXT that a call was given, or none if the call has to complete before it returns.
///
/// Safe because the initialiser takes a pointer, and whoever calls it promises that it is NULL or valid until the call returns.
@safe
struct AsyncContext: BitwiseCopyable {
    let pointer: UnsafePointer<WS_ASYNC_CONTEXT>?

    static var none: AsyncContext { unsafe AsyncContext(nil) }

    @inline(__always)
    init(_ pointer: UnsafePointer<WS_ASYNC_CONTEXT>?) {
        unsafe self.pointer = pointer
    }

    var isNone: Bool { unsafe pointer == nil }

    /// A context without a callback is not valid.
    var lacksCallback: Bool { unsafe pointer.map { unsafe $0.pointee.callback == nil } ?? false }

    /// Its address, or 0, which is what calls pass on.
    var word: UInt { unsafe UInt(bitPattern: pointer) }
}
