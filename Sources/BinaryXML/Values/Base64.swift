internal import Bytes
internal import XMLText

/// Base64 (RFC 4648, section 4).
enum Base64 {
    private static var alphabet: StaticString { "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/" }

    /// The six bits that a character stands for; more than 63 if it is not in the alphabet.
    @inline(__always)
    static func bits(of character: UInt8) -> UInt8 { ByteText(values)[unchecked: Int(character)] &- UInt8(ascii: "0") }

    /// The character that stands for the lowest six bits.
    @inline(__always)
    private static func character(for bits: UInt32) -> UInt32 { UInt32(ByteText(alphabet)[unchecked: Int(bits & 63)]) }

    /// The 24 bits that four characters stand for, the first of them the lowest byte and the highest six bits; nil if one of
    /// them is not in the alphabet.
    @inline(__always)
    static func group(of characters: UInt32) -> UInt32? {
        let first = bits(of: UInt8(truncatingIfNeeded: characters))
        let second = bits(of: UInt8(truncatingIfNeeded: characters >> 8))
        let third = bits(of: UInt8(truncatingIfNeeded: characters >> 16))
        let fourth = bits(of: UInt8(truncatingIfNeeded: characters >> 24))
        guard first | second | third | fourth < 64 else { return nil }
        return UInt32(first) << 18 | UInt32(second) << 12 | UInt32(third) << 6 | UInt32(fourth)
    }

    /// Writes bytes as base64, with padding if they are not a multiple of three. There must be room.
    @inline(__always)
    static func write(_ bytes: ByteText, into writer: inout TextWriter) {
        var index = 0
        while bytes.count &- index >= 4 {
            write(group: bytes.number(at: index, as: UInt32.self).byteSwapped >> 8, into: &writer)
            index &+= 3
        }
        let rest = bytes.count &- index
        guard rest > 0 else { return }
        // Outside of the text there are zeros.
        let group = UInt32(bytes[index]) << 16 | UInt32(bytes[index &+ 1]) << 8 | UInt32(bytes[index &+ 2])
        if rest == 3 { return write(group: group, into: &writer) }
        writer.append(UInt8(truncatingIfNeeded: character(for: group >> 18)))
        writer.append(UInt8(truncatingIfNeeded: character(for: group >> 12)))
        writer.append(rest > 1 ? UInt8(truncatingIfNeeded: character(for: group >> 6)) : UInt8(ascii: "="))
        writer.append(UInt8(ascii: "="))
    }

    @inline(__always)
    private static func write(group: UInt32, into writer: inout TextWriter) {
        writer.append(
            word32: character(for: group >> 18) | character(for: group >> 12) << 8 | character(for: group >> 6) << 16
                | character(for: group) << 24)
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
