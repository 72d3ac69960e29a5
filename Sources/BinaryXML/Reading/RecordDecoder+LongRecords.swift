internal import Bytes
internal import CodecKit
internal import XMLText

/// The records that pass piece by piece.
extension RecordDecoder {
    @inline(__always)
    mutating func continueLongRecord(_ reader: inout RecordReader, _ writer: inout TextWriter) throws(CodecError) -> Step {
        while longRecord.left > 0 {
            let piece = reader.peek(longRecord.left)
            if piece.count == 0 { return .needsInput }
            let isWhole = piece.count == longRecord.left
            let (consumed, stop) = try write(piece, isWhole, &writer)
            reader.skip(consumed)
            longRecord.take(consumed)
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
        return longRecord.content == .comment ? try endComment(&writer) : try endValue(&writer)
    }

    /// The record at hand has a character that XML does not allow.
    private mutating func invalidCharacter() -> CodecError {
        if longRecord.content == .comment && invalidCharacters == .reference {
            return malformed("a comment has a character that XML does not allow, and comments have no references")
        }
        let reason: StaticString =
            longRecord.content == .comment
            ? "a comment has a character that XML does not allow" : "a text record has a character that XML does not allow"
        return .invalidFormat(reason, unless: .invalidCharacters).at(.offset(recordStart))
    }

    @inline(__always)
    private mutating func write(
        _ piece: ByteText, _ isWhole: Bool, _ writer: inout TextWriter
    ) throws(CodecError) -> (consumed: Int, stop: TextEscaping.Stop) {
        switch longRecord.content {
        case .utf8:
            if elements.count == 0 { return try writeWhiteSpace(piece, &writer) }
            return TextEscaping.write(piece, into: &writer, target.isInAttribute ? .attribute : .content, invalidCharacters)
        case .bytes: return writeBytes(piece, isWhole, &writer)
        case .utf16: return try writeUTF16(piece, &writer)
        case .comment: return try writeComment(piece, &writer)
        }
    }

    /// Writes base64 in groups of three bytes. What is left of a piece waits for the next.
    private func writeBytes(
        _ piece: ByteText, _ isWhole: Bool, _ writer: inout TextWriter
    ) -> (consumed: Int, stop: TextEscaping.Stop) {
        let groups = writer.room / 4
        guard groups > 0 else { return (0, .noRoom) }
        if isWhole && piece.count <= groups &* 3 {
            Base64.write(piece, into: &writer)
            return (piece.count, .end)
        }
        let count = min(groups, piece.count / 3) &* 3
        guard count > 0 else { return (0, .incomplete) }
        Base64.write(piece.prefix(count), into: &writer)
        return (count, count == piece.count ? .end : count == groups &* 3 ? .noRoom : .incomplete)
    }

    /// Writes the white space that a text outside of the root element must consist of.
    private mutating func writeWhiteSpace(
        _ piece: ByteText, _ writer: inout TextWriter
    ) throws(CodecError) -> (consumed: Int, stop: TextEscaping.Stop) {
        guard isWhiteSpace(piece) else { throw malformed("text outside of the root element") }
        let count = min(piece.count, writer.room)
        for index in 0..<count { writer.append(piece[index]) }
        return (count, count == piece.count ? .end : .noRoom)
    }

    /// Writes UTF-16, whose units come with the lower byte first.
    private mutating func writeUTF16(
        _ piece: ByteText, _ writer: inout TextWriter
    ) throws(CodecError) -> (consumed: Int, stop: TextEscaping.Stop) {
        let context: TextContext = target.isInAttribute ? .attribute : .content
        var index = 0
        while index &+ 2 <= piece.count {
            guard writer.room >= TextEscaping.minRoom else { return (index, .noRoom) }
            if piece.count &- index >= 8, elements.count > 0 {
                let units = piece.number(at: index, as: UInt64.self)
                if let plain = plainUnits(units) {
                    try countAttributeValue(4)
                    writer.append(word32: plain)
                    index &+= 8
                    continue
                }
                if let pairs = UTF8Run.pairs(units) {
                    try countAttributeValue(8)
                    writer.append(word: pairs)
                    index &+= 8
                    continue
                }
            }
            var scalar = UInt32(piece.number(at: index, as: UInt16.self))
            var length = 2
            if scalar & 0xF800 == 0xD800 {
                guard scalar < 0xDC00 else { return (index, .malformed) }
                guard index &+ 4 <= piece.count else { return (index, .incomplete) }
                let low = UInt32(piece.number(at: index &+ 2, as: UInt16.self))
                guard low & 0xFC00 == 0xDC00 else { return (index, .malformed) }
                scalar = 0x10000 &+ (scalar & 0x3FF) << 10 | low & 0x3FF
                length = 4
            }
            if elements.count == 0 {
                guard scalar < 0x80 && isWhiteSpace(UInt8(truncatingIfNeeded: scalar)) else {
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

    /// Four units as a byte each, if they are ASCII and written as they are; nil if not.
    @inline(__always)
    private func plainUnits(_ units: UInt64) -> UInt32? {
        guard units & 0xFF80_FF80_FF80_FF80 == 0 else { return nil }
        let pairs = (units | units >> 8) & 0x0000_FFFF_0000_FFFF
        let bytes = (pairs | pairs >> 16) & 0xFFFF_FFFF
        // Letters in the higher half, since eight characters are asked about.
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
        writer.append(character: scalar)
        return true
    }
}
