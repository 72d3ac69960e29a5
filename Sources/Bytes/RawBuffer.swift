/// A block of bytes of fixed size at a stable address, freed with its owner.
@safe
public struct RawBuffer: ~Copyable {
    /// The size, in bytes.
    public let byteCount: Int
    private let base: UnsafeMutableRawPointer?

    /// A buffer of no bytes, which owns no memory.
    public init() {
        unsafe base = nil
        byteCount = 0
    }

    /// A buffer of `byteCount` bytes, not initialised.
    public init(byteCount: Int) throws(OutOfMemory) {
        unsafe base = try Memory.allocate(byteCount: byteCount)
        self.byteCount = byteCount
    }

    deinit {
        unsafe Memory.free(base)
    }

    /// The bytes, for C. Valid as long as the buffer.
    public var bytes: UnsafeMutableRawBufferPointer {
        unsafe UnsafeMutableRawBufferPointer(start: base, count: byteCount)
    }
}
