public import Bytes

/// Where a text is written, which decides what has to be a reference there.
public enum TextContext: UInt8, Sendable {
    case content
    case attribute
}

/// Writes characters as XML text, with references for those that a reader would otherwise not get back.
public enum TextEscaping {
    /// The most bytes that one byte of text becomes.
    public static var maxExpansion: Int { 6 }
    /// With less room than this, a pass may write nothing.
    public static var minRoom: Int { 8 }

    /// Why a pass stopped.
    public enum Stop: UInt8, Sendable {
        /// All was written.
        case end
        /// The text ends inside a character.
        case incomplete
        /// There is no room for the next character.
        case noRoom
        /// The next character is U+0000, or what follows is not UTF-8.
        case malformed
        /// The next character is one that XML does not allow, and is refused.
        case invalidCharacter
    }

    /// Writes as much of `source`, UTF-8, as there is room for. Returns how many bytes that is and why it stopped.
    @inline(__always)
    public static func write(
        _ source: ByteText, into writer: inout TextWriter, _ context: TextContext,
        _ invalidCharacters: InvalidCharacters = .refuse
    ) -> (consumed: Int, stop: Stop) {
        guard source.count > 0 else { return (0, .end) }
        let index = writePlain(source, from: 0, into: &writer, context)
        if index == source.count { return (index, .end) }
        if writePlainTail(source, from: index, into: &writer) { return (source.count, .end) }
        return writeRest(source, from: index, into: &writer, context, invalidCharacters)
    }

    /// Writes characters that are written as they are, 16 and then eight bytes at a time. Returns the number of bytes written.
    @inline(__always)
    private static func writePlain(
        _ source: ByteText, from first: Int, into writer: inout TextWriter, _ context: TextContext
    ) -> Int {
        let blocks = writer.append(plainBlocksOf: source.part(first, source.count &- first), context)
        var index = first &+ blocks
        while source.count &- index >= 8, writer.room >= 8 {
            let word = source.word(at: index)
            guard isPlain(word) else { break }
            writer.append(word: word)
            index &+= 8
        }
        return index &- first
    }

    /// Writes the rest of `source`, one to seven bytes, if all of it is plain. If not, or if more is left, writes nothing and
    /// returns false.
    @inline(__always)
    private static func writePlainTail(_ source: ByteText, from index: Int, into writer: inout TextWriter) -> Bool {
        let count = source.count &- index
        guard count < 8, writer.room >= count else { return false }
        let tail = source.part(index, count)
        if count >= 4 {
            guard isPlain(UInt64(tail.word32(at: 0)) << 32 | UInt64(tail.word32(at: count &- 4))) else { return false }
        } else {
            guard CharacterTable.isPlain(tail[unchecked: 0]), CharacterTable.isPlain(tail[unchecked: count >> 1]),
                CharacterTable.isPlain(tail[unchecked: count &- 1])
            else { return false }
        }
        writer.append(tail)
        return true
    }

    /// Goes on one character at a time, and faster where characters are plain again.
    private static func writeRest(
        _ source: ByteText, from first: Int, into writer: inout TextWriter, _ context: TextContext,
        _ invalidCharacters: InvalidCharacters
    ) -> (consumed: Int, stop: Stop) {
        var index = first
        while index < source.count {
            guard writer.room >= minRoom else { return (index, .noRoom) }
            if source.count &- index >= 8 {
                let word = source.word(at: index)
                if word & 0x80 != 0 {
                    let length = UTF8Run.isPairs(word) ? 8 : UTF8Run.length(UInt32(truncatingIfNeeded: word))
                    if length > 0 {
                        writer.append(word: word, count: length)
                        index &+= length
                        continue
                    }
                } else if isPlain(word) {
                    writer.append(word: word)
                    index &+= 8
                    index &+= writer.append(plainBlocksOf: source.part(index, source.count &- index), context)
                    continue
                }
            }
            let byte = source[unchecked: index]
            if byte < 0x80 {
                if CharacterTable.isPlain(byte) {
                    writer.append(byte)
                } else if !append(special: byte, to: &writer, context) {
                    guard byte > 0 else { return (index, .malformed) }
                    guard invalidCharacters.write(UInt32(byte), into: &writer) else { return (index, .invalidCharacter) }
                }
                index &+= 1
            } else {
                let (scalar, length) = UTF8Character.decode(source.part(index, source.count &- index))
                guard length > 0 else { return (index, length == 0 ? .incomplete : .malformed) }
                if InvalidCharacters.include(scalar) {
                    guard invalidCharacters.write(scalar, into: &writer) else { return (index, .invalidCharacter) }
                } else {
                    for place in index..<index &+ length { writer.append(source[unchecked: place]) }
                }
                index &+= length
            }
        }
        return (index, .end)
    }

    /// Writes one ASCII character that is not plain. False if XML does not allow it.
    @inline(__always)
    public static func append(special byte: UInt8, to writer: inout TextWriter, _ context: TextContext) -> Bool {
        switch byte {
        case UInt8(ascii: "<"): writer.append("&lt;")
        case UInt8(ascii: ">"): writer.append("&gt;")
        case UInt8(ascii: "&"): writer.append("&amp;")
        case UInt8(ascii: "\r"): writer.append("&#xD;")
        case UInt8(ascii: "\""):
            if context == .attribute { writer.append("&quot;") } else { writer.append(byte) }
        case UInt8(ascii: "\t"):
            if context == .attribute { writer.append("&#x9;") } else { writer.append(byte) }
        case UInt8(ascii: "\n"):
            if context == .attribute { writer.append("&#xA;") } else { writer.append(byte) }
        default: return false
        }
        return true
    }

    /// Whether eight characters are ASCII that is written as it is everywhere. It may be false for some that are.
    @inline(__always)
    public static func isPlain(_ word: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let high: UInt64 = 0x8080_8080_8080_8080
        let angles = (word & ~(ones &* 0x02)) ^ (ones &* UInt64(UInt8(ascii: "<")))
        let quotes = (word & ~(ones &* 0x04)) ^ (ones &* UInt64(UInt8(ascii: "\"")))
        let found = word | (word &- ones &* 0x20) | (angles &- ones) | (quotes &- ones)
        return found & high == 0
    }
}
