internal import Bytes

/// The names under which codecs may be registered.
enum CodecName {
    /// The most characters of a name that can be registered.
    private static var capacity: Int { 63 }

    /// Whether a codec may be registered under a name: 1 to 63 characters a-z, 0-9, ".", "+" and "-", the first a letter or
    /// digit.
    static func isAllowed(_ name: NameText) -> Bool {
        for index in 0..<name.count {
            guard index < capacity, let unit = name[index], isAllowed(unit, atStart: index == 0) else { return false }
        }
        return name.count > 0
    }

    private static func isAllowed(_ unit: UInt8, atStart: Bool) -> Bool {
        switch unit {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "-"): !atStart
        default: false
        }
    }
}

/// A copy of a zero-terminated name.
@safe
struct OwnedName: ~Copyable {
    let characters: UnsafePointer<CChar>
    /// The name without the zero.
    let text: NameText

    init(copying name: UnsafePointer<CChar>) throws(OutOfMemory) {
        let count = unsafe NameText(name).count
        let copy = try unsafe Memory.allocate(byteCount: count &+ 1).assumingMemoryBound(to: CChar.self)
        unsafe copy.initialize(from: name, count: count &+ 1)
        unsafe characters = UnsafePointer(copy)
        text = unsafe NameText(copy)
    }

    deinit {
        unsafe Memory.free(UnsafeMutableRawPointer(mutating: characters))
    }

    /// The subject of reports on the codec of this name.
    func subject(_ direction: Direction) -> Subject { unsafe .named(characters, direction) }

    func append(to text: inout TextBuffer) {
        unsafe text.append(cString: characters)
    }

    /// Whether a caller means this name, perhaps in capital letters.
    func isMeant(by name: NameText) -> Bool {
        guard name.count == text.count else { return false }
        for index in 0..<name.count {
            guard let unit = name[index] else { return false }
            let isCapital = unit >= UInt8(ascii: "A") && unit <= UInt8(ascii: "Z")
            if text[index] != (isCapital ? unit | 0x20 : unit) { return false }
        }
        return true
    }
}
