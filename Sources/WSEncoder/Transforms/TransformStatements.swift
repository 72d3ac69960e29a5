internal import Bytes
internal import CWSEncoder

/// What the callbacks of a state have to say: the object that they add strings to, and a view of the newest of these, at
/// addresses that do not change.
@safe
struct TransformStatements: ~Copyable {
    private let memory: UnsafeMutableRawPointer

    init() throws(OutOfMemory) {
        unsafe memory = try Memory.allocate(byteCount: MemoryLayout<ErrorObject>.stride &+ MemoryLayout<WideText>.stride)
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

    /// The newest string, for as long as there is no other; nil if there is none, or it says nothing.
    func newest() -> UnsafePointer<WideText>? {
        guard let text = error.value.string(at: 0), text.count > 0 else { return nil }
        let place = unsafe memory.advanced(by: MemoryLayout<ErrorObject>.stride).assumingMemoryBound(to: WideText.self)
        unsafe place.initialize(to: text)
        return unsafe UnsafePointer(place)
    }
}
