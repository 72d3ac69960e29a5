internal import Bytes
internal import XMLText

extension RecordEncoder {
    @inline(__always)
    mutating func text(_ text: ByteText, isASCII: Bool, isPartial: Bool, endsElement: Bool) {
        // The longest header is that of five bytes; typed text asks for sixteen.
        guard reserve(text.count &+ 48) else { return }
        let withEnd: UInt8 = endsElement ? 1 : 0
        if !isPartial && putConstant(text, withEnd) { return }
        if usesTypedText && isASCII && TypedText.isLikely(text) && putTyped(text, withEnd) { return }
        if !isASCII && putUnicode(text, withEnd) { return }
        putChars(text, withEnd)
    }

    @inline(__always)
    mutating func putAttributeText(_ text: ByteText, isASCII: Bool) {
        guard reserve(text.count &+ 48) else { return }
        if text.count == 0 { return put(.emptyText) }
        if putConstant(text, 0) { return }
        if usesTypedText && isASCII && TypedText.isLikely(text) && putTyped(text, 0) { return }
        if !isASCII && putUnicode(text, 0) { return }
        putChars(text, 0)
    }

    /// Writes text that has a record of its own or is in the static dictionary; false if it is neither.
    @inline(__always)
    private mutating func putConstant(_ text: ByteText, _ withEnd: UInt8) -> Bool {
        if text.count == 1 {
            let byte = text[0]
            guard byte == 0x30 || byte == 0x31 else { return false }
            put(byte == 0x30 ? .zeroText : .oneText, plus: withEnd)
            return true
        }
        if text.count == 4, begins(text, 0x6575_7274) {
            put(.trueText, plus: withEnd)
            return true
        }
        if text.count == 5, begins(text, 0x736C_6166) && text[4] == 0x65 {
            put(.falseText, plus: withEnd)
            return true
        }
        guard text.count > 0 && StaticDictionary.hasStrings(beginningWith: text[0]) else { return false }
        guard let id = StaticDictionary.id(of: text) else { return false }
        put(.dictionaryText, plus: withEnd)
        putMultiByteInt31(Int(id))
        return true
    }

    /// Whether at least four bytes begin with these, the first one lowest.
    @inline(__always)
    private func begins(_ text: ByteText, _ word: UInt32) -> Bool {
        guard let base = unsafe UnsafeRawPointer(text.baseAddress) else { return false }
        return unsafe UInt32(littleEndian: base.loadUnaligned(as: UInt32.self)) == word
    }

    @inline(__always)
    private mutating func putTyped(_ text: ByteText, _ withEnd: UInt8) -> Bool {
        let room = unsafe UnsafeMutableRawBufferPointer(start: cursor, count: limit - cursor)
        let count = unsafe TypedText.encode(text, into: room)
        guard count > 0 else { return false }
        unsafe cursor.storeBytes(of: room[0] &+ withEnd, as: UInt8.self)
        unsafe cursor += count
        return true
    }

    @inline(__always)
    private mutating func putChars(_ text: ByteText, _ withEnd: UInt8) {
        if text.count < 0x100 {
            put(.chars8Text, plus: withEnd)
            put(UInt8(truncatingIfNeeded: text.count))
            if text.count <= 32, putShort(text) { return }
        } else {
            putLength(text.count, .chars8Text, withEnd)
        }
        putBytes(text)
    }

    /// Up to 32 bytes, by loads and stores that may overlap; there is room for 32.
    @inline(__always)
    private mutating func putShort(_ text: ByteText) -> Bool {
        guard let base = unsafe UnsafeRawPointer(text.baseAddress) else { return true }
        let count = text.count
        if count >= 16 {
            let last = unsafe base.loadUnaligned(fromByteOffset: count &- 16, as: SIMD16<UInt8>.self)
            unsafe cursor.storeBytes(of: base.loadUnaligned(as: SIMD16<UInt8>.self), as: SIMD16<UInt8>.self)
            unsafe cursor.storeBytes(of: last, toByteOffset: count &- 16, as: SIMD16<UInt8>.self)
        } else if count >= 8 {
            let last = unsafe base.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
            unsafe cursor.storeBytes(of: base.loadUnaligned(as: UInt64.self), as: UInt64.self)
            unsafe cursor.storeBytes(of: last, toByteOffset: count &- 8, as: UInt64.self)
        } else if count >= 4 {
            let last = unsafe base.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self)
            unsafe cursor.storeBytes(of: base.loadUnaligned(as: UInt32.self), as: UInt32.self)
            unsafe cursor.storeBytes(of: last, toByteOffset: count &- 4, as: UInt32.self)
        } else {
            for index in 0..<count {
                unsafe cursor.storeBytes(of: text[index], toByteOffset: index, as: UInt8.self)
            }
        }
        unsafe cursor += count
        return true
    }

    /// The type and length of a record of any length, of the three types that begin with this.
    private mutating func putLength(_ count: Int, _ type: RecordType, _ withEnd: UInt8) {
        let size = Self.lengthSize(count)
        put(type, plus: (size == 1 ? 0 : size == 2 ? 2 : 4) &+ withEnd)
        for index in 0..<size {
            put(UInt8(truncatingIfNeeded: count >> (8 &* index)))
        }
    }

    private static func lengthSize(_ count: Int) -> Int { count < 0x100 ? 1 : count < 0x1_0000 ? 2 : 4 }

    /// Writes the text as UTF-16 if that is shorter; false if it is not.
    @inline(never)
    private mutating func putUnicode(_ text: ByteText, _ withEnd: UInt8) -> Bool {
        var units = 0
        for index in 0..<text.count {
            let byte = text[index]
            if byte & 0xC0 != 0x80 { units &+= byte >= 0xF0 ? 2 : 1 }
        }
        let size = 2 &* units
        guard size &+ Self.lengthSize(size) < text.count &+ Self.lengthSize(text.count) else { return false }
        putLength(size, .unicodeChars8Text, withEnd)
        var index = 0
        while index < text.count {
            let first = text[index]
            let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
            guard index &+ length <= text.count else { break }
            var value = UInt32(length == 1 ? first : first & (0x7F >> UInt8(truncatingIfNeeded: length)))
            for offset in 1..<max(length, 1) where length > 1 {
                value = value << 6 | UInt32(text[index &+ offset] & 0x3F)
            }
            if value >= 0x1_0000 {
                putUnit(0xD800 | (value &- 0x1_0000) >> 10)
                putUnit(0xDC00 | value & 0x3FF)
            } else {
                putUnit(value)
            }
            index &+= length
        }
        return true
    }

    @inline(__always)
    private mutating func putUnit(_ unit: UInt32) {
        put(UInt8(truncatingIfNeeded: unit))
        put(UInt8(truncatingIfNeeded: unit >> 8))
    }
}
