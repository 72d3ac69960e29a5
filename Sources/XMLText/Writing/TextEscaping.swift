public import Bytes

/// Where text stands, which decides what must be written as a reference.
public enum TextContext: UInt8, Sendable {
    case content
    case attribute
}

/// Writes characters as XML text, with references for those that would not come back as they are.
public enum TextEscaping {
    /// The most bytes that one byte of text becomes.
    public static var maxExpansion: Int { 6 }
    /// With less room than this a pass may write nothing.
    public static var minRoom: Int { 8 }

    /// Why a pass has stopped.
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

    /// Writes as much of `source`, UTF-8, as there is room for, and says how much that was and why it stopped.
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

    /// Writes text as long as it is written as it is, 16 and then eight bytes at a time. Returns the bytes written.
    @inline(__always)
    private static func writePlain(
        _ source: ByteText, from first: Int, into writer: inout TextWriter, _ context: TextContext
    ) -> Int {
        guard let start = unsafe source.baseAddress else { return 0 }
        let blocks = unsafe PlainText.copyBlocks(
            from: start + first, to: writer.next, count: min(source.count &- first, writer.room), context)
        writer.advance(blocks)
        var index = first &+ blocks
        while source.count &- index >= 8, writer.room >= 8 {
            let word = unsafe UInt64(littleEndian: UnsafeRawPointer(start + index).loadUnaligned(as: UInt64.self))
            guard isPlain(word) else { break }
            writer.append(word: word)
            index &+= 8
        }
        return index &- first
    }

    /// Writes the rest of `source`, less than eight bytes, if it is plain. False, with nothing written, if not.
    @inline(__always)
    private static func writePlainTail(
        _ source: ByteText, from index: Int, into writer: inout TextWriter
    ) -> Bool {
        let count = source.count &- index
        guard count < 8, count > 0, writer.room >= count, let start = unsafe source.baseAddress else { return false }
        let tail = unsafe UnsafeRawPointer(start + index)
        if count >= 4 {
            let low = unsafe tail.loadUnaligned(as: UInt32.self)
            let high = unsafe tail.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self)
            guard isPlain(UInt64(low) << 32 | UInt64(high)) else { return false }
        } else {
            let bytes = unsafe (start[index], start[index &+ count >> 1], start[source.count &- 1])
            guard CharacterTable.isPlain(bytes.0), CharacterTable.isPlain(bytes.1), CharacterTable.isPlain(bytes.2) else {
                return false
            }
        }
        unsafe writer.append(ByteText(start: start + index, count: count))
        return true
    }

    /// Goes on one character at a time, and eight at a time where they are plain.
    private static func writeRest(
        _ source: ByteText, from first: Int, into writer: inout TextWriter, _ context: TextContext,
        _ invalidCharacters: InvalidCharacters
    ) -> (consumed: Int, stop: Stop) {
        guard let start = unsafe source.baseAddress else { return (0, .end) }
        var index = first
        while index < source.count {
            guard writer.room >= minRoom else { return (index, .noRoom) }
            let byte = unsafe start[index]
            if byte < 0x80 {
                if CharacterTable.isPlain(byte) {
                    writer.append(byte)
                } else if !append(special: byte, to: &writer, context) {
                    guard byte > 0 else { return (index, .malformed) }
                    guard invalidCharacters.write(UInt32(byte), into: &writer) else { return (index, .invalidCharacter) }
                }
                index &+= 1
            } else {
                let rest = unsafe ByteText(start: start + index, count: source.count &- index)
                let (scalar, length) = UTF8Character.decode(rest)
                guard length > 0 else { return (index, length == 0 ? .incomplete : .malformed) }
                if InvalidCharacters.include(scalar) {
                    guard invalidCharacters.write(scalar, into: &writer) else { return (index, .invalidCharacter) }
                    index &+= length
                } else {
                    for _ in 0..<length {
                        unsafe writer.append(start[index])
                        index &+= 1
                    }
                }
            }
            index &+= writePlain(source, from: index, into: &writer, context)
        }
        return (index, .end)
    }

    /// Writes one ASCII character that is not plain. False if XML does not have it.
    @inline(__always)
    public static func append(special byte: UInt8, to writer: inout TextWriter, _ context: TextContext) -> Bool {
        switch byte {
        case UInt8(ascii: "<"): writer.append("&lt;")
        case UInt8(ascii: ">"): writer.append("&gt;")
        case UInt8(ascii: "&"): writer.append("&amp;")
        case 0x0D: writer.append("&#xD;")
        case UInt8(ascii: "\""):
            if context == .attribute { writer.append("&quot;") } else { writer.append(byte) }
        case 0x09:
            if context == .attribute { writer.append("&#x9;") } else { writer.append(byte) }
        case 0x0A:
            if context == .attribute { writer.append("&#xA;") } else { writer.append(byte) }
        default: return false
        }
        return true
    }

    /// Whether eight characters are ASCII that is written as it is everywhere. It may deny some that are.
    @inline(__always)
    public static func isPlain(_ word: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let high: UInt64 = 0x8080_8080_8080_8080
        let angles = (word & ~(ones &* 0x02)) ^ (ones &* 0x3C)
        let quotes = (word & ~(ones &* 0x04)) ^ (ones &* 0x22)
        let found = word | (word &- ones &* 0x20) | (angles &- ones) | (quotes &- ones)
        return found & high == 0
    }
}
