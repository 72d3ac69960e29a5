/// Copying runs of bytes.
enum XMLBytes {
    static func copy(_ bytes: UnsafeBufferPointer<UInt8>, to place: UnsafeMutableRawPointer) {
        guard let base = bytes.baseAddress, bytes.count > 0 else { return }
        unsafe place.copyMemory(from: base, byteCount: bytes.count)
    }
}
