public import Bytes
internal import CVector

/// Base64 (RFC 4648, section 4) in the canonical form: nothing but the alphabet, padding at the end, and zeros in the bits that
/// no byte has a part of.
public enum Base64 {
    private static var alphabet: StaticString { "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/" }

    // MARK: Characters to bytes

    /// The six bits that a character stands for; more than 63 if it is not in the alphabet.
    @inline(__always)
    public static func bits(of character: UInt8) -> UInt8 {
        ByteText(values)[unchecked: Int(character)] &- UInt8(ascii: "0")
    }

    /// Decodes characters from the front of a text, four at a time, for as long as they are in the alphabet and there is room
    /// for three bytes. Returns the number of characters taken; three quarters as many bytes have been written, and what
    /// follows them in the room may have changed.
    @inline(__always)
    public static func decode(_ text: ByteText, into room: UnsafeMutableRawBufferPointer) -> Int {
        guard let target = room.baseAddress else { return 0 }
        let blocks = unsafe base64_decode_blocks(text.baseAddress, text.count, target, room.count)
        return unsafe decodePlain(text, from: blocks, into: UnsafeMutableRawBufferPointer(rebasing: room[(blocks / 4 &* 3)...]))
    }

    /// The same from `start` on, four characters at a time. Returns where it has stopped.
    static func decodePlain(_ text: ByteText, from start: Int, into room: UnsafeMutableRawBufferPointer) -> Int {
        var index = start
        var written = 0
        while text.count &- index >= 4, room.count &- written >= 3 {
            guard let group = group(of: text.word32(at: index)) else { break }
            unsafe room.storeBytes(of: UInt8(truncatingIfNeeded: group >> 16), toByteOffset: written, as: UInt8.self)
            unsafe room.storeBytes(of: UInt16(truncatingIfNeeded: group).bigEndian, toByteOffset: written &+ 1, as: UInt16.self)
            written &+= 3
            index &+= 4
        }
        return index
    }

    /// The 24 bits that four characters stand for, the first of them the lowest byte and the highest six bits; nil if one of
    /// them is not in the alphabet.
    @inline(__always)
    public static func group(of characters: UInt32) -> UInt32? {
        let first = bits(of: UInt8(truncatingIfNeeded: characters))
        let second = bits(of: UInt8(truncatingIfNeeded: characters >> 8))
        let third = bits(of: UInt8(truncatingIfNeeded: characters >> 16))
        let fourth = bits(of: UInt8(truncatingIfNeeded: characters >> 24))
        guard first | second | third | fourth < 64 else { return nil }
        return UInt32(first) << 18 | UInt32(second) << 12 | UInt32(third) << 6 | UInt32(fourth)
    }

    /// The bytes that the last four characters stand for, one or two of which are padding: the first byte lowest, and how many
    /// they are. nil if there is no padding, or if the characters are not in canonical form.
    public static func last(_ characters: UInt32) -> (bytes: UInt16, count: Int)? {
        let equals = UInt32(UInt8(ascii: "="))
        guard characters >> 24 == equals else { return nil }
        let count = characters >> 16 & 0xFF == equals ? 1 : 2
        // With letters that stand for zero in place of the padding.
        let filler: UInt32 = count == 1 ? 0x4141_0000 : 0x4100_0000
        guard let group = group(of: characters & (count == 1 ? 0xFFFF : 0xFF_FFFF) | filler),
            group & (count == 1 ? 0xFFFF : 0xFF) == 0
        else { return nil }
        return (UInt16(truncatingIfNeeded: group >> 8).byteSwapped, count)
    }

    // MARK: Bytes to characters

    /// The character that stands for the lowest six bits.
    @inline(__always)
    private static func character(for bits: UInt32) -> UInt32 { UInt32(ByteText(alphabet)[unchecked: Int(bits & 63)]) }

    /// Writes bytes as base64, with padding if they are not a multiple of three. What there is no room for is not written.
    @inline(__always)
    public static func write(_ bytes: ByteText, into writer: inout TextWriter) {
        var index = 0
        if bytes.count >= 32 {
            index = unsafe base64_encode_blocks(bytes.baseAddress, bytes.count, writer.next, writer.room)
            writer.advance(index / 3 &* 4)
        }
        writePlain(bytes.dropFirst(index), into: &writer)
    }

    /// The same, three bytes at a time.
    static func writePlain(_ bytes: ByteText, into writer: inout TextWriter) {
        var index = 0
        while bytes.count &- index >= 4 {
            write(group: bytes.word32(at: index).byteSwapped >> 8, into: &writer)
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
