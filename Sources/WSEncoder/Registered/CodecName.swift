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
