internal import Bytes
internal import CWSEncoder

/// Memory that is to be filled.
///
/// Safe because whoever makes one promises that the memory lasts until it is filled.
@safe
struct HostRoom: BitwiseCopyable {
    let address: UnsafeMutableRawPointer?
    let size: ULONG

    static var none: HostRoom { unsafe HostRoom(nil, 0) }

    init(_ address: UnsafeMutableRawPointer?, _ size: ULONG) {
        unsafe self.address = address
        self.size = size
    }

    /// The memory of `buffer` from `start` on, as long as that lasts.
    @inline(__always)
    init(_ buffer: borrowing RawBuffer, from start: Int = 0) {
        let start = min(max(start, 0), buffer.byteCount)
        let address = unsafe buffer.bytes.baseAddress?.advanced(by: start)
        unsafe self.init(address, ULONG(truncatingIfNeeded: buffer.byteCount &- start))
    }

    /// Its address, or 0, which is what calls pass on.
    @inline(__always)
    var word: UInt { unsafe UInt(address) }

    /// The first `count` bytes, or all if there are fewer.
    @inline(__always)
    func prefix(_ count: ULONG) -> HostRoom {
        unsafe HostRoom(address, min(size, count))
    }

    /// A cursor that fills it. As the room itself does, it relies on the memory to outlast it.
    @inline(__always)
    var cursor: OutputCursor {
        @_lifetime(immortal)
        get {
            let memory = unsafe UnsafeMutableRawBufferPointer(start: address, count: Int(size))
            let span = unsafe OutputRawSpan(buffer: memory, initializedCount: 0)
            return unsafe OutputCursor(_overrideLifetime(span, copying: ()))
        }
    }

    /// Copies bytes to its beginning, as far as there is room.
    func fill(from bytes: ByteText) {
        if let address = unsafe address { unsafe bytes.prefix(Int(size)).copy(to: address) }
    }
}
