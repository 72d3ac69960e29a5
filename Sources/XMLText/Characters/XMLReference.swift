internal import Bytes

/// References to characters and to the five predefined entities.
enum XMLReference {
    private static var longest: Int { 256 }

    /// The byte behind the reference at `start`; nil if it goes on behind the bytes.
    static func end(_ bytes: inout XMLScanner, _ start: Int) throws(XMLTextError) -> Int? {
        var index = start &+ 1
        while true {
            guard index < bytes.count else { return nil }
            guard index &- start < longest else { throw .quota("a character reference is too long", longest) }
            switch bytes[index] {
            case 0x3B: return index &+ 1
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: break
            case 0x23 where index == start &+ 1: break
            default:
                bytes.position = index
                throw .invalid("a malformed reference")
            }
            index &+= 1
            if index &- start > 6 && bytes[start &+ 1] != 0x23 {
                throw .invalid("a reference to an entity that is not predefined")
            }
        }
    }

    /// The character that the reference from `start` to `end` stands for. It may be one that XML does not allow.
    static func character(_ bytes: XMLScanner, _ start: Int, _ end: Int) throws(XMLTextError) -> UInt32 {
        let name = unsafe ByteText(
            start: (bytes.base + start + 1).assumingMemoryBound(to: UInt8.self), count: end &- start &- 2)
        if name.count > 0 && name[0] == 0x23 { return try number(name) }
        if name == "lt" { return 0x3C }
        if name == "gt" { return 0x3E }
        if name == "amp" { return 0x26 }
        if name == "quot" { return 0x22 }
        if name == "apos" { return 0x27 }
        throw .invalid("a reference to an entity that is not predefined")
    }

    private static func number(_ name: ByteText) throws(XMLTextError) -> UInt32 {
        let isHexadecimal = name.count > 1 && name[1] == 0x78
        let first = isHexadecimal ? 2 : 1
        guard name.count > first else { throw .invalid("a malformed reference") }
        var value: UInt32 = 0
        for index in first..<name.count {
            let byte = name[index]
            let digit: UInt32
            switch byte {
            case 0x30...0x39: digit = UInt32(byte &- 0x30)
            case 0x41...0x46 where isHexadecimal: digit = UInt32(byte &- 0x37)
            case 0x61...0x66 where isHexadecimal: digit = UInt32(byte &- 0x57)
            default: throw .invalid("a malformed reference")
            }
            value = value &* (isHexadecimal ? 16 : 10) &+ digit
            if value > 0x10_FFFF { value = 0x11_0000 }
        }
        guard XMLCharacters.isCharacter(value) || InvalidCharacters.include(value) else {
            throw .invalid("a reference to U+0000, to a surrogate or beyond Unicode")
        }
        return value
    }
}
