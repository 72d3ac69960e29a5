internal import Bytes
internal import CodecKit
internal import XMLText

/// Long records, which pass piece by piece.
extension RecordDecoder {
    @inline(__always)
    mutating func continuePayload(_ reader: inout RecordReader, _ writer: inout TextWriter) throws(CodecError) -> Step {
        while payloadLeft > 0 {
            let piece = unsafe reader.peek(payloadLeft)
            if piece.count == 0 { return .needsInput }
            let isWhole = piece.count == payloadLeft
            let (consumed, stop) = unsafe try write(piece, isWhole, &writer)
            reader.skip(consumed)
            payloadLeft &-= consumed
            switch stop {
            case .end: break
            case .incomplete:
                if isWhole { throw malformed("a text record ends inside a character") }
                return .needsInput
            case .noRoom: return needsRoom(16)
            case .malformed: throw malformed("a text record has U+0000, or is badly encoded")
            case .invalidCharacter: throw invalidCharacter()
            }
        }
        mode = .valueEnd
        return payload == .comment ? try endComment(&writer) : try endValue(&writer)
    }

    /// A character that XML does not allow is refused.
    private mutating func invalidCharacter() -> CodecError {
        if payload == .comment && invalidCharacters == .reference {
            return malformed("a comment has a character that XML does not allow, and comments have no references")
        }
        let reason: StaticString = payload == .comment
            ? "a comment has a character that XML does not allow" : "a text record has a character that XML does not allow"
        return .invalidFormat(reason, unless: .invalidCharacters).at(.offset(recordStart))
    }

    @inline(__always)
    private mutating func write(
        _ piece: UnsafeBufferPointer<UInt8>, _ isWhole: Bool, _ writer: inout TextWriter
    ) throws(CodecError) -> (consumed: Int, stop: TextEscaping.Stop) {
        switch payload {
        case .utf8:
            if frames.count == 0 { return unsafe try writeWhiteSpace(piece, &writer) }
            return unsafe TextEscaping.write(piece, into: &writer, isInAttribute ? .attribute : .content, invalidCharacters)
        case .bytes: return unsafe writeBytes(piece, isWhole, &writer)
        case .utf16: return unsafe try writeUTF16(piece, &writer)
        case .comment: return unsafe try writeComment(piece, &writer)
        }
    }

    /// Base64 goes in groups of three bytes; what is left of a piece waits for the next.
    private func writeBytes(
        _ piece: UnsafeBufferPointer<UInt8>, _ isWhole: Bool, _ writer: inout TextWriter
    ) -> (consumed: Int, stop: TextEscaping.Stop) {
        let groups = writer.room / 4
        guard groups > 0 else { return (0, .noRoom) }
        if isWhole && piece.count <= groups &* 3 {
            unsafe Base64.write(piece, into: &writer)
            return (piece.count, .end)
        }
        let count = min(groups, piece.count / 3) &* 3
        guard count > 0 else { return (0, .incomplete) }
        unsafe Base64.write(UnsafeBufferPointer(start: piece.baseAddress, count: count), into: &writer)
        return (count, count == piece.count ? .end : count == groups &* 3 ? .noRoom : .incomplete)
    }

    /// Outside of the root element a text is nothing but white space, which stands there as it is.
    private mutating func writeWhiteSpace(
        _ piece: UnsafeBufferPointer<UInt8>, _ writer: inout TextWriter
    ) throws(CodecError) -> (consumed: Int, stop: TextEscaping.Stop) {
        guard unsafe isWhiteSpace(piece) else { throw malformed("text outside of the root element") }
        let count = min(piece.count, writer.room)
        for index in 0..<count { unsafe writer.append(piece[index]) }
        return (count, count == piece.count ? .end : .noRoom)
    }

    /// UTF-16, the lower byte first.
    private mutating func writeUTF16(
        _ piece: UnsafeBufferPointer<UInt8>, _ writer: inout TextWriter
    ) throws(CodecError) -> (consumed: Int, stop: TextEscaping.Stop) {
        let context: TextContext = isInAttribute ? .attribute : .content
        var index = 0
        while index &+ 2 <= piece.count {
            guard writer.room >= TextEscaping.minRoom else { return (index, .noRoom) }
            if let plain = unsafe plainUnits(piece, at: index), frames.count > 0 {
                try countAttributeValue(4)
                writer.append(word32: plain)
                index &+= 8
                continue
            }
            var scalar = unsafe UInt32(piece[index]) | UInt32(piece[index &+ 1]) << 8
            var length = 2
            if scalar & 0xF800 == 0xD800 {
                guard scalar < 0xDC00 else { return (index, .malformed) }
                guard index &+ 4 <= piece.count else { return (index, .incomplete) }
                let low = unsafe UInt32(piece[index &+ 2]) | UInt32(piece[index &+ 3]) << 8
                guard low & 0xFC00 == 0xDC00 else { return (index, .malformed) }
                scalar = 0x10000 &+ (scalar & 0x3FF) << 10 | low & 0x3FF
                length = 4
            }
            if frames.count == 0 {
                guard scalar == 0x20 || scalar == 0x09 || scalar == 0x0A || scalar == 0x0D else {
                    throw malformed("text outside of the root element")
                }
                writer.append(UInt8(truncatingIfNeeded: scalar))
            } else {
                if InvalidCharacters.include(scalar) {
                    guard invalidCharacters.write(scalar, into: &writer) else { return (index, .invalidCharacter) }
                } else if !append(scalar, &writer, context) {
                    return (index, .malformed)
                }
                try countAttributeValue(scalar < 0x80 ? 1 : scalar < 0x800 ? 2 : scalar < 0x10000 ? 3 : 4)
            }
            index &+= length
        }
        return (index, index == piece.count ? .end : .incomplete)
    }

