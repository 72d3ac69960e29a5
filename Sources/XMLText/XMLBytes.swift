/// Comparing, hashing and copying runs of bytes.
enum XMLBytes {
    static func equal(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
        guard left.count == right.count else { return false }
        for index in 0..<left.count {
            guard unsafe left[index] == right[index] else { return false }
        }
        return true
    }

    static func equal(_ left: UnsafeBufferPointer<UInt8>, _ right: StaticString) -> Bool {
        unsafe equal(left, UnsafeBufferPointer(start: right.utf8Start, count: right.utf8CodeUnitCount))
    }

    /// Eight bytes at a time, over all of them. Begins with where the library happens to lie, so that nobody can prepare names
    /// that all meet in one place.
    static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt32 {
        let anchor: StaticString = "xmlns"
        let seed = unsafe UInt64(UInt(bitPattern: anchor.utf8Start)) &* 0xD6E8_FEB8_6659_FD93
        var hash = UInt64(truncatingIfNeeded: bytes.count) &* 0x9E37_79B9_7F4A_7C15 ^ seed
        guard let base = unsafe UnsafeRawPointer(bytes.baseAddress) else { return 0 }
        var index = 0
        while bytes.count &- index >= 8 {
            hash = unsafe mix(hash, base.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            index &+= 8
        }
        var last: UInt64 = 0
        while index < bytes.count {
            last = unsafe last << 8 | UInt64(bytes[index])
            index &+= 1
        }
        hash = mix(hash, last)
        return UInt32(truncatingIfNeeded: hash >> 32)
    }

    static func copy(_ bytes: UnsafeBufferPointer<UInt8>, to place: UnsafeMutableRawPointer) {
        guard let base = bytes.baseAddress, bytes.count > 0 else { return }
        unsafe place.copyMemory(from: base, byteCount: bytes.count)
    }

    private static func mix(_ hash: UInt64, _ word: UInt64) -> UInt64 {
        let product = (hash ^ word) &* 0xC2B2_AE3D_27D4_EB4F
        return product ^ product >> 31
    }
}
