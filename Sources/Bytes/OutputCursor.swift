/// Fills a run of bytes from front to back, without ever leaving it.
public struct OutputCursor: ~Copyable, ~Escapable {
    private var bytes: OutputRawSpan

    /// A cursor after what is already in `bytes`.
    @_lifetime(copy bytes)
    public init(_ bytes: consuming OutputRawSpan) {
        self.bytes = bytes
    }

    /// The number of bytes written.
    public var produced: Int { bytes.byteCount }

    /// The number of bytes for which there is room.
    public var room: Int { bytes.freeCapacity }

    /// Whether there is no room left.
    public var isFull: Bool { bytes.freeCapacity == 0 }

    /// Calls `body` with the room and counts as many bytes as it returns, which it must have written.
    @_lifetime(self: copy self)
    public mutating func produce(_ body: (UnsafeMutableRawBufferPointer) -> Int) {
        unsafe bytes.withUnsafeMutableBytes { whole, count in
            let free = unsafe UnsafeMutableRawBufferPointer(rebasing: whole[count...])
            count &+= min(max(unsafe body(free), 0), free.count)
        }
    }

    /// Calls `body` with the bytes written after the first `start`.
    public func peek(from start: Int, _ body: (UnsafeRawBufferPointer) -> Void) {
        let first = min(max(start, 0), produced)
        unsafe bytes.bytes.withUnsafeBytes { unsafe body(UnsafeRawBufferPointer(rebasing: $0[first...])) }
    }
}
