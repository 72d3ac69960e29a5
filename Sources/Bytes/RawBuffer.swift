/// A block of bytes of fixed size at a stable address, freed with its owner.
///
/// Safe because it hands out its memory only as a buffer of the size that was allocated, which is unsafe to use.
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

    /// A buffer of `byteCount` bytes, not initialised; nil if there is no memory for it.
    public init?(byteCount: Int) {
        guard let base = unsafe try? Memory.allocate(byteCount: byteCount) else { return nil }
        unsafe self.base = base
        self.byteCount = byteCount
    }

    deinit {
        unsafe Memory.free(base)
    }

    /// The bytes from `start` up to, but without, `end`, as far as they are in the buffer, as long as that lasts.
    @inline(__always)
    public func text(from start: Int, to end: Int) -> ByteText {
        unsafe ByteText(UnsafeRawBufferPointer(bytes)).prefix(end).dropFirst(start)
    }

    /// The bytes, for C. Valid as long as the buffer.
    public var bytes: UnsafeMutableRawBufferPointer {
        unsafe UnsafeMutableRawBufferPointer(start: base, count: byteCount)
    }
}
