internal import CWSEncoder
internal import CodecKit

/// How much of a decoder's message has been read from the source, and how much the host was given, with the limits for both.
struct DecodedSize: BitwiseCopyable {
    let limits: Limits
    /// The bytes that the source has given.
    var received: UInt64 = 0
    /// The bytes that the host was given.
    var produced: UInt64 = 0

    init(_ limits: Limits) {
        self.limits = limits
    }

    /// A message begins.
    mutating func reset() {
        received = 0
        produced = 0
    }

    /// How many bytes more the limits allow, out of `capacity` that there is room for.
    func allowance(_ capacity: UInt64) -> UInt64 {
        let allowed = min(
            limits.sizeLeft(produced: produced), limits.expansionLeft(produced: produced, received: received))
        return min(allowed, capacity)
    }

    /// Whether nothing more may be produced unless more is received.
    var hasUsedExpansion: Bool { limits.expansionLeft(produced: produced, received: received) == 0 }

    /// The failure of a message that produces more than is allowed.
    var exceeded: CodecError { limits.exceeded(produced: produced) }
}

/// What must outlive a call of a decoder's source: where the source says how much it gave, and one byte of room to see whether
/// there is more beyond a limit.
struct IncomingCell: BitwiseCopyable {
    /// First, so that its address is that of the cell.
    var size: ULONG = 0
    var probe: UInt8 = 0
}

extension Reference where Value == IncomingCell {
    var sizePlace: Reference<ULONG> {
        unsafe Reference<ULONG>(UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: ULONG.self))
    }

    /// The room for one byte beyond a limit.
    var probeRoom: HostRoom {
        unsafe HostRoom(UnsafeMutableRawPointer(pointer).advanced(by: MemoryLayout<ULONG>.size), 1)
    }
}
