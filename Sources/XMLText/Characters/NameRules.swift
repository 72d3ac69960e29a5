public import Bytes

/// The names of XML 1.0, fifth edition, with namespaces: those without a colon.
public enum NameRules {
    /// Whether `text` is an NCName, in UTF-8.
    @inline(__always)
    public static func isNCName(_ text: ByteText) -> Bool {
        guard text.count > 0 else { return false }
        guard CharacterTable.isNameStart(text[0]) else { return isOtherNCName(text) }
        // Whole blocks of 16 bytes, then byte by byte: nothing behind the text may be read.
        var index = text.count & ~15
        if index > 0, let start = unsafe text.baseAddress {
            guard unsafe PlainText.isName(start, count: index) else { return isOtherNCName(text) }
        }
        while index < text.count {
            guard CharacterTable.isNameCharacter(text[index]) else { return isOtherNCName(text) }
            index &+= 1
        }
        return true
    }

    /// The same, for names that are not all ASCII.
    private static func isOtherNCName(_ text: ByteText) -> Bool {
        var index = 0
        while index < text.count {
            let byte = text[index]
            if byte < 0x80 {
                guard index == 0 ? CharacterTable.isNameStart(byte) : CharacterTable.isNameCharacter(byte) else { return false }
                index &+= 1
            } else {
                let (scalar, length) = UTF8Character.decode(text.dropFirst(index))
                guard length > 0, isNameStart(scalar) || index > 0 && isNameExtender(scalar) else { return false }
                index &+= length
            }
        }
        return true
    }

    /// Section 2.3, production 4, outside of ASCII.
    private static func isNameStart(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x2FF, 0x370...0x37D, 0x37F...0x1FFF, 0x200C...0x200D, 0x2070...0x218F,
            0x2C00...0x2FEF, 0x3001...0xD7FF, 0xF900...0xFDCF, 0xFDF0...0xFFFD, 0x10000...0xEFFFF:
            true
        default: false
        }
    }

    /// Section 2.3, production 4a, outside of ASCII: what may not begin a name.
    private static func isNameExtender(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0xB7, 0x300...0x36F, 0x203F...0x2040: true
        default: false
        }
    }
}
