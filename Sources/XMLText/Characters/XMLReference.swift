internal import Bytes
internal import CodecKit

/// References to characters and to the five predefined entities.
enum XMLReference {
    private static var longest: Int { 256 }

    /// The index after the reference at `start`; nil if the reference is longer than the bytes.
    static func end(_ bytes: inout XMLScanner, _ start: Int) throws(CodecError) -> Int? {
        let isNumber = start &+ 1 < bytes.count && bytes[start &+ 1] == UInt8(ascii: "#")
        var index = start &+ 1
        while true {
            guard index < bytes.count else { return nil }
            guard index &- start < longest else { throw .quota("a character reference is too long", longest) }
            switch bytes[index] {
            case UInt8(ascii: ";"): return index &+ 1
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"):
                break
            case UInt8(ascii: "#") where index == start &+ 1: break
            default:
                bytes.position = index
                throw .invalidFormat("a malformed reference")
            }
            index &+= 1
            if index &- start > 6 && !isNumber { throw otherEntity }
        }
    }

    /// The character that a reference, `name` being what stands between "&" and ";", refers to. XML may not allow it.
    static func character(_ name: ByteText) throws(CodecError) -> UInt32 {
        if name[0] == UInt8(ascii: "#") { return try number(name.dropFirst(1)) }
        let character: Unicode.Scalar
        if name == "lt" {
            character = "<"
        } else if name == "gt" {
            character = ">"
        } else if name == "amp" {
            character = "&"
        } else if name == "quot" {
            character = "\""
        } else if name == "apos" {
            character = "'"
        } else {
            throw otherEntity
        }
        return character.value
    }

    private static var otherEntity: CodecError { .invalidFormat("a reference to an entity that is not predefined") }

    /// The character with this number: in decimal, or after "x" in hexadecimal.
    private static func number(_ text: ByteText) throws(CodecError) -> UInt32 {
        let isHexadecimal = text.count > 0 && text[0] == UInt8(ascii: "x")
        let digits = isHexadecimal ? text.dropFirst(1) : text
        guard digits.count > 0 else { throw .invalidFormat("a malformed reference") }
        var value: UInt32 = 0
        for index in 0..<digits.count {
            guard let digit = digit(digits[index], isHexadecimal) else { throw .invalidFormat("a malformed reference") }
            value = value &* (isHexadecimal ? 16 : 10) &+ digit
            if value > 0x10_FFFF { value = 0x11_0000 }
        }
        guard UTF8Character.isXMLCharacter(value) || InvalidCharacters.include(value) else {
            throw .invalidFormat("a reference to U+0000, to a surrogate or beyond Unicode")
        }
        return value
    }

    private static func digit(_ byte: UInt8, _ isHexadecimal: Bool) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte &- UInt8(ascii: "0"))
        case UInt8(ascii: "A")...UInt8(ascii: "F") where isHexadecimal: UInt32(byte &- UInt8(ascii: "A")) &+ 10
        case UInt8(ascii: "a")...UInt8(ascii: "f") where isHexadecimal: UInt32(byte &- UInt8(ascii: "a")) &+ 10
        default: nil
        }
    }
}
