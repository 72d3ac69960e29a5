public import Bytes

/// Copying runs of bytes.
enum XMLBytes {
    static func copy(_ bytes: ByteText, to place: UnsafeMutableRawPointer) {
        guard let base = unsafe bytes.baseAddress, bytes.count > 0 else { return }
        unsafe place.copyMemory(from: base, byteCount: bytes.count)
    }
}
