internal import CLibc
internal import Synchronization

/// What the library keeps of a codec: the two directions, at addresses of their own. A record is never freed, so that a `Codec`
/// can be copied and used at any time.
@safe
struct CodecRecord: ~Copyable {
    let encoder: UnsafePointer<Transform>?
    let decoder: UnsafePointer<Transform>?
    /// How often the codec is registered, or about to be. More than once for moments only, or after it was unregistered while
    /// tables of it were still in use.
    private let registrations = Atomic<Int>(0)

    /// A record at an address of its own; nil if there is no memory.
    static func allocate(encoder: Transform?, decoder: Transform?) -> UnsafeMutablePointer<CodecRecord>? {
        let kept = unsafe (keep(encoder), keep(decoder))
        guard unsafe (kept.0 != nil) == (encoder != nil), unsafe (kept.1 != nil) == (decoder != nil),
            let memory = unsafe malloc(MemoryLayout<CodecRecord>.size)
        else { return nil }
        return unsafe memory.initializeMemory(as: CodecRecord.self, to: CodecRecord(encoder: kept.0, decoder: kept.1))
    }

    /// The record that is the context of a callback.
    static func at(_ context: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<CodecRecord>? {
        unsafe context?.assumingMemoryBound(to: CodecRecord.self)
    }

    private static func keep(_ transform: Transform?) -> UnsafePointer<Transform>? {
        guard let transform, let memory = unsafe malloc(MemoryLayout<Transform>.size) else { return nil }
        return unsafe UnsafePointer(memory.initializeMemory(as: Transform.self, to: transform))
    }

    var isRegistered: Bool { registrations.load(ordering: .sequentiallyConsistent) > 0 }

    func countRegistration(_ change: Int) {
        registrations.wrappingAdd(change, ordering: .sequentiallyConsistent)
    }
}
