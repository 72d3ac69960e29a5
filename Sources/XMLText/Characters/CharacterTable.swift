/// What XML makes of single bytes: of each ASCII character, and of bytes outside of ASCII as a class.
public enum CharacterTable {
    /// Whether `byte` is an ASCII character that is written as it is, in content and in attributes.
    @inline(__always)
    public static func isPlain(_ byte: UInt8) -> Bool { kind(of: byte) & 1 != 0 }

    /// Whether `byte` is an ASCII character that may begin a name, the colon left aside.
    @inline(__always)
    public static func isNameStart(_ byte: UInt8) -> Bool { kind(of: byte) & 2 != 0 }

    /// Whether `byte` is an ASCII character that a name may contain, the colon left aside.
    @inline(__always)
    public static func isNameCharacter(_ byte: UInt8) -> Bool { kind(of: byte) & 4 != 0 }

    /// Whether `byte` may belong to a qualified name, colons and all bytes outside of ASCII included.
    @inline(__always)
    static func isNameByte(_ byte: UInt8) -> Bool { byte >= 0x80 || byte == UInt8(ascii: ":") || isNameCharacter(byte) }

    /// Whether `byte` is white space.
    @inline(__always)
    static func isSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
    }

    @inline(__always)
    private static func kind(of byte: UInt8) -> UInt8 { unsafe kinds.utf8Start[Int(byte)] }

    /// A letter for each byte, whose low bits say what the byte is. Bit 0: plain; bit 1: begins a name; bit 2: continues one.
    private static var kinds: StaticString {
        """
        @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@AA@AAA@AAAAAAEEAEEEEEEEEEEAA@A@A\
        AGGGGGGGGGGGGGGGGGGGGGGGGGGAAAAGAGGGGGGGGGGGGGGGGGGGGGGGGGGAAAAA\
        @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@\
        @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
        """
    }
}
