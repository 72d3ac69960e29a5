internal import Bytes
internal import CodecKit

/// The beginning of a text as far as it may be an XML declaration: `<?xml version="1.0" encoding="utf-16"?>`. Where XML
/// is expected, text that only begins like one is refused: it could name an encoding that the text is no longer in.
struct XMLDeclarationText: ~Copyable {
    /// The most characters that a declaration may have.
    static var limit: Int { 1024 }

    enum Verdict: UInt8 {
        /// The character has been taken, and more are needed.
        case more
        /// The character has been taken and is the last one.
        case complete
        /// It is no declaration with the character, which has not been taken.
        case none
    }

    private var bytes = GrowableBuffer<UInt8>()
    private var place = Places()

    /// Where the parts of a declaration stand in it.
    private struct Places: BitwiseCopyable {
        /// The end of the version, with its closing quote.
        var versionEnd = 0
        /// The name of the encoding; both 0 if there is none.
        var encodingStart = 0
        var encodingEnd = 0
        /// Whether it says more than version 1.0 and an encoding.
        var saysMore = false
    }

    /// What has been taken.
    var text: ByteText { bytes.text }

    /// Whether it goes on like a declaration, after its name.
    var isBegun: Bool { bytes.count > 5 }

    mutating func empty() {
        bytes.removeAll()
        place = Places()
    }

    /// Looks at the next character of the text.
    mutating func take(_ unit: UInt16) throws(CodecError) -> Verdict {
        let name = ByteText("<?xml")
        let index = bytes.count
        guard let byte = UInt8(exactly: unit), byte < 0x7F else { return .none }
        if index < name.count {
            if byte != name[index] { return .none }
        } else if index == name.count {
            if !Self.isBlank(byte) { return .none }
        } else if byte < 0x20 && !Self.isBlank(byte) || byte == UInt8(ascii: "<") {
            return .none
        }
        guard index < Self.limit else {
            throw .quotaExceeded("the XML declaration is too long", limit: UInt64(truncatingIfNeeded: Self.limit))
        }
        guard bytes.append(byte) else { throw .outOfMemory }
        return byte == UInt8(ascii: ">") && bytes[index &- 1] == UInt8(ascii: "?") ? .complete : .more
    }

    /// Whether it says which encoding the text is in.
    var hasEncoding: Bool { place.encodingStart > 0 }

    /// The name of the encoding; empty if there is none.
    var encoding: ByteText { text.part(place.encodingStart, place.encodingEnd &- place.encodingStart) }

    /// Where the name of the encoding begins, in characters.
    var encodingStart: Int { place.encodingStart }

    /// Whether it says more than version 1.0 and an encoding, so that it cannot be left out of a text in UTF-8.
    var saysMore: Bool { place.saysMore }

    /// Writes the declaration with another encoding.
    func write(encoding: StaticString, to output: inout PendingOutput, _ order: ByteOrder?) throws(CodecError) {
        try output.put(ascii: text.prefix(hasEncoding ? place.encodingStart : place.versionEnd), order)
        if !hasEncoding { try output.put(ascii: ByteText(" encoding=\""), order) }
        try output.put(ascii: ByteText(encoding), order)
        if !hasEncoding { try output.put(ascii: ByteText("\""), order) }
        try output.put(ascii: text.dropFirst(hasEncoding ? place.encodingEnd : place.versionEnd), order)
    }

    /// The failure of XML that begins like a declaration and does not have one.
    static var malformed: CodecError { .invalidFormat("the XML declaration is malformed") }

    // MARK: Reading what is complete

    /// Finds the parts. Returns false if they are not those of a declaration (XML 1.0, section 2.8).
    mutating func read() -> Bool {
        var places = Places()
        let text = text
        var index = 5
        guard let version = Self.value(of: "version", in: text, &index) else { return false }
        places.versionEnd = index
        places.saysMore = text.part(version.start, version.end &- version.start) != "1.0"
        if let encoding = Self.value(of: "encoding", in: text, &index) {
            guard encoding.end > encoding.start else { return false }
            (places.encodingStart, places.encodingEnd) = encoding
        }
        if Self.value(of: "standalone", in: text, &index) != nil { places.saysMore = true }
        index = Self.skipBlanks(in: text, from: index)
        guard index == text.count &- 2 else { return false }
        place = places
        return true
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }

    private static func skipBlanks(in text: ByteText, from start: Int) -> Int {
        var index = start
        while isBlank(text[index]) { index &+= 1 }
        return index
    }

    /// The place of a value if blanks and its name come next; moves `index` past its closing quote. nil, with `index` where
    /// it was, if anything else comes.
    private static func value(
        of name: StaticString, in text: ByteText, _ index: inout Int
    ) -> (start: Int, end: Int)? {
        let name = ByteText(name)
        var place = skipBlanks(in: text, from: index)
        guard place > index, text.dropFirst(place).prefix(name.count) == name else { return nil }
        place = skipBlanks(in: text, from: place &+ name.count)
        guard text[place] == UInt8(ascii: "=") else { return nil }
        place = skipBlanks(in: text, from: place &+ 1)
        let quote = text[place]
        guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { return nil }
        let start = place &+ 1
        var end = start
        while end < text.count, text[end] != quote { end &+= 1 }
        guard end < text.count else { return nil }
        index = end &+ 1
        return (start, end)
    }
}
