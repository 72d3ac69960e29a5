internal import Bytes
internal import CodecKit

/// The content of elements, in exact steps.
extension XMLTokenizer {
    mutating func takeContent(_ bytes: inout XMLScanner) throws(CodecError) -> XMLEvent {
        switch bytes[bytes.position] {
        case UInt8(ascii: "<"): return try takeMarkup(&bytes)
        case UInt8(ascii: "&"): return try takeReference(&bytes)
        case UInt8(ascii: "]"):
            // One or two brackets at the end of the bytes do not tell yet.
            if begins(bytes, "]]>") ?? false { throw .invalidFormat("\"]]>\" in text") }
            return try takeText(&bytes, inSection: false) ?? awaits(.any)
        default: return try takeText(&bytes, inSection: false) ?? awaits(.any)
        }
    }

    mutating func takeSection(_ bytes: inout XMLScanner) throws(CodecError) -> XMLEvent {
        if bytes[bytes.position] == UInt8(ascii: "]") {
            guard let isEnd = begins(bytes, "]]>") else { return awaits(.any) }
            if isEnd {
                bytes.position &+= 3
                state = .content
                return .skipped
            }
        }
        return try takeText(&bytes, inSection: true) ?? awaits(.any)
    }

    private mutating func takeMarkup(_ bytes: inout XMLScanner) throws(CodecError) -> XMLEvent {
        let start = bytes.position
        guard start &+ 1 < bytes.count else { return awaits(.any) }
        switch bytes[start &+ 1] {
        case UInt8(ascii: "/"):
            guard text.isEmpty else {
                hasToldEnd = true
                return tellRest(endsElement: true)
            }
            text.end()
            return try takeEndTag(&bytes)
        case UInt8(ascii: "!"):
            guard let isComment = begins(bytes, "<!--") else { return awaits(.any) }
            if isComment {
                guard text.isEmpty else { return tellRest(endsElement: false) }
                text.end()
                return beginComment(&bytes)
            }
            guard let isSection = begins(bytes, "<![CDATA[") else { return awaits(.any) }
            guard isSection else { throw notMarkup(bytes) }
            bytes.position &+= 9
            state = .section
            return .skipped
        case UInt8(ascii: "?"): throw .invalidFormat("a processing instruction, which SOAP does not allow")
        default:
            guard text.isEmpty else { return tellRest(endsElement: false) }
            text.end()
            return try beginElement(&bytes)
        }
    }

    private mutating func takeReference(_ bytes: inout XMLScanner) throws(CodecError) -> XMLEvent {
        let start = bytes.position
        guard let end = try XMLReference.end(&bytes, start) else { return awaits(.semicolon) }
        guard let scalar = try resolved(XMLReference.character(bytes.text(start &+ 1, end &- 1))) else {
            bytes.position = end
            return .skipped
        }
        let (word, count) = UTF8Character.encode(scalar)
        if count > text.room { return tellPiece() }
        guard text.append(word, count: count, isASCII: scalar < 0x80) else { throw .outOfMemory }
        bytes.position = end
        return .skipped
    }

    /// Takes the plain text that comes next; nil if more bytes are needed to know what comes next.
    private mutating func takeText(_ bytes: inout XMLScanner, inSection: Bool) throws(CodecError) -> XMLEvent? {
        let start = bytes.position
        let (end, isASCII) = try textRun(&bytes, inSection: inSection)
        if end == start { return try takeOtherText(&bytes) }
        if text.isEmpty && end &- start > Self.textPieceSize {
            let piece = UTF8Character.wholeCount(bytes.text(start, start &+ Self.textPieceSize))
            text.tellElsewhere()
            bytes.position = start &+ piece
            return tell(TextRun.Piece(text: bytes.text(start, start &+ piece), isASCII: isASCII), isPartial: true)
        }
        let room = text.room
        guard room > 0 else { return tellPiece() }
        let fits = end &- start <= room
        let taken = fits ? end &- start : UTF8Character.wholeCount(bytes.text(start, start &+ room))
        guard text.append(bytes.text(start, start &+ taken), isASCII: isASCII) else { throw .outOfMemory }
        bytes.position = start &+ taken
        return fits ? .skipped : tellPiece()
    }

    /// Takes a carriage return, or a character for which something else stands; nil if it is neither.
    private mutating func takeOtherText(_ bytes: inout XMLScanner) throws(CodecError) -> XMLEvent? {
        let start = bytes.position
        if bytes[start] == UInt8(ascii: "\r") {
            guard text.room >= 1 else { return tellPiece() }
            guard text.append(ByteText("\n"), isASCII: true) else { throw .outOfMemory }
            skipReturn(&bytes)
            return .skipped
        }
        guard invalidCharacters.isLossy, let length = invalidLength(bytes, start) else { return nil }
        let substitute = ByteText(self.substitute)
        guard text.room >= substitute.count else { return tellPiece() }
        guard text.append(substitute, isASCII: substitute.isEmpty) else { throw .outOfMemory }
        bytes.position = start &+ length
        return .skipped
    }

    // MARK: Telling it

    /// Tells the text so far, of which more follows.
    mutating func tellPiece() -> XMLEvent { tell(text.tellPiece(), isPartial: true) }

    /// Tells the rest of the text.
    private mutating func tellRest(endsElement: Bool) -> XMLEvent {
        let isPiece = text.isContinued
        return tell(text.tellRest(), isPartial: false, isPiece: isPiece, endsElement: endsElement)
    }

    private mutating func tell(
        _ piece: TextRun.Piece, isPartial: Bool, isPiece: Bool = true, endsElement: Bool = false
    ) -> XMLEvent {
        event.text = piece.text
        event.isASCII = piece.isASCII
        event.isPartial = isPartial
        event.isPiece = isPiece
        event.endsElement = endsElement
        return .text
    }

    // MARK: Finding its end

    /// The end of the plain text from the position on, and whether it is ASCII. Not all of it is searched if it is longer than
    /// a piece.
    private func textRun(
        _ bytes: inout XMLScanner, inSection: Bool
    ) throws(CodecError) -> (end: Int, isASCII: Bool) {
        let stop = min(bytes.count, bytes.position &+ Self.textPieceSize &+ 1)
        var index = bytes.position
        var isASCII = true
        while index < stop {
            index = bytes.nextText(index, before: stop)
            if index >= stop { return (stop, isASCII) }
            switch bytes[index] {
            case UInt8(ascii: "\t"), UInt8(ascii: "\n"): index &+= 1
            case UInt8(ascii: "<"), UInt8(ascii: "&"):
                if !inSection { return (index, isASCII) }
                index &+= 1
            case UInt8(ascii: "]"):
                guard bracketIsText(bytes, index) else { return (index, isASCII) }
                index &+= 1
            case UInt8(ascii: "\r"): return (index, isASCII)
            default:
                let run = UTF8Run.end(bytes.text(0, stop), from: index)
                if run > index {
                    index = run
                } else {
                    guard let length = try characterLength(&bytes, index) else { return (index, isASCII) }
                    index &+= length
                }
                isASCII = false
            }
        }
        return (index, isASCII)
    }

    /// Whether a bracket is known not to begin "]]>".
    private func bracketIsText(_ bytes: XMLScanner, _ index: Int) -> Bool {
        guard index &+ 1 < bytes.count else { return false }
        if bytes[index &+ 1] != UInt8(ascii: "]") { return true }
        guard index &+ 2 < bytes.count else { return false }
        return bytes[index &+ 2] != UInt8(ascii: ">")
    }
}
