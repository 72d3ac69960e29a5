internal import Bytes
internal import CWSEncoder

/// What the sink gets in one call: records, and up to two parts of an envelope, which stay where they are. It has to outlast
/// the call.
///
/// Safe because only the sink looks at what it points to, while the owner keeps it.
@safe
struct OutgoingFrame: BitwiseCopyable {
    /// The first property, so that its address is that of the whole. The three lie side by side, as an array in C.
    private var buffers = unsafe (WS_BYTES(), WS_BYTES(), WS_BYTES())
    fileprivate private(set) var count: ULONG = 0

    /// Removes all parts.
    mutating func removeAll() {
        count = 0
    }

    /// Adds a part, unless it is empty. There are at most three.
    mutating func append(_ bytes: ByteText) {
        if bytes.isEmpty { return }
        switch count {
        case 0: unsafe buffers.0 = WS_BYTES(bytes)
        case 1: unsafe buffers.1 = WS_BYTES(bytes)
        default: unsafe buffers.2 = WS_BYTES(bytes)
        }
        count = min(count &+ 1, 3)
    }

    var isEmpty: Bool { count == 0 }
}

extension Reference<OutgoingFrame> {
    /// The parts as a sink takes them.
    var buffers: HostBuffers {
        unsafe HostBuffers(UnsafeRawPointer(pointer).assumingMemoryBound(to: WS_BYTES.self), value.count)
    }
}
