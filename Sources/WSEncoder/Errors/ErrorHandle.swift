internal import CWSEncoder

/// The WS_ERROR that a host passed to a call, or none, in which case the result code has to do.
///
/// Safe because the initialiser, which takes the raw pointer, says what it has to be, and nothing else can make a handle on an
/// object.
@safe
struct ErrorHandle: BitwiseCopyable {
    private let object: UnsafeMutablePointer<ErrorObject>?

    /// No error object.
    static var none: ErrorHandle { unsafe ErrorHandle(nil) }

    /// `error` is NULL or the address of an error object that outlives the call.
    @inline(__always)
    init(_ error: OpaquePointer?) {
        unsafe object = UnsafeMutablePointer(error)
    }

    /// The object as C passes it on.
    var pointer: OpaquePointer? { unsafe OpaquePointer(object) }

    /// A report on `subject` to this object.
    func about(_ subject: Subject) -> ErrorReport { ErrorReport(self, subject) }

    /// Adds a string of `length` UTF-16 code units, whose unit at each index `unit` returns. Without an object, or without
    /// memory for the string, nothing is added.
    func add(length: Int, _ unit: (Int) -> WCHAR) {
        guard let object = unsafe object else { return }
        try? unsafe object.pointee.add(length: ULONG(truncatingIfNeeded: length)) { characters in
            for index in characters.indices {
                unsafe characters[index] = unit(index)
            }
        }
    }

    /// Whether there is an object to add strings to.
    var isNone: Bool { unsafe object == nil }
}

extension UInt {
    /// The address of an error object as a word.
    @inline(__always)
    init(_ error: ErrorHandle) {
        self = unsafe UInt(bitPattern: error.pointer)
    }
}
