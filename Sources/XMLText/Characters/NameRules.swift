public import Bytes

/// The names of XML 1.0, fifth edition, with namespaces. An NCName is a name without a colon.
public enum NameRules {
    /// Whether `text` is an NCName, in UTF-8.
    @inline(__always)
    public static func isNCName(_ text: ByteText) -> Bool {
        guard text.count > 0 else { return false }
        guard CharacterTable.isNameStart(text[unchecked: 0]) else { return isOtherNCName(text) }
        // Whole blocks of 16 bytes, then byte by byte: nothing after the text may be read.
        var index = text.count & ~15
        if index > 0 {
            guard PlainText.isName(blocks: text.part(0, index)) else { return isOtherNCName(text) }
        }
        while index < text.count {
            guard CharacterTable.isNameCharacter(text[unchecked: index]) else { return isOtherNCName(text) }
            index &+= 1
        }
        return true
    }

    /// The same, for names that are not all ASCII.
    @_optimize(size)
    private static func isOtherNCName(_ text: ByteText) -> Bool {
        var index = 0
        while index < text.count {
            let (scalar, length) = UTF8Character.decode(text.part(index, text.count &- index))
            guard length > 0, index == 0 ? isNameStart(scalar) : isNameCharacter(scalar) else { return false }
            index &+= length
        }
        return true
    }

    /// The number of bytes of a qualified name's prefix, 0 if it has none; nil if `name` is not a qualified name.
    static func prefixCount(_ name: ByteText) -> Int? {
        var colon = 0
        while colon < name.count && name[unchecked: colon] != UInt8(ascii: ":") { colon &+= 1 }
        guard colon < name.count else { return isNCName(name) ? 0 : nil }
        return isNCName(name.prefix(colon)) && isNCName(name.dropFirst(colon &+ 1)) ? colon : nil
    }

    /// Whether an attribute with this qualified name, whose prefix has `prefixCount` bytes, declares a namespace.
    static func isDeclaration(_ name: ByteText, prefixCount: Int) -> Bool {
        name.prefix(prefixCount == 0 ? name.count : prefixCount) == "xmlns"
    }

    /// Section 2.3, production 4.
    private static func isNameStart(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0..<0x80: CharacterTable.isNameStart(UInt8(truncatingIfNeeded: scalar))
        case 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x2FF, 0x370...0x37D, 0x37F...0x1FFF, 0x200C...0x200D, 0x2070...0x218F,
            0x2C00...0x2FEF, 0x3001...0xD7FF, 0xF900...0xFDCF, 0xFDF0...0xFFFD, 0x10000...0xEFFFF:
            true
        default: false
        }
    }

    /// Section 2.3, production 4a.
    private static func isNameCharacter(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0..<0x80: CharacterTable.isNameCharacter(UInt8(truncatingIfNeeded: scalar))
        case 0xB7, 0x300...0x36F, 0x203F...0x2040: true
        default: isNameStart(scalar)
        }
    }
}
