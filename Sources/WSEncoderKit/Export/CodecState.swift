internal import CLibc
internal import CWSEncoder

/// A value of a codec's type in memory of its own, for one instance, behind its `Transform`.
@unsafe
struct CodecState {
    @unsafe
    private struct Header {
        let transform: Transform
        let value: UnsafeMutableRawPointer
    }

    private let header: UnsafeMutablePointer<Header>

    /// The state that C passes to a callback.
    init?(_ state: UnsafeMutableRawPointer?) {
        guard let state = unsafe state else { return nil }
        unsafe header = unsafe state.assumingMemoryBound(to: Header.self)
    }

    /// A state of a new value.
    init(_ transform: Transform, _ options: CodecOptions) throws(CodecError) {
        let alignment = unsafe max(transform.alignment, MemoryLayout<Header>.alignment)
        let offset = unsafe (MemoryLayout<Header>.size + alignment - 1) & ~(alignment - 1)
        var memory: UnsafeMutableRawPointer?
        guard unsafe posix_memalign(&memory, alignment, offset + transform.size) == 0, let memory = unsafe memory
        else { throw .outOfMemory }
        let value = unsafe memory + offset
        do throws(CodecError) {
            try unsafe transform.initialize(value, options)
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
        try unsafe header.pointee.transform.begin(header.pointee.value)
    }

    func process(_ exchange: borrowing Exchange) -> HRESULT {
        unsafe header.pointee.transform.process(header.pointee.value, exchange)
    }

    func commit() {
        unsafe header.pointee.transform.commit(header.pointee.value)
    }

    func deallocate() {
        unsafe header.pointee.transform.deinitialize(header.pointee.value)
        unsafe header.deinitialize(count: 1)
        unsafe free(header)
    }
}