    /// Four units that are ASCII and written as they are, a byte each; nil if they are not.
    @inline(__always)
    private func plainUnits(_ piece: UnsafeBufferPointer<UInt8>, at index: Int) -> UInt32? {
        guard piece.count &- index >= 8, let start = piece.baseAddress else { return nil }
        let units = unsafe ValueText.load(start + index, as: UInt64.self)
        guard units & 0xFF80_FF80_FF80_FF80 == 0 else { return nil }
        let pairs = (units | units >> 8) & 0x0000_FFFF_0000_FFFF
        let bytes = (pairs | pairs >> 16) & 0xFFFF_FFFF
        // What is in the higher half is a letter.
        guard TextEscaping.isPlain(bytes | 0x6161_6161_0000_0000) else { return nil }
        return UInt32(truncatingIfNeeded: bytes)
    }

    /// Writes one character; false if XML does not have it.
    private func append(_ scalar: UInt32, _ writer: inout TextWriter, _ context: TextContext) -> Bool {
        if scalar < 0x80 {
            let byte = UInt8(truncatingIfNeeded: scalar)
            guard CharacterTable.isPlain(byte) else { return TextEscaping.append(special: byte, to: &writer, context) }
            writer.append(byte)
            return true
        }
        guard UTF8Character.isXMLCharacter(scalar) else { return false }
        if scalar < 0x800 {
            writer.append(UInt8(truncatingIfNeeded: 0xC0 | scalar >> 6))
        } else {
            if scalar < 0x10000 {
                writer.append(UInt8(truncatingIfNeeded: 0xE0 | scalar >> 12))
            } else {
                writer.append(UInt8(truncatingIfNeeded: 0xF0 | scalar >> 18))
                writer.append(UInt8(truncatingIfNeeded: 0x80 | scalar >> 12 & 0x3F))
            }
            writer.append(UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F))
        }
        writer.append(UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F))
        return true
    }

    mutating func comment(_ reader: inout RecordReader, _ writer: inout TextWriter) throws(CodecError) -> Step {
        if isArray { throw malformed("an array's element holds a comment") }
        var probe = reader
        probe.skip(1)
        let length = probe.multiByteInt31()
        guard length >= 0 else {
            if length == RecordReader.isCutOff { return .needsInput }
            throw malformed("a length has more than 31 bits")
        }
        guard length <= Int(limits.maxAttributeValueLength) else {
            throw exceeded("a comment is too long", limits.maxAttributeValueLength, .maxAttributeValueLength)
        }
        guard writer.room >= 8 else { return needsRoom(8) }
        if isTagOpen { try closeTag(&writer) }
        writer.append("<!--")
        payload = .comment
        payloadLeft = length
        endsWithDash = false
        mode = .payload
        reader = probe
        return try continuePayload(&reader, &writer)
    }

    /// A comment has no references: its characters stand as they are, and a reader takes CR for the end of a line.
    private mutating func writeComment(
        _ piece: UnsafeBufferPointer<UInt8>, _ writer: inout TextWriter
    ) throws(CodecError) -> (consumed: Int, stop: TextEscaping.Stop) {
        var index = 0
        while index < piece.count {
            guard writer.room >= 4 else { return (index, .noRoom) }
            let byte = unsafe piece[index]
            if byte < 0x80 {
                guard byte > 0 else { return (index, .malformed) }
                if InvalidCharacters.include(UInt32(byte)) {
                    guard writeInvalid(UInt32(byte), &writer) else { return (index, .invalidCharacter) }
                } else {
                    let isDash = byte == UInt8(ascii: "-")
                    if isDash && endsWithDash { throw malformed("a comment with two hyphens in a row") }
                    endsWithDash = isDash
                    writer.append(byte)
                }
                index &+= 1
            } else {
                let (scalar, length) = unsafe UTF8Character.decode(UnsafeBufferPointer(rebasing: piece[index...]))
                guard length > 0 else { return (index, length == 0 ? .incomplete : .malformed) }
                if InvalidCharacters.include(scalar) {
                    guard writeInvalid(scalar, &writer) else { return (index, .invalidCharacter) }
                } else {
                    for place in index..<index &+ length { unsafe writer.append(piece[place]) }
                    endsWithDash = false
                }
                index &+= length
            }
        }
        return (index, .end)
    }

    /// Writes what stands for an invalid character of a comment; false if it is refused. Where it is dropped, what is before
    /// and behind it come to stand together.
    private mutating func writeInvalid(_ scalar: UInt32, _ writer: inout TextWriter) -> Bool {
        guard invalidCharacters.isLossy else { return false }
        if invalidCharacters == .replace { endsWithDash = false }
        return invalidCharacters.write(scalar, into: &writer)
    }

    private mutating func endComment(_ writer: inout TextWriter) throws(CodecError) -> Step {
        if endsWithDash { throw malformed("a comment that ends with a hyphen") }
        guard writer.room >= 3 else {
            mode = .payload
            return needsRoom(3)
        }
        writer.append("-->")
        mode = .record
        return .done
    }
}
