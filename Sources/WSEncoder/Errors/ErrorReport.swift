internal import Bytes
internal import CWSEncoder
internal import CodecKit

/// Reports failures on one subject to one error object: adds the string, and returns the result that goes with it.
struct ErrorReport {
    let error: ErrorHandle
    let subject: Subject

    init(_ error: ErrorHandle, _ subject: Subject) {
        self.error = error
        self.subject = subject
    }

    /// The report of an exported function. `error` is as `ErrorHandle` wants it.
    init(_ function: StaticString, _ error: OpaquePointer?) {
        unsafe self.init(ErrorHandle(error), .function(function))
    }

    /// Adds `subject: ` and what `compose` appends to it.
    @inline(never)
    @_optimize(size)
    func add(_ compose: (inout TextBuffer) -> Void) {
        if error.object == nil { return }
        var text = TextBuffer()
        subject.append(to: &text)
        compose(&text)
        error.add(text)
    }

    /// Adds `subject: reason` and returns `result`.
    @inline(never)
    func fail(_ result: HRESULT, _ reason: StaticString) -> HRESULT {
        add { $0.append(reason) }
        return result
    }

    /// Adds what a codec says, with the place in the message, and returns the result that stands for it.
    @inline(never)
    @_optimize(size)
    func fail(_ failure: CodecError, at offset: UInt64) -> HRESULT {
        add { failure.append(to: &$0, at: offset) }
        switch failure.kind {
        case .outOfMemory: return E_OUTOFMEMORY
        case .invalidFormat: return WS_E_INVALID_FORMAT
        case .quotaExceeded: return WS_E_QUOTA_EXCEEDED
        case .outOfStep: return WS_E_OBJECT_FAULTED
        case .brokenRule: return WS_E_INVALID_OPERATION
        case .stated: return failure.statedCode ?? E_FAIL
        }
    }

    /// Reports that there is no memory.
    func failForMemory() -> HRESULT { fail(E_OUTOFMEMORY, "out of memory") }
}
