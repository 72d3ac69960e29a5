public import Bytes

extension XMLTokenizer {
    mutating func takeContent(_ bytes: inout XMLScanner) throws(XMLTextError) -> XMLEvent {
        let start = bytes.position
        switch bytes[start] {
        case 0x3C: return try takeMarkup(&bytes)
        case 0x26: return try takeReference(&bytes)
        case 0x5D:
            // Only three brackets and the like can be told at once.
            if begins(bytes, "]]>") ?? false { throw .invalid("\"]]>\" in text") }
            return try absorb(&bytes, inSection: false) ?? wants(.anything)
        default: return try absorb(&bytes, inSection: false) ?? wants(.anything)
        }
    }

    mutating func takeSection(_ bytes: inout XMLScanner) throws(XMLTextError) -> XMLEvent {
        if bytes[bytes.position] == 0x5D {
            guard let isEnd = begins(bytes, "]]>") else { return wants(.anything) }
            if isEnd {
                bytes.position &+= 3
                state = .content
                return .skipped
            }
        }
        return try absorb(&bytes, inSection: true) ?? wants(.anything)
    }

    private mutating func takeMarkup(_ bytes: inout XMLScanner) throws(XMLTextError) -> XMLEvent {
        let start = bytes.position
        guard start &+ 1 < bytes.count else { return wants(.anything) }
        switch bytes[start &+ 1] {
        case 0x2F:
            if textCount > 0 {
                isEndTold = true
                return flush(endsElement: true)
            }
            return try takeEndTag(&bytes)
        case 0x21:
            if let isComment = begins(bytes, "<!--") {
                if isComment { return textCount > 0 ? flush(endsElement: false) : beginComment(&bytes) }
            } else {
                return wants(.anything)
            }
            guard let isSection = begins(bytes, "<![CDATA[") else { return wants(.anything) }
            guard isSection else { throw notMarkup(bytes) }
            bytes.position &+= 9
            state = .section
            return .skipped
        case 0x3F: throw .invalid("a processing instruction, which SOAP does not allow")
        default:
            if textCount > 0 { return flush(endsElement: false) }
            return try beginElement(&bytes)
        }
    }

    private mutating func takeReference(_ bytes: inout XMLScanner) throws(XMLTextError) -> XMLEvent {
        let start = bytes.position
        guard let end = try XMLReference.end(&bytes, start) else { return wants(.semicolon) }
        guard let value = try resolved(XMLReference.character(bytes, start, end)) else {
            bytes.position = end
            return .skipped
        }
        var place: UInt64 = 0
        return try unsafe withUnsafeMutableBytes(of: &place) { (room) throws(XMLTextError) in
            guard let base = room.baseAddress else { return .skipped }
            let length = unsafe XMLCharacters.encode(value, to: base)
            return try unsafe append(base, length, isASCII: value < 0x80, &bytes, consuming: end &- start)
        }
    }

    /// Takes plain text as far as it goes; nil if what follows can only be told with more bytes.
    private mutating func absorb(_ bytes: inout XMLScanner, inSection: Bool) throws(XMLTextError) -> XMLEvent? {
        let start = bytes.position
        let (end, isASCII) = try textRun(&bytes, inSection: inSection)
        let length = end &- start
        guard length > 0 else {
            guard bytes[start] == 0x0D else {
                guard invalidCharacters.isLossy, let invalid = invalidLength(bytes, start) else { return nil }
                let count = substitute.utf8CodeUnitCount
                return try unsafe append(
                    UnsafeRawPointer(substitute.utf8Start), count, isASCII: count == 0, &bytes, consuming: invalid)
            }
            let feed: StaticString = "\n"
            let event = try unsafe append(UnsafeRawPointer(feed.utf8Start), 1, isASCII: true, &bytes, consuming: 0)
            if event == .skipped { skipReturn(&bytes) }
            return event
        }
        if textCount == 0 && length > Self.textPieceSize {
            let piece = unsafe Self.wholeCharacters(bytes.base + start, Self.textPieceSize)
            event.bytes = unsafe ByteText(
                start: (bytes.base + start).assumingMemoryBound(to: UInt8.self), count: piece)
            bytes.position = start &+ piece
            return tell(isASCII: isASCII, isPartial: true, endsElement: false, told: 0)
        }
        let room = Self.textPieceSize &- textCount
        guard room > 0 else { return flushPiece() }
        let taken = unsafe length > room ? Self.wholeCharacters(bytes.base + start, room) : length
        try unsafe copyToText(bytes.base + start, taken, isASCII: isASCII)
        bytes.position = start &+ taken
        return length > room ? flushPiece() : .skipped
    }

