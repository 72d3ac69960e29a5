internal import Bytes
internal import XMLText

/// RFC 4648, section 4.
enum Base64 {
    private static var alphabet: StaticString { "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/" }

    /// The six bits that a character stands for; nil if it is none of the alphabet.
    @inline(__always)
    static func value(of character: UInt8) -> UInt8? {
        let letter = unsafe values.utf8Start[Int(character)]
        return letter >= 0x30 ? letter &- 0x30 : nil
    }

    /// Writes bytes as base64, with padding if they are not a multiple of three. There must be room.
    @inline(__always)
    static func write(_ bytes: ByteText, into writer: inout TextWriter) {
        let digits = unsafe alphabet.utf8Start
        var index = 0
        while bytes.count &- index >= 3 {
            let group = UInt32(bytes[index]) << 16 | UInt32(bytes[index &+ 1]) << 8 | UInt32(bytes[index &+ 2])
            let text = unsafe UInt32(digits[Int(group >> 18)]) | UInt32(digits[Int(group >> 12 & 63)]) << 8
                | UInt32(digits[Int(group >> 6 & 63)]) << 16 | UInt32(digits[Int(group & 63)]) << 24
            writer.append(word32: text)
            index &+= 3
        }
        let rest = bytes.count &- index
        guard rest > 0 else { return }
        let first = bytes[index]
        let second = rest > 1 ? bytes[index &+ 1] : 0
        unsafe writer.append(digits[Int(first >> 2)])
        unsafe writer.append(digits[Int(first << 4 & 0x30 | second >> 4)])
        unsafe writer.append(rest > 1 ? digits[Int(second << 2 & 0x3C)] : UInt8(ascii: "="))
        writer.append(UInt8(ascii: "="))
    }

    /// For each byte what it stands for, from "0" on, or "#".
    private static var values: StaticString {
        """
        ###########################################n###odefghijklm######\
        #0123456789:;<=>?@ABCDEFGHI######JKLMNOPQRSTUVWXYZ[\\]^_`abc#####\
        ################################################################\
        ################################################################
        """
    }
}
