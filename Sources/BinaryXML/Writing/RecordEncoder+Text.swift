internal import Bytes
internal import XMLText

/// Text records, in content and in attributes.
extension RecordEncoder {
    /// The most bytes that the record of a text takes beyond those of the text: its type and length, and for the sake of
    /// `TypedText` and `RecordOutput.putShort`.
    private static var textOverhead: Int { 48 }

    @inline(__always)
    mutating func text(_ text: ByteText, isASCII: Bool, isPartial: Bool, endsElement: Bool) {
        guard reserve(text.count &+ Self.textOverhead) else { return }
        let withEnd: UInt8 = endsElement ? 1 : 0
        let isCut = isPartial && isShort(text)
        if !isCut && putValue(text, isASCII: isASCII, isPartial: isPartial, withEnd) { return }
        if !isASCII && putUTF16(text, withEnd) { return }
        putCharacters(text, withEnd)
    }

    /// Whether a text is shorter than the pieces of a long one: what a flush cuts off. A reader that wants a value would take
    /// a typed record for all of it.
    private func isShort(_ text: ByteText) -> Bool { text.count < XMLTokenizer.textPieceSize &- 3 }

    /// In a session: text of an element that names an action or an endpoint becomes a string of the session, as in WCF.
    @inline(__always)
    var distinguishesElements: Bool { strings.hasSession }

    func distinguishes(_ localName: ByteText) -> Bool { AddressingNames.isShared(localName) }

    mutating func text(_ text: ByteText, inElementOf namespace: ByteText, endsElement: Bool) -> Bool {
        guard AddressingNames.isNamespace(namespace), reserve(text.count &+ Self.textOverhead) else { return false }
        let withEnd: UInt8 = endsElement ? 1 : 0
        if text.count == 1 {
            // "0" and "1" are as short by themselves.
            if text == "0" || text == "1" { return false }
        } else if putConstant(text, withEnd) {
            return true
        }
        guard let id = strings.id(of: text) else { return false }
        output.put(.dictionaryText, plus: withEnd)
        output.putMultiByteInt31(Int(id))
        return true
    }

    @inline(__always)
    mutating func putAttributeText(_ text: ByteText, isASCII: Bool) {
        guard reserve(text.count &+ Self.textOverhead) else { return }
        if text.count == 0 { return output.put(.emptyText) }
        if putValue(text, isASCII: isASCII, isPartial: false, 0) { return }
        if !isASCII && putUTF16(text, 0) { return }
        putCharacters(text, 0)
    }

    /// Writes text that has a shorter record than that of its characters; false if it has none.
    @inline(__always)
    private mutating func putValue(_ text: ByteText, isASCII: Bool, isPartial: Bool, _ withEnd: UInt8) -> Bool {
        if text[0] &- UInt8(ascii: "0") < 10 { return putNumeric(text, isASCII: isASCII, withEnd) }
        if text.count == 1 { return false }
        if !isPartial && putConstant(text, withEnd) { return true }
        return usesTypedText && isASCII && TypedText.isLikely(text) && output.putTyped(text, plus: withEnd)
    }

    /// The same for text that begins with a digit. No other constant does so than "0" and "1", nor does a string of the
    /// static dictionary.
    @inline(__always)
    private mutating func putNumeric(_ text: ByteText, isASCII: Bool, _ withEnd: UInt8) -> Bool {
        let digits = LeadingDigits(text)
        if digits.count < text.count {
            return usesTypedText && isASCII && digits.mayBeginValue(text) && output.putTyped(text, plus: withEnd)
        }
        if text.count == 1 && text[0] <= UInt8(ascii: "1") {
            output.put(text[0] == UInt8(ascii: "0") ? .zeroText : .oneText, plus: withEnd)
            return true
        }
        guard usesTypedText && text[0] != UInt8(ascii: "0") else { return false }
        output.putNumber(digits.number, plus: withEnd)
        return true
    }

    /// Writes text that has a record of its own or is in the static dictionary; false if it is neither. It does not begin with
    /// a digit, and has more than one byte.
    @inline(__always)
    private mutating func putConstant(_ text: ByteText, _ withEnd: UInt8) -> Bool {
        // "true" and "fals" as numbers, the first letter in the lowest byte.
        if text.count == 4, text.number(at: 0, as: UInt32.self) == 0x6575_7274 {
            output.put(.trueText, plus: withEnd)
            return true
        }
        if text.count == 5, text.number(at: 0, as: UInt32.self) == 0x736C_6166 && text[4] == UInt8(ascii: "e") {
            output.put(.falseText, plus: withEnd)
            return true
        }
        guard text.count > 0 && StaticDictionary.hasStrings(beginningWith: text[0]) else { return false }
        guard let id = StaticDictionary.id(of: text) else { return false }
        output.put(.dictionaryText, plus: withEnd)
        output.putMultiByteInt31(Int(id))
        return true
    }

    @inline(__always)
    private mutating func putCharacters(_ text: ByteText, _ withEnd: UInt8) {
        if text.count < 0x100 {
            output.put(.chars8Text, plus: withEnd)
            output.put(UInt8(truncatingIfNeeded: text.count))
            if text.count <= RecordOutput.shortCount { return output.putShort(text) }
        } else {
            putLength(text.count, .chars8Text, withEnd)
        }
        output.putBytes(text)
    }

    /// Puts the type and the length of a record of any length. `type` is the first of three, for lengths of one, two and four
    /// bytes.
    private mutating func putLength(_ count: Int, _ type: RecordType, _ withEnd: UInt8) {
        switch Self.lengthSize(count) {
        case 1:
            output.put(type, plus: withEnd)
            output.put(UInt8(truncatingIfNeeded: count))
        case 2:
            output.put(type, plus: 2 &+ withEnd)
            output.put(number: UInt16(truncatingIfNeeded: count))
        default:
            output.put(type, plus: 4 &+ withEnd)
            output.put(number: UInt32(truncatingIfNeeded: count))
        }
    }

    private static func lengthSize(_ count: Int) -> Int { count < 0x100 ? 1 : count < 0x1_0000 ? 2 : 4 }

    /// Writes the text as UTF-16 if that is shorter; false if it is not.
    @inline(never)
    private mutating func putUTF16(_ text: ByteText, _ withEnd: UInt8) -> Bool {
        let size = 2 &* UTF8Run.unitCount(text)
        guard size &+ Self.lengthSize(size) < text.count &+ Self.lengthSize(text.count) else { return false }
        putLength(size, .unicodeChars8Text, withEnd)
        // The tokenizer has checked the UTF-8.
        var index = 0
        while text.count &- index >= 8 {
            let word = text.word(at: index)
            if UTF8Run.isPairs(word) {
                output.put(number: UTF8Run.units(ofPairs: word))
                index &+= 8
            } else {
                let (scalar, length) = UTF8Run.decode(UInt32(truncatingIfNeeded: word))
                putCharacter(scalar)
                index &+= length
            }
        }
        while index < text.count {
            let (scalar, length) = UTF8Character.decode(text.dropFirst(index))
            guard length > 0 else { break }
            putCharacter(scalar)
            index &+= length
        }
        return true
    }

    @inline(__always)
    private mutating func putCharacter(_ scalar: UInt32) {
        if scalar >= 0x1_0000 {
            putUnit(0xD800 | (scalar &- 0x1_0000) >> 10)
            putUnit(0xDC00 | scalar & 0x3FF)
        } else {
            putUnit(scalar)
        }
    }

    @inline(__always)
    private mutating func putUnit(_ unit: UInt32) {
        output.put(number: UInt16(truncatingIfNeeded: unit))
    }
}
