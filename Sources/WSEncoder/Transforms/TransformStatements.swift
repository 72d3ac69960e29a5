internal import Bytes
internal import CWSEncoder
internal import CodecKit

/// What the callbacks of a state have to say: the object that they add strings to, and the statement of a failure, at
/// addresses that do not change.
@safe
struct TransformStatements: ~Copyable {
    private let memory: UnsafeMutableRawPointer

    init() throws(OutOfMemory) {
        unsafe memory = try Memory.allocate(byteCount: Self.statementOffset &+ MemoryLayout<CodecError.Statement>.stride)
        unsafe error.pointer.initialize(to: ErrorObject(language: ErrorObject.defaultLanguage))
    }

    deinit {
        unsafe error.pointer.deinitialize(count: 1)
        unsafe Memory.free(memory)
    }

    var error: Reference<ErrorObject> { unsafe Reference(memory.assumingMemoryBound(to: ErrorObject.self)) }

    /// Drops the strings.
    @inline(__always)
    func reset() {
        if error.value.stringCount > 0 { error.value.reset() }
    }

    /// The newest string with the number of the failure, for as long as there is no other. An empty string counts as none.
    func statement(_ code: HRESULT) -> UnsafePointer<CodecError.Statement> {
        let place = unsafe memory.advanced(by: Self.statementOffset).assumingMemoryBound(to: CodecError.Statement.self)
        let text = error.value.string(at: 0).flatMap { $0.count > 0 ? $0 : nil }
        unsafe place.initialize(to: CodecError.Statement(code: code, text: text))
        return unsafe UnsafePointer(place)
    }

    private static var statementOffset: Int { MemoryLayout<ErrorObject>.stride }
}
