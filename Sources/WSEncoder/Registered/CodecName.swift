internal import Bytes

/// What callers may name a codec.
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

    /// The bytes of a zero-terminated string: all of them, or one more than the name of a codec can have.
    static func bytes(of name: UnsafePointer<CChar>) -> UnsafeBufferPointer<UInt8> {
        var count = 0
        while count <= capacity, unsafe name[count] != 0 { count &+= 1 }
        return unsafe UnsafeBufferPointer(
            start: UnsafeRawPointer(name).assumingMemoryBound(to: UInt8.self), count: count)
    }
}

/// A zero-terminated name, in memory of its own.
@safe
struct OwnedName: ~Copyable {
    let characters: UnsafePointer<CChar>

    init(copying name: UnsafePointer<CChar>) throws(OutOfMemory) {
        var count = 0
        while unsafe name[count] != 0 { count &+= 1 }
        let copy = try unsafe Memory.allocate(byteCount: count &+ 1).assumingMemoryBound(to: CChar.self)
        unsafe copy.initialize(from: name, count: count &+ 1)
        unsafe characters = UnsafePointer(copy)
    }

    deinit {
        unsafe Memory.free(UnsafeMutableRawPointer(mutating: characters))
    }

    /// Whom a report speaks of that names this.
    func subject(_ direction: Direction) -> Subject { unsafe .named(characters, direction) }

    func append(to text: inout TextBuffer) {
        unsafe text.append(cString: characters)
    }

    /// Whether it is the name that a caller means, who may use capital letters.
    func isMeant(by name: UnsafeBufferPointer<UInt8>) -> Bool {
        for index in 0..<name.count {
            let unit = unsafe name[index]
            let isCapital = unit >= UInt8(ascii: "A") && unit <= UInt8(ascii: "Z")
            let lower = isCapital ? unit | 0x20 : unit
            if unsafe UInt8(bitPattern: characters[index]) != lower || lower == 0 { return false }
        }
        return unsafe characters[name.count] == 0
    }

    func isEqual(to other: borrowing OwnedName) -> Bool {
        var index = 0
        while unsafe characters[index] == other.characters[index] {
            if unsafe characters[index] == 0 { return true }
            index &+= 1
        }
        return false
    }
}
