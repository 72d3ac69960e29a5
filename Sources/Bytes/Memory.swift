internal import CLibc

/// Thrown when the C library has no more memory.
public struct OutOfMemory: Error {
    @inlinable
    public init() {}
}

/// Memory from `malloc`, with failure as an error instead of the end of the process. `GrowableBuffer` calls `realloc` itself;
/// there is no other source of memory for Swift code.
public enum Memory {
    /// Allocates `byteCount` bytes, suitably aligned for any type; at least one, so that the address is unique.
    public static func allocate(byteCount: Int) throws(OutOfMemory) -> UnsafeMutableRawPointer {
        guard byteCount >= 0, let address = unsafe malloc(max(byteCount, 1)) else { throw OutOfMemory() }
        return unsafe address
    }

    /// Allocates uninitialised memory for one `Value`.
    public static func allocate<Value: ~Copyable>(
        _ type: Value.Type
    ) throws(OutOfMemory) -> UnsafeMutablePointer<Value> {
        try unsafe allocate(byteCount: MemoryLayout<Value>.stride).assumingMemoryBound(to: type)
    }

    /// Resizes memory from `allocate`, and moves it if need be. If it throws, the memory is unchanged.
    public static func reallocate(
        _ address: UnsafeMutableRawPointer?, byteCount: Int
    ) throws(OutOfMemory) -> UnsafeMutableRawPointer {
        guard byteCount >= 0, let moved = unsafe realloc(address, max(byteCount, 1)) else { throw OutOfMemory() }
        return unsafe moved
    }

    /// Frees memory from `allocate` or `reallocate`. Does nothing for nil.
    public static func free(_ address: UnsafeMutableRawPointer?) {
        unsafe CLibc.free(address)
    }
}
