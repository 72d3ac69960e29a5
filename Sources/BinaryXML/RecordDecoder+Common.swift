internal import CodecKit
internal import XMLText

/// The records that most messages mostly consist of, where input and room are plenty, so that neither need be asked for byte by
/// byte. They do what `step` does for them; whatever is not plain they leave to it.
extension RecordDecoder {
    /// More than any of these records has, and what is read beyond it.
    private static var plentyOfInput: Int { 320 }
    /// More than any of these records gives.
    private static var plentyOfRoom: Int { 768 }
    private static var maxNameCount: Int { 64 }

    /// Takes records as long as they are common ones.
    @inline(__always)
    mutating func takeCommonRecords(_ reader: inout RecordReader, _ writer: inout TextWriter) throws(CodecError) {
        guard limits.maxNameLength >= UInt32(Self.maxNameCount) else { return }
        while reader.remaining >= Self.plentyOfInput, writer.room >= Self.plentyOfRoom {
            let source = unsafe reader.next
            let type = unsafe source[0]
            let isTaken: Bool
            if type == RecordType.chars8Text.rawValue | 1 || type == RecordType.chars8Text.rawValue {
                isTaken = unsafe try commonText(source, &reader, &writer)
            } else if type == RecordType.endElement.rawValue {
                isTaken = commonEnd(&reader, &writer)
            } else if type == RecordType.shortElement.rawValue {
                isTaken = unsafe try commonElement(source + 1, letter: 0, &reader, &writer)
            } else if type >= RecordType.prefixElementA.rawValue && type <= RecordType.prefixElementZ.rawValue {
                isTaken = unsafe try commonElement(
                    source + 1, letter: 0x61 &+ type &- RecordType.prefixElementA.rawValue, &reader, &writer)
            } else if type >= RecordType.prefixDictionaryElementA.rawValue && type < RecordType.prefixElementA.rawValue {
                isTaken = unsafe try commonDictionaryElement(
                    source + 1, letter: 0x61 &+ type &- RecordType.prefixDictionaryElementA.rawValue, &reader, &writer)
            } else if type == RecordType.shortAttribute.rawValue {
                isTaken = unsafe try commonAttribute(source + 1, letter: 0, &reader, &writer)
            } else if type >= RecordType.prefixAttributeA.rawValue && type <= RecordType.prefixAttributeZ.rawValue {
                isTaken = unsafe try commonAttribute(
                    source + 1, letter: 0x61 &+ type &- RecordType.prefixAttributeA.rawValue, &reader, &writer)
            } else if type >= RecordType.zeroText.rawValue && type <= RecordType.dateTimeText.rawValue | 1 {
                isTaken = unsafe try commonValue(source, &reader, &writer)
            } else {
                isTaken = false
            }
            if !isTaken { return }
        }
    }

    /// Whether the start tag that may be open has nothing that must be judged at length.
    @inline(__always)
    private func canCloseTag(_ frame: Frame) -> Bool {
        guard attributes.isTrivial else { return false }
        return frame.prefixCount == 0 || frame.prefixCount == 1 && scope.declares(letter: names[frame.nameStart])
    }

    @inline(__always)
    private mutating func commonElement(
        _ source: UnsafePointer<UInt8>, letter: UInt8, _ reader: inout RecordReader, _ writer: inout TextWriter
    ) throws(CodecError) -> Bool {
        let count = unsafe Int(source[0])
        guard count > 0, count <= Self.maxNameCount &- 2, unsafe isPlainName(source + 1, count) else { return false }
        guard unsafe try startCommonElement(source + 1, count, letter, &reader, &writer) else { return false }
        reader.skip(count &+ 2)
        return true
    }

    @inline(__always)
    private mutating func commonDictionaryElement(
        _ source: UnsafePointer<UInt8>, letter: UInt8, _ reader: inout RecordReader, _ writer: inout TextWriter
    ) throws(CodecError) -> Bool {
        let low = unsafe UInt32(source[0])
        let high = unsafe low < 0x80 ? 0 : UInt32(source[1])
        guard high < 0x80 else { return false }
        let id = low & 0x7F | high << 7
        guard StaticDictionary.isName(id), let name = unsafe StaticDictionary.string(id), let start = name.baseAddress,
            name.count <= StaticDictionary.readableCount
        else { return false }
        guard unsafe try startCommonElement(start, name.count, letter, &reader, &writer) else { return false }
        reader.skip(low < 0x80 ? 2 : 3)
        return true
    }

