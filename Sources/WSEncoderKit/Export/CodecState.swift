internal import CLibc
internal import CWSEncoder

/// A value of a codec's type in memory of its own, for one instance, behind the pointer to its `Transform`.
@unsafe
struct CodecState {
    @unsafe
    private struct Header {
        let transform: UnsafePointer<Transform>
        let value: UnsafeMutableRawPointer
    }

    private let header: UnsafeMutablePointer<Header>

    /// The state that C passes to a callback.
    init?(_ state: UnsafeMutableRawPointer?) {
        guard let state = unsafe state else { return nil }
        unsafe header = unsafe state.assumingMemoryBound(to: Header.self)
    }

    /// A state of a new value.
    init(_ transform: UnsafePointer<Transform>, _ options: CodecOptions) throws(CodecError) {
        let alignment = unsafe max(transform.pointee.alignment, MemoryLayout<Header>.alignment)
        let offset = unsafe (MemoryLayout<Header>.size + alignment - 1) & ~(alignment - 1)
        var memory: UnsafeMutableRawPointer?
        guard unsafe posix_memalign(&memory, alignment, offset + transform.pointee.size) == 0, let memory = unsafe memory
        else { throw .outOfMemory }
        let value = unsafe memory + offset
        do throws(CodecError) {
            try unsafe transform.pointee.initialize(value, options)
        } catch {
            unsafe free(memory)
            throw error
        }
        unsafe header = unsafe memory.initializeMemory(
            as: Header.self, to: Header(transform: transform, value: value))
    }

    /// What C passes to the callbacks.
    var pointer: UnsafeMutableRawPointer { unsafe UnsafeMutableRawPointer(header) }

    func begin() throws(CodecError) {
        try unsafe header.pointee.transform.pointee.begin(header.pointee.value)
    }

    func process(_ exchange: inout Exchange) throws(CodecError) -> Progress {
        try unsafe header.pointee.transform.pointee.process(header.pointee.value, &exchange)
    }

    func commit() {
        unsafe header.pointee.transform.pointee.commit(header.pointee.value)
    }

    func deallocate() {
        unsafe header.pointee.transform.pointee.deinitialize(header.pointee.value)
        unsafe free(header)
    }
}
