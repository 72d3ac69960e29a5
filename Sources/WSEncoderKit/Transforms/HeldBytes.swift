internal import CWSEncoder

/// A queue of bytes with a limit, in memory that the library allocates and whose lack it reports.
@safe
struct HeldBytes: ~Copyable {
    private var buffer: OpaquePointer?
    private let limit: Int
    /// What is wrong if the limit is exceeded.
    private let excess: String
    private(set) var count = 0

    init(limit: Int, _ excess: String) {
        self.limit = max(limit, 0)
        self.excess = excess
    }

    deinit { unsafe WseFreeBuffer(buffer) }

    var isEmpty: Bool { count == 0 }

    mutating func append(_ bytes: UnsafeRawBufferPointer) throws(CodecError) {
        guard bytes.count <= limit &- count else { throw .quotaExceeded(excess) }
        if unsafe buffer == nil {
            let result = unsafe WseCreateBuffer(0, &buffer, nil)
            guard result >= 0 else { throw .outOfMemory }
        }
        var rest = unsafe bytes
        while rest.count > 0, let start = rest.baseAddress {
            let size = min(rest.count, Int(Int32.max))
            let address = unsafe UnsafeMutableRawPointer(mutating: start).assumingMemoryBound(to: BYTE.self)
            var piece = unsafe WS_BYTES(length: ULONG(size), bytes: address)
            let result = unsafe WseBufferWrite(UnsafeMutableRawPointer(buffer), &piece, 1, nil, nil)
            guard result >= 0 else { throw .outOfMemory }
            count &+= size
            unsafe rest = UnsafeRawBufferPointer(rebasing: rest[size...])
        }
    }

    /// Removes the oldest bytes, as many as there is room for. Returns their number.
    mutating func take(into room: UnsafeMutableRawBufferPointer) -> Int {
        var length: ULONG = 0
        let size = ULONG(clamping: room.count)
        let result = unsafe WseBufferRead(UnsafeMutableRawPointer(buffer), room.baseAddress, size, &length, nil, nil)
        guard result >= 0 else { return 0 }
        count &-= Int(length)
        return Int(length)
    }

    /// A copy of all bytes.
    func copy() -> [UInt8] {
        var start: UnsafePointer<BYTE>?
        var size: ULONGLONG = 0
        guard !isEmpty, unsafe WseGetBufferBytes(buffer, &start, &size) >= 0 else { return [] }
        return unsafe [UInt8](UnsafeBufferPointer(start: start, count: Int(size)))
    }

    mutating func reset() {
        unsafe WseResetBuffer(buffer)
        count = 0
    }
}
