internal import Bytes

/// Blocks of memory. Each stays where it is until the list is emptied or ends.
struct BlockList: ~Copyable {
    /// What stands before the bytes of a block.
    @safe
    private struct Head {
        let older: Reference<Head>?
    }

    private var newest: Reference<Head>?

    init() {
        newest = nil
    }

    deinit {
        Self.free(newest)
    }

    mutating func removeAll() {
        Self.free(newest)
        newest = nil
    }

    /// Adds a block, aligned for an address, and returns where its bytes begin.
    mutating func add(byteCount: Int) throws(OutOfMemory) -> UnsafeMutableRawPointer {
        let (size, overflows) = byteCount.addingReportingOverflow(MemoryLayout<Head>.stride)
        guard !overflows else { throw OutOfMemory() }
        let memory = try unsafe Memory.allocate(byteCount: size)
        let head = unsafe Reference(memory.assumingMemoryBound(to: Head.self))
        unsafe head.pointer.initialize(to: Head(older: newest))
        newest = head
        return unsafe memory.advanced(by: MemoryLayout<Head>.stride)
    }

    private static func free(_ newest: Reference<Head>?) {
        var head = newest
        while let current = head {
            head = current.value.older
            unsafe current.deallocate()
        }
    }
}
