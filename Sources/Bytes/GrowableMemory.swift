/// Bytes that grow on demand, at an address that changes when they do. Its owner calls `free` when it goes: a type with a
/// `deinit` of its own would not be destroyed across rooms in Embedded mode.
@safe
public struct GrowableMemory {
    /// The first byte; not an address while `capacity` is 0.
    public private(set) var base: UnsafeMutableRawPointer
    /// The number of bytes there are.
    public private(set) var capacity = 0

    /// No bytes yet.
    public init() {
        // Any address will do.
        let nothing: StaticString = "\n"
        unsafe base = UnsafeMutableRawPointer(mutating: nothing.utf8Start)
    }

    /// Grows to at least `needed` bytes, keeping those there are; never shrinks.
    @inlinable
    public mutating func reserve(_ needed: Int) throws(OutOfMemory) {
        if needed > capacity { try grow(needed) }
    }

    /// Grows at least by half, so that many small steps cost no more than a large one.
    @usableFromInline
    mutating func grow(_ needed: Int) throws(OutOfMemory) {
        let grown = max(needed, max(capacity &+ capacity >> 1, 64))
        unsafe base = try Memory.reallocate(capacity == 0 ? nil : base, byteCount: grown)
        capacity = grown
    }

    /// Gives the bytes back. The last call.
    public func free() {
        if capacity > 0 { unsafe Memory.free(base) }
    }
}