    /// Appends what a reference or the like stands for, and takes so many bytes for it; or tells what there is already, if it
    /// does not fit.
    private mutating func append(
        _ source: UnsafeRawPointer, _ count: Int, isASCII: Bool, _ bytes: inout XMLScanner, consuming consumed: Int
    ) throws(XMLTextError) -> XMLEvent {
        if textCount &+ count > Self.textPieceSize { return flushPiece() }
        try unsafe copyToText(source, count, isASCII: isASCII)
        bytes.position &+= consumed
        return .skipped
    }

    private mutating func copyToText(_ source: UnsafeRawPointer, _ count: Int, isASCII: Bool) throws(XMLTextError) {
        do {
            // A longer text is likely to fill a piece, and never needs more.
            let needed = textCount &+ count
            try text.reserve(needed <= 2048 ? needed : max(needed, Self.textPieceSize))
        } catch {
            throw .outOfMemory
        }
        unsafe (text.base + textCount).copyMemory(from: source, byteCount: count)
        textCount &+= count
        if !isASCII { textIsASCII = false }
    }

    /// Tells of the text so far, more of which is to come.
    private mutating func flushPiece() -> XMLEvent {
        let count = unsafe Self.wholeCharacters(text.base, textCount)
        event.bytes = unsafe ByteText(start: text.base.assumingMemoryBound(to: UInt8.self), count: count)
        return tell(isASCII: textIsASCII, isPartial: true, endsElement: false, told: count)
    }

    /// Tells of the rest of the text.
    private mutating func flush(endsElement: Bool) -> XMLEvent {
        event.bytes = unsafe ByteText(start: text.base.assumingMemoryBound(to: UInt8.self), count: textCount)
        return tell(isASCII: textIsASCII, isPartial: false, endsElement: endsElement, told: textCount)
    }

    private mutating func tell(isASCII: Bool, isPartial: Bool, endsElement: Bool, told: Int) -> XMLEvent {
        event.isASCII = isASCII
        event.isPartial = isPartial
        event.endsElement = endsElement
        isInLongText = isPartial
        textTold = told
        return .text
    }

    /// Drops what has been told of the text.
    @usableFromInline
    mutating func dropTold() {
        let told = textTold
        guard told > 0 else { return }
        let rest = textCount &- told
        if rest > 0 {
            unsafe text.base.copyMemory(from: text.base + told, byteCount: rest)
        } else {
            textIsASCII = true
        }
        textCount = rest
        textTold = 0
    }

    /// The end of the plain text from the position on, and whether it is ASCII. It may be short, but no shorter than a piece.
    private func textRun(
        _ bytes: inout XMLScanner, inSection: Bool
    ) throws(XMLTextError) -> (end: Int, isASCII: Bool) {
        let stop = min(bytes.count, bytes.position &+ Self.textPieceSize &+ 1)
        var index = bytes.position
        var isASCII = true
        while index < stop {
            index = bytes.nextText(index, before: stop)
            if index >= stop { return (stop, isASCII) }
            let byte = bytes[index]
            switch byte {
            case 0x09, 0x0A: index &+= 1
            case 0x3C, 0x26:
                if !inSection { return (index, isASCII) }
                index &+= 1
            case 0x5D:
                guard bracketIsText(bytes, index) else { return (index, isASCII) }
                index &+= 1
            case 0x0D: return (index, isASCII)
            default:
                guard let length = try characterLength(&bytes, index) else { return (index, isASCII) }
                index &+= length
                isASCII = false
            }
        }
        return (index, isASCII)
    }

    /// Whether a bracket is known not to begin "]]>".
    private func bracketIsText(_ bytes: XMLScanner, _ index: Int) -> Bool {
        guard index &+ 1 < bytes.count else { return false }
        if bytes[index &+ 1] != 0x5D { return true }
        guard index &+ 2 < bytes.count else { return false }
        return bytes[index &+ 2] != 0x3E
    }

    /// The length of the bytes without a character at their end that is not whole.
    static func wholeCharacters(_ bytes: UnsafeRawPointer, _ count: Int) -> Int {
        var start = count
        while start > 0 && count &- start < 4 {
            start &-= 1
            let byte = unsafe bytes.load(fromByteOffset: start, as: UInt8.self)
            if byte & 0xC0 == 0x80 { continue }
            let length = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
            return start &+ length > count ? start : count
        }
        return count
    }
}
