/// What each ASCII character may be.
public enum CharacterTable {
    /// Whether `byte` is an ASCII character that is written as it is, in content and in attributes.
    @inline(__always)
    public static func isPlain(_ byte: UInt8) -> Bool { kind(of: byte) & 1 != 0 }

    /// Whether `byte` is an ASCII character that a name may begin with, the colon left aside.
    @inline(__always)
    public static func isNameStart(_ byte: UInt8) -> Bool { kind(of: byte) & 2 != 0 }

    /// Whether `byte` is an ASCII character that a name may go on with, the colon left aside.
    @inline(__always)
    public static func isNameCharacter(_ byte: UInt8) -> Bool { kind(of: byte) & 4 != 0 }

    @inline(__always)
    private static func kind(of byte: UInt8) -> UInt8 { unsafe kinds.utf8Start[Int(byte)] }

    /// A letter for each byte, from "@" on. Bit 0: plain; bit 1: begins a name; bit 2: goes on in a name.
    private static var kinds: StaticString {
        """
        @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@AA@AAA@AAAAAAEEAEEEEEEEEEEAA@A@A\
        AGGGGGGGGGGGGGGGGGGGGGGGGGGAAAAGAGGGGGGGGGGGGGGGGGGGGGGGGGGAAAAA\
        @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@\
        @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
        """
    }
}
