internal import Bytes
internal import CWSEncoder

/// The one buffer that an encoder passes to its sink. It has to outlast the call.
///
/// Safe because only the sink looks at what it points to, while the encoder keeps it.
@safe
struct OutgoingBytes: BitwiseCopyable {
    private var buffer = unsafe WS_BYTES()

    /// Makes it the first `count` bytes of `chunk`, or all if there are fewer.
    mutating func set(_ chunk: borrowing RawBuffer, _ count: Int) {
        unsafe buffer = WS_BYTES(chunk.text(from: 0, to: count))
    }
}

extension Reference<OutgoingBytes> {
    /// The buffer as a sink takes it.
    var buffers: HostBuffers {
        unsafe HostBuffers(UnsafeRawPointer(pointer).assumingMemoryBound(to: WS_BYTES.self), 1)
    }
}