    /// Writes the start tag of an element, whose name can be read 16 bytes at a time.
    @inline(__always)
    private mutating func startCommonElement(
        _ local: UnsafePointer<UInt8>, _ count: Int, _ letter: UInt8, _ reader: inout RecordReader, _ writer: inout TextWriter
    ) throws(CodecError) -> Bool {
        let depth = frames.count
        guard depth > 0, depth < Int(limits.maxDepth) else { return false }
        if isTagOpen { try closeCommonTag(frames[depth &- 1], &writer) }
        var target = unsafe writer.next
        unsafe target[0] = UInt8(ascii: "<")
        unsafe target += 1
        let prefixCount = letter == 0 ? 0 : 1
        let start = unsafe target
        if letter != 0 {
            unsafe target[0] = letter
            unsafe target[1] = UInt8(ascii: ":")
            unsafe target += 2
        }
        unsafe ShortCopy.copyStrides(from: local, to: target, count: count)
        unsafe target += count
        let whole = count &+ prefixCount &* 2
        let nameStart = names.count
        try names.reserve(Self.maxNameCount &+ 2 &* TextWriter.stride)
        guard let place = unsafe names.free.baseAddress else { return false }
        unsafe ShortCopy.copyStrides(from: start, to: place, count: whole)
        names.extend(by: whole)
        try frames.append(Frame(nameStart: nameStart, nameCount: whole, prefixCount: prefixCount, scope: scope.mark))
        isTagOpen = true
        tagStart = offset &+ UInt64(truncatingIfNeeded: reader.position)
        declarationCount = 0
        unsafe writer.advance(target - writer.next)
        return true
    }

    /// Text that is plain all through, and the end of the element if that comes with it.
    @inline(__always)
    private mutating func commonText(
        _ source: UnsafePointer<UInt8>, _ reader: inout RecordReader, _ writer: inout TextWriter
    ) throws(CodecError) -> Bool {
        let depth = frames.count
        guard depth > 0 else { return false }
        let frame = frames[depth &- 1]
        guard frame.nameCount <= Self.maxNameCount else { return false }
        if isTagOpen { try closeCommonTag(frame, &writer) }
        var target = unsafe writer.next
        let count = unsafe Int(source[1])
        let text = unsafe UnsafeRawPointer(source + 2)
        guard unsafe copyPlain(text, count, to: UnsafeMutableRawPointer(target)) else { return false }
        unsafe target += count
        if unsafe source[0] & 1 != 0 { unsafe target += endCommonElement(frame, target) }
        unsafe writer.advance(target - writer.next)
        reader.skip(count &+ 2)
        return true
    }

