internal import Bytes
internal import CWSEncoder

/// The WS_ERROR that a host passed to a call, or none, in which case the result code has to do.
///
/// Safe because the initialisers are unsafe to call: the host promises that the object outlives the call.
@safe
struct ErrorHandle: BitwiseCopyable {
    /// The error object.
    let object: Reference<ErrorObject>?

    /// No error object.
    static var none: ErrorHandle { unsafe ErrorHandle(nil) }

    /// `error` is NULL or the address of an error object that outlives the call.
    @inline(__always)
    init(_ error: OpaquePointer?) {
        unsafe object = Reference(UnsafeMutableRawPointer(error))
    }

    /// The object as C passes it on.
    var pointer: OpaquePointer? { unsafe object.map { unsafe OpaquePointer($0.pointer) } }

    /// A report on `subject` to this object.
    func about(_ subject: Subject) -> ErrorReport { ErrorReport(self, subject) }

    /// Adds a line of text. Without an object, or without memory for the string, nothing is added. Not inlined into each of the
    /// many reports.
    @_optimize(size)
    @inline(never)
    func add(_ text: borrowing TextBuffer) {
        try? object?.value.add(length: text.count) { WCHAR(text[$0]) }
    }
}

extension UInt {
    /// The address of an error object as a word.
    @inline(__always)
    init(_ error: ErrorHandle) {
        self = error.object?.word ?? 0
    }
}
