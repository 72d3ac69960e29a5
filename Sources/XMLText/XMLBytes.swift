internal import Bytes

/// Comparing and copying runs of bytes.
enum XMLBytes {
    static func equal(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
        unsafe Bytes.equal(left, right)
    }

    static func equal(_ left: UnsafeBufferPointer<UInt8>, _ right: StaticString) -> Bool {
        unsafe Bytes.equal(left, right)
    }

    static func copy(_ bytes: UnsafeBufferPointer<UInt8>, to place: UnsafeMutableRawPointer) {
        guard let base = bytes.baseAddress, bytes.count > 0 else { return }
        unsafe place.copyMemory(from: base, byteCount: bytes.count)
    }
}