    /// Copies text and up to seven bytes behind it; false if it is not plain all through.
    @inline(__always)
    private func copyPlain(_ text: UnsafeRawPointer, _ count: Int, to copy: UnsafeMutableRawPointer) -> Bool {
        var index = 0
        while index < count {
            let word = unsafe UInt64(littleEndian: text.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            let left = count &- index
            // What is behind the text is taken for letters.
            let beyond: UInt64 = left >= 8 ? 0 : .max &<< UInt64(truncatingIfNeeded: left &* 8)
            guard TextEscaping.isPlain(word & ~beyond | 0x6161_6161_6161_6161 & beyond) else { return false }
            unsafe copy.storeBytes(of: word.littleEndian, toByteOffset: index, as: UInt64.self)
            index &+= 8
        }
        return true
    }

    /// A number, and the end of the element if that comes with it.
    @inline(__always)
    private mutating func commonValue(
        _ source: UnsafePointer<UInt8>, _ reader: inout RecordReader, _ writer: inout TextWriter
    ) throws(CodecError) -> Bool {
        let depth = frames.count
        let type = unsafe RecordType(rawValue: source[0])
        guard depth > 0, let count = ValueText.byteCount(of: type.withoutEndElement) else { return false }
        let frame = frames[depth &- 1]
        guard frame.nameCount <= Self.maxNameCount else { return false }
        if isTagOpen { try closeCommonTag(frame, &writer) }
        // A value that is none is found by `step`.
        var attempt = writer
        guard unsafe ValueText.write(type.withoutEndElement, source + 1, into: &attempt) else { return false }
        writer = attempt
        if type.rawValue & 1 != 0 { writer.advance(unsafe endCommonElement(frame, writer.next)) }
        reader.skip(count &+ 1)
        return true
    }

    /// An attribute with a short name and a value that is plain text or a number.
    @inline(__always)
    private mutating func commonAttribute(
        _ source: UnsafePointer<UInt8>, letter: UInt8, _ reader: inout RecordReader, _ writer: inout TextWriter
    ) throws(CodecError) -> Bool {
        let nameCount = unsafe Int(source[0])
        guard isTagOpen, attributes.count < Int(limits.maxAttributes),
            limits.maxAttributeValueLength >= UInt32(Self.plentyOfInput), nameCount > 0, nameCount <= Self.maxNameCount &- 2,
            unsafe isPlainName(source + 1, nameCount), unsafe source[1] != UInt8(ascii: "x")
        else { return false }
        let value = unsafe source + 1 + nameCount
        let prefixCount = letter == 0 ? 0 : 1
        var attempt = writer
        attempt.append(UInt8(ascii: " "))
        let name = unsafe attempt.next
        if letter != 0 {
            attempt.append(letter)
            attempt.append(UInt8(ascii: ":"))
        }
        unsafe ShortCopy.copyStrides(from: source + 1, to: attempt.next, count: nameCount)
        attempt.advance(nameCount)
        attempt.append(UInt8(ascii: "="))
        attempt.append(UInt8(ascii: "\""))
        let size: Int
        let type = unsafe RecordType(rawValue: value[0])
        if type == .chars8Text {
            let count = unsafe Int(value[1])
            guard count <= Self.plentyOfInput &- 2 &* Self.maxNameCount,
                unsafe copyPlain(UnsafeRawPointer(value + 2), count, to: UnsafeMutableRawPointer(attempt.next))
            else { return false }
            attempt.advance(count)
            size = count &+ 2
        } else {
            guard let count = ValueText.byteCount(of: type), unsafe ValueText.write(type, value + 1, into: &attempt) else {
                return false
            }
            size = count &+ 1
        }
        attempt.append(UInt8(ascii: "\""))
        unsafe try attributes.append(short: name, prefixCount: prefixCount, localCount: nameCount)
        writer = attempt
        reader.skip(nameCount &+ 2 &+ size)
        return true
    }

    @inline(__always)
    private func isPlainName(_ name: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        guard unsafe CharacterTable.isNameStart(name[0]) else { return false }
        for index in 1..<max(count, 1) {
            guard unsafe CharacterTable.isNameCharacter(name[index]) else { return false }
        }
        return true
    }

    /// Ends the start tag that is open, which is judged at length only if it must be.
    @inline(__always)
    private mutating func closeCommonTag(_ frame: Frame, _ writer: inout TextWriter) throws(CodecError) {
        guard canCloseTag(frame) else { return try closeTag(&writer) }
        isTagOpen = false
        attributes.removeAll()
        writer.append(UInt8(ascii: ">"))
    }

    @inline(__always)
    private mutating func commonEnd(_ reader: inout RecordReader, _ writer: inout TextWriter) -> Bool {
        let depth = frames.count
        guard depth > 0 else { return false }
        let frame = frames[depth &- 1]
        guard frame.nameCount <= Self.maxNameCount else { return false }
        if isTagOpen {
            guard canCloseTag(frame) else { return false }
            isTagOpen = false
            attributes.removeAll()
            writer.append(UInt8(ascii: "/"))
            writer.append(UInt8(ascii: ">"))
            popElement(frame)
        } else {
            let count = unsafe endCommonElement(frame, writer.next)
            writer.advance(count)
        }
        reader.skip(1)
        return true
    }

    /// Writes the end tag of the innermost element and returns how long it is.
    @inline(__always)
    private mutating func endCommonElement(_ frame: Frame, _ target: UnsafeMutablePointer<UInt8>) -> Int {
        unsafe target[0] = UInt8(ascii: "<")
        unsafe target[1] = UInt8(ascii: "/")
        if let name = unsafe names.part(frame.nameStart, frame.nameCount).baseAddress {
            unsafe ShortCopy.copyStrides(from: name, to: target + 2, count: frame.nameCount)
        }
        unsafe target[frame.nameCount &+ 2] = UInt8(ascii: ">")
        popElement(frame)
        return frame.nameCount &+ 3
    }
}
