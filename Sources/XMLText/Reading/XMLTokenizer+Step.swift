public import Bytes

extension XMLTokenizer {
    /// Takes one token or part of one off the front of the bytes, of which there is at least one. The exact way, which knows
    /// everything; the short ways know what is common.
    @usableFromInline @inline(never)
    mutating func step(_ bytes: inout XMLScanner) throws(XMLTextError) -> XMLEvent {
        if skipsLineFeed {
            skipsLineFeed = false
            if bytes[bytes.position] == 0x0A {
                bytes.position &+= 1
                return .skipped
            }
        }
        switch state {
        case .beginning: return try takeByteOrderMark(&bytes)
        case .declaration: return try takeDeclaration(&bytes)
        case .prolog, .epilog: return try takeMiscellaneous(&bytes)
        case .content: return try takeContent(&bytes)
        case .section: return try takeSection(&bytes)
        case .comment: return try takeComment(&bytes)
        case .tag: return try takeInTag(&bytes)
        case .equals, .quote: return try takeBeforeValue(&bytes)
        case .value: return try takeValue(&bytes)
        case .endTag: return try takeEndOfEndTag(&bytes)
        }
    }

    // MARK: Before the root element, and after it

    private mutating func takeByteOrderMark(_ bytes: inout XMLScanner) throws(XMLTextError) -> XMLEvent {
        if bytes[bytes.position] == 0xEF {
            guard let isThere = begins(bytes, "\u{FEFF}") else { return wants(.anything) }
            guard isThere else { throw .invalid("text outside of the root element") }
            bytes.position &+= 3
        }
        state = .declaration
        return .skipped
    }

    private static var longestDeclaration: Int { 1024 }

    private mutating func takeDeclaration(_ bytes: inout XMLScanner) throws(XMLTextError) -> XMLEvent {
        let start = bytes.position
        guard let isThere = begins(bytes, "<?") else { return wants(.anything) }
        guard isThere else {
            state = .prolog
            return .skipped
        }
        var end = start &+ 2
        while true {
            guard end &- start < Self.longestDeclaration else {
                throw .quota("the XML declaration is too long", Self.longestDeclaration)
            }
            guard end < bytes.count else { return wants(.greaterThan) }
            if bytes[end] == 0x3E { break }
            end &+= 1
        }
        let whole = unsafe UnsafeRawBufferPointer(start: bytes.base + start, count: end &+ 1 &- start)
        try unsafe XMLDeclaration.check(whole)
        bytes.position = end &+ 1
        state = .prolog
        return .skipped
    }

    private mutating func takeMiscellaneous(_ bytes: inout XMLScanner) throws(XMLTextError) -> XMLEvent {
        if skipSpace(&bytes) { return .skipped }
        let start = bytes.position
        guard bytes[start] == 0x3C else {
            let isSecondMark = bytes[start] == 0xEF
            throw .invalid(isSecondMark ? "a byte order mark inside the document" : "text outside of the root element")
        }
        guard start &+ 1 < bytes.count else { return wants(.anything) }
        switch bytes[start &+ 1] {
        case 0x21:
            guard let isComment = begins(bytes, "<!--") else { return wants(.anything) }
            if isComment { return beginComment(&bytes) }
            throw notMarkup(bytes)
        case 0x3F: throw .invalid("a processing instruction, which SOAP does not allow")
        case 0x2F: throw .invalid("an end tag without a start tag")
        default:
            guard state == .prolog else { throw .invalid("a second root element") }
            return try beginElement(&bytes)
        }
    }

    /// What follows "<!" and is neither a comment nor a CDATA section.
    func notMarkup(_ bytes: XMLScanner) -> XMLTextError {
        let third = bytes.position &+ 2
        if third < bytes.count && bytes[third] == 0x44 {
            return .invalid("a document type declaration, which SOAP does not allow")
        }
        return .invalid("malformed markup after \"<!\"")
    }

    // MARK: Comments

    mutating func beginComment(_ bytes: inout XMLScanner) -> XMLEvent {
        bytes.position &+= 4
        scratchCount = 0
        stateAfterComment = state
        state = .comment
        return .skipped
    }

    private mutating func takeComment(_ bytes: inout XMLScanner) throws(XMLTextError) -> XMLEvent {
        let start = bytes.position
        let end = try commentRun(&bytes)
        if end > start {
            try unsafe appendComment(bytes.base + start, end &- start)
            bytes.position = end
            return .skipped
        }
        switch bytes[start] {
        case 0x0D:
            let feed: StaticString = "\n"
            try unsafe appendComment(UnsafeRawPointer(feed.utf8Start), 1)
            skipReturn(&bytes)
            return .skipped
        case 0x2D:
            guard let isEnd = begins(bytes, "-->") else { return wants(.anything) }
            guard isEnd && !commentEndsWithHyphen else { throw .invalid("\"--\" inside a comment") }
            bytes.position &+= 3
            state = stateAfterComment
            unsafe event.bytes = ByteText(
                start: scratch.base.assumingMemoryBound(to: UInt8.self), count: scratchCount)
            return .comment
        default:
            guard let length = invalidLength(bytes, start) else { return wants(.anything) }
            try unsafe appendComment(UnsafeRawPointer(substitute.utf8Start), substitute.utf8CodeUnitCount)
            bytes.position &+= length
            return .skipped
        }
    }

