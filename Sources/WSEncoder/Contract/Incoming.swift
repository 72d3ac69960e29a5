internal import CWSEncoder

/// What the source of a decoder writes to besides the host's memory. It has to outlast the call.
struct Incoming: BitwiseCopyable {
    /// How many bytes the source wrote. The first property, so that its address is that of the whole.
    var length: ULONG = 0
    /// One byte, which is asked for at a limit to see whether the message goes on.
    var probe: UInt8 = 0
}

extension Reference<Incoming> {
    var lengthPlace: Reference<ULONG> {
        unsafe Reference<ULONG>(UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: ULONG.self))
    }

    /// The place of `probe`.
    var probeRoom: HostRoom {
        unsafe HostRoom(UnsafeMutableRawPointer(pointer).advanced(by: MemoryLayout<ULONG>.size), 1)
    }
}
