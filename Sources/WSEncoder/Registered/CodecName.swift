internal import Bytes

/// The names of codecs that callers give.
enum CodecName {
    /// The most characters of a name that can be registered.
    private static var capacity: Int { 63 }

    /// Whether a codec may be registered under a name: 1 to 63 characters a-z, 0-9, ".", "+" and "-", the first a letter or
    /// digit.
    static func isAllowed(_ name: UnsafePointer<CChar>) -> Bool {
        var count = 0
        while unsafe name[count] != 0 {
            guard count < capacity, isAllowed(unsafe UInt8(bitPattern: name[count]), atStart: count == 0) else { return false }
            count &+= 1
        }
        return count > 0
    }

    private static func isAllowed(_ unit: UInt8, atStart: Bool) -> Bool {
        switch unit {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "-"): !atStart
        default: false
        }
    }

    /// The bytes of a zero-terminated string, as far as the name of a codec can be long, and one more.
    static func bytes(of name: UnsafePointer<CChar>) -> UnsafeBufferPointer<UInt8> {
        var count = 0
        while count <= capacity, unsafe name[count] != 0 { count &+= 1 }
        return unsafe UnsafeBufferPointer(
            start: UnsafeRawPointer(name).assumingMemoryBound(to: UInt8.self), count: count)
    }

    /// Copies a zero-terminated string to memory of its own.
    static func copy(_ name: UnsafePointer<CChar>) throws(OutOfMemory) -> UnsafeMutablePointer<CChar> {
        var count = 0
        while unsafe name[count] != 0 { count &+= 1 }
        let copy = try unsafe Memory.allocate(byteCount: count &+ 1).assumingMemoryBound(to: CChar.self)
        for index in 0...count { unsafe copy[index] = name[index] }
        return unsafe copy
    }
}