    /// Whether a hyphen that comes next would make "--", since what stood between the two has been dropped.
    private var commentEndsWithHyphen: Bool {
        unsafe scratchCount > 0 && scratch.base.load(fromByteOffset: scratchCount &- 1, as: UInt8.self) == 0x2D
    }

    private mutating func appendComment(_ source: UnsafeRawPointer, _ count: Int) throws(XMLTextError) {
        guard scratchCount &+ count <= limits.maxAttributeValueLength else {
            throw .quota("a comment is too long", limits.maxAttributeValueLength, .maxAttributeValueLength)
        }
        do {
            try scratch.reserve(scratchCount &+ count)
        } catch {
            throw .outOfMemory
        }
        unsafe (scratch.base + scratchCount).copyMemory(from: source, byteCount: count)
        scratchCount &+= count
    }

    /// The end of the part of a comment that can be copied as it stands, from the position on. It ends before a hyphen unless
    /// another byte is known to follow. It is no longer than the limit allows, so that the first character beyond the limit is
    /// refused where it stands.
    private func commentRun(_ bytes: inout XMLScanner) throws(XMLTextError) -> Int {
        let start = bytes.position
        let room = limits.maxAttributeValueLength &- scratchCount
        var index = start
        while index < bytes.count {
            let byte = bytes[index]
            if byte == 0x0D { break }
            if byte == 0x2D {
                guard index &+ 1 < bytes.count, bytes[index &+ 1] != 0x2D else { break }
                // Within the run, the byte before it is no hyphen.
                if index == start && commentEndsWithHyphen { break }
            }
            var length = 1
            if byte >= 0x80 || byte < 0x20 && byte != 0x09 && byte != 0x0A {
                guard let whole = try characterLength(&bytes, index) else { break }
                length = whole
            }
            if index &- start &+ length > room {
                // By itself it is refused.
                return index > start ? index : index &+ length
            }
            index &+= length
        }
        return index
    }

    // MARK: What all of them use

    /// Notes what the token goes on with.
    mutating func wants(_ what: XMLWanted) -> XMLEvent {
        wanted = what
        return .needsMore
    }

    /// Whether the bytes begin with `text`; nil if there are too few to tell.
    func begins(_ bytes: XMLScanner, _ text: StaticString) -> Bool? {
        for index in 0..<text.utf8CodeUnitCount {
            guard bytes.position &+ index < bytes.count else { return nil }
            guard unsafe bytes[bytes.position &+ index] == text.utf8Start[index] else { return false }
        }
        return true
    }

    /// Whether there was white space and all there was has been skipped.
    mutating func skipSpace(_ bytes: inout XMLScanner) -> Bool {
        let start = bytes.position
        while bytes.position < bytes.count, XMLCharacters.isSpace(bytes[bytes.position]) {
            bytes.position &+= 1
        }
        return bytes.position > start
    }

    /// The length of the character at `index`; nil if the bytes end inside of it, or something else is to stand for it.
    func characterLength(_ bytes: inout XMLScanner, _ index: Int) throws(XMLTextError) -> Int? {
        switch unsafe XMLCharacters.decode(bytes.base + index, bytes.count &- index) {
        case .character(let value, let length):
            if XMLCharacters.isCharacter(value) { return length }
            let isIncluded = InvalidCharacters.include(value)
            if isIncluded && invalidCharacters.isLossy { return nil }
            bytes.position = index
            throw .invalid("a character that XML does not allow", unless: isIncluded ? .invalidCharacters : nil)
        case .incomplete: return nil
        case .invalid:
            bytes.position = index
            throw .invalid("bytes that are not UTF-8")
        }
    }

    /// The length of the character at `index` if it is one that XML does not allow and `InvalidCharacters` includes.
    func invalidLength(_ bytes: XMLScanner, _ index: Int) -> Int? {
        let decoded = unsafe XMLCharacters.decode(bytes.base + index, bytes.count &- index)
        guard case .character(let value, let length) = decoded, InvalidCharacters.include(value) else { return nil }
        return length
    }

    /// What stands for such a character where it is replaced or dropped.
    var substitute: StaticString { invalidCharacters == .replace ? "\u{FFFD}" : "" }

    /// What a reference to a character stands for; nil for nothing.
    func resolved(_ value: UInt32) throws(XMLTextError) -> UInt32? {
        guard InvalidCharacters.include(value) else { return value }
        switch invalidCharacters {
        case .refuse: throw .invalid("a reference to a character that XML does not allow", unless: .invalidCharacters)
        case .reference: return value
        case .replace: return 0xFFFD
        case .drop: return nil
        }
    }

    /// Skips a carriage return and the line feed that belongs to it.
    mutating func skipReturn(_ bytes: inout XMLScanner) {
        bytes.position &+= 1
        if bytes.position == bytes.count {
            skipsLineFeed = true
        } else if bytes[bytes.position] == 0x0A {
            bytes.position &+= 1
        }
    }
}
