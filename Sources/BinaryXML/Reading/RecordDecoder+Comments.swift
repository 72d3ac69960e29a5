internal import Bytes
internal import CodecKit
internal import XMLText

/// Comments.
extension RecordDecoder {
    mutating func comment(_ reader: inout RecordReader, _ writer: inout TextWriter) throws(CodecError) -> Step {
        if array.isOpen { throw malformed("an array's element holds a comment") }
        var probe = reader
        probe.skip(1)
        let length = probe.multiByteInt31()
        guard length >= 0 else {
            if length == RecordReader.isCutOff { return .needsInput }
            throw malformed("a length has more than 31 bits")
        }
        guard length <= limits.maxAttributeValueLength else {
            throw exceeded("a comment is too long", limits.maxAttributeValueLength, .maxAttributeValueLength)
        }
        guard writer.room >= 8 else { return needsRoom(8) }
        if tag.isOpen { try endTag(&writer) }
        writer.append("<!--")
        longRecord = LongRecord(.comment, count: length)
        mode = .longRecord
        reader = probe
        return try continueLongRecord(&reader, &writer)
    }

    /// Writes the characters of a comment as they are, since comments have no references. A reader takes CR for a line's end.
    mutating func writeComment(
        _ piece: ByteText, _ writer: inout TextWriter
    ) throws(CodecError) -> (consumed: Int, stop: TextEscaping.Stop) {
        var index = 0
        while index < piece.count {
            guard writer.room >= 4 else { return (index, .noRoom) }
            let byte = piece[index]
            if byte < 0x80 {
                guard byte > 0 else { return (index, .malformed) }
                if InvalidCharacters.include(UInt32(byte)) {
                    guard writeInvalid(UInt32(byte), &writer) else { return (index, .invalidCharacter) }
                } else {
                    let isHyphen = byte == UInt8(ascii: "-")
                    if isHyphen && longRecord.endsWithHyphen { throw malformed("a comment with two hyphens in a row") }
                    longRecord.endsWithHyphen = isHyphen
                    writer.append(byte)
                }
                index &+= 1
            } else {
                let (scalar, length) = UTF8Character.decode(piece.dropFirst(index))
                guard length > 0 else { return (index, length == 0 ? .incomplete : .malformed) }
                if InvalidCharacters.include(scalar) {
                    guard writeInvalid(scalar, &writer) else { return (index, .invalidCharacter) }
                } else {
                    for place in index..<index &+ length { writer.append(piece[place]) }
                    longRecord.endsWithHyphen = false
                }
                index &+= length
            }
        }
        return (index, .end)
    }

    /// Writes what stands for an invalid character of a comment; false if it is refused. If it is dropped, the characters
    /// before and after it stand next to each other.
    private mutating func writeInvalid(_ scalar: UInt32, _ writer: inout TextWriter) -> Bool {
        guard invalidCharacters.isLossy else { return false }
        if invalidCharacters == .replace { longRecord.endsWithHyphen = false }
        return invalidCharacters.write(scalar, into: &writer)
    }

    mutating func endComment(_ writer: inout TextWriter) throws(CodecError) -> Step {
        if longRecord.endsWithHyphen { throw malformed("a comment that ends with a hyphen") }
        guard writer.room >= 3 else {
            mode = .longRecord
            return needsRoom(3)
        }
        writer.append("-->")
        mode = .record
        return .done
    }
}
