internal import Bytes
internal import CWSEncoder

/// A message that lies in memory in one piece, as the buffers that encoders and decoders take.
///
/// Safe because the initialiser is unsafe to call: the host promises that the bytes last until the call is over.
@safe
struct MessageBytes: ~Copyable {
    /// The most bytes of a buffer. Its length has 32 bits.
    private static var pieceSize: Int { 1 << 30 }

    private let bytes: ByteText
    private var pieces = unsafe GrowableBuffer<WS_BYTES>()

    /// nil if there is a size and no address, or more than can lie in memory.
    init?(_ bytes: UnsafeRawPointer?, _ size: ULONGLONG) {
        guard let size = Int(exactly: size), unsafe bytes != nil || size == 0 else { return nil }
        self.bytes = unsafe ByteText(start: bytes?.assumingMemoryBound(to: UInt8.self), count: size)
    }

    /// The buffers, which last as long as this does.
    mutating func makeBuffers() throws(OutOfMemory) -> HostBuffers {
        unsafe pieces.removeAll()
        var rest = bytes
        repeat {
            let piece = rest.prefix(Self.pieceSize)
            guard unsafe pieces.append(WS_BYTES(piece)) else { throw OutOfMemory() }
            rest = rest.dropFirst(piece.count)
        } while !rest.isEmpty
        return unsafe HostBuffers(pieces.base, ULONG(truncatingIfNeeded: pieces.count))
    }
}

extension WideString {
    /// A zero-terminated string of a host, in UTF-8; empty for NULL. What is malformed becomes U+FFFD.
    init(forHost string: UnsafePointer<CChar>?) throws(OutOfMemory) {
        self.init()
        if let name = unsafe NameText(string) { try set(utf8: name.bytes) }
    }
}
