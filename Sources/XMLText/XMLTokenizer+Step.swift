internal import Bytes

extension XMLTokenizer {
    /// Takes one token or part of one off the front of the bytes, of which there is at least one. The exact way, which knows
    /// everything; the short ways know what is common.
    @usableFromInline @inline(never)
    mutating func step(_ bytes: inout XMLScanner) throws(XMLTextError) -> XMLEvent {
        if unsafe skipsLineFeed {
            unsafe skipsLineFeed = false
            if unsafe bytes[bytes.position] == 0x0A {
                unsafe bytes.position &+= 1
                return .skipped
            }
        }
        switch unsafe state {
        case .beginning: return try unsafe takeByteOrderMark(&bytes)
        case .declaration: return try unsafe takeDeclaration(&bytes)
        case .prolog, .epilog: return try unsafe takeMiscellaneous(&bytes)
        case .content: return try unsafe takeContent(&bytes)
        case .section: return try unsafe takeSection(&bytes)
        case .comment: return try unsafe takeComment(&bytes)
        case .tag: return try unsafe takeInTag(&bytes)
        case .equals, .quote: return try unsafe takeBeforeValue(&bytes)
        case .value: return try unsafe takeValue(&bytes)
        case .endTag: return try unsafe takeEndOfEndTag(&bytes)
        }
    }

    // MARK: Before the root element, and after it

    private mutating func takeByteOrderMark(_ bytes: inout XMLScanner) throws(XMLTextError) -> XMLEvent {
        if unsafe bytes[bytes.position] == 0xEF {
            guard let isThere = unsafe begins(bytes, "\u{FEFF}") else { return unsafe wants(.anything) }
            guard isThere else { throw .invalid("text outside of the root element") }
            unsafe bytes.position &+= 3
        }
        unsafe state = .declaration
        return .skipped
    }

    private static var longestDeclaration: Int { 1024 }

    private mutating func takeDeclaration(_ bytes: inout XMLScanner) throws(XMLTextError) -> XMLEvent {
        let start = unsafe bytes.position
        guard let isThere = unsafe begins(bytes, "<?") else { return unsafe wants(.anything) }
        guard isThere else {
            unsafe state = .prolog
            return .skipped
        }
        var end = start &+ 2
        while true {
            guard unsafe end &- start < Self.longestDeclaration else {
                throw unsafe .quota("the XML declaration is too long", Self.longestDeclaration)
            }
            guard unsafe end < bytes.count else { return unsafe wants(.greaterThan) }
            if unsafe bytes[end] == 0x3E { break }
            end &+= 1
        }
        let whole = unsafe UnsafeRawBufferPointer(start: bytes.base + start, count: end &+ 1 &- start)
        try unsafe XMLDeclaration.check(whole)
        unsafe bytes.position = end &+ 1
        unsafe state = .prolog
        return .skipped
    }

    private mutating func takeMiscellaneous(_ bytes: inout XMLScanner) throws(XMLTextError) -> XMLEvent {
        if unsafe skipSpace(&bytes) { return .skipped }
        let start = unsafe bytes.position
        guard unsafe bytes[start] == 0x3C else {
            let isSecondMark = unsafe bytes[start] == 0xEF
            throw .invalid(isSecondMark ? "a byte order mark inside the document" : "text outside of the root element")
        }
        guard unsafe start &+ 1 < bytes.count else { return unsafe wants(.anything) }
        switch unsafe bytes[start &+ 1] {
        case 0x21:
            guard let isComment = unsafe begins(bytes, "<!--") else { return unsafe wants(.anything) }
            if isComment { return unsafe beginComment(&bytes) }
            throw unsafe notMarkup(bytes)
        case 0x3F: throw .invalid("a processing instruction, which SOAP does not allow")
        case 0x2F: throw .invalid("an end tag without a start tag")
        default:
            guard unsafe state == .prolog else { throw .invalid("a second root element") }
            return try unsafe beginElement(&bytes)
        }
    }

    /// What follows "<!" and is neither a comment nor a CDATA section.
    func notMarkup(_ bytes: XMLScanner) -> XMLTextError {
        let third = unsafe bytes.position &+ 2
        if unsafe third < bytes.count && bytes[third] == 0x44 {
            return .invalid("a document type declaration, which SOAP does not allow")
        }
        return .invalid("malformed markup after \"<!\"")
    }

    // MARK: Comments

    mutating func beginComment(_ bytes: inout XMLScanner) -> XMLEvent {
        unsafe bytes.position &+= 4
        unsafe scratchCount = 0
        unsafe stateAfterComment = state
        unsafe state = .comment
        return .skipped
    }

    private mutating func takeComment(_ bytes: inout XMLScanner) throws(XMLTextError) -> XMLEvent {
        let start = unsafe bytes.position
        let end = try unsafe commentRun(&bytes)
        if end > start {
            try unsafe appendComment(bytes.base + start, end &- start)
            unsafe bytes.position = end
            return .skipped
        }
        switch unsafe bytes[start] {
        case 0x0D:
            let feed: StaticString = "\n"
            try unsafe appendComment(UnsafeRawPointer(feed.utf8Start), 1)
            unsafe skipReturn(&bytes)
            return .skipped
        case 0x2D:
            guard let isEnd = unsafe begins(bytes, "-->") else { return unsafe wants(.anything) }
            guard unsafe isEnd && !commentEndsWithHyphen else { throw .invalid("\"--\" inside a comment") }
            unsafe bytes.position &+= 3
            unsafe state = stateAfterComment
            unsafe event.bytes = UnsafeBufferPointer(
                start: scratch.base.assumingMemoryBound(to: UInt8.self), count: scratchCount)
            return .comment
        default:
            guard let length = unsafe invalidLength(bytes, start) else { return unsafe wants(.anything) }
            try unsafe appendComment(UnsafeRawPointer(substitute.utf8Start), substitute.utf8CodeUnitCount)
            unsafe bytes.position &+= length
            return .skipped
        }
    }

    /// Whether a hyphen that comes next would make "--", since what stood between the two has been dropped.
    private var commentEndsWithHyphen: Bool {
        unsafe scratchCount > 0 && scratch.base.load(fromByteOffset: scratchCount &- 1, as: UInt8.self) == 0x2D
    }

    private mutating func appendComment(_ source: UnsafeRawPointer, _ count: Int) throws(XMLTextError) {
        guard unsafe scratchCount &+ count <= limits.maxAttributeValueLength else {
            throw unsafe .quota("a comment is too long", limits.maxAttributeValueLength, .maxAttributeValueLength)
        }
        do {
            try unsafe scratch.reserve(scratchCount &+ count)
        } catch {
            throw .outOfMemory
        }
        unsafe (scratch.base + scratchCount).copyMemory(from: source, byteCount: count)
        unsafe scratchCount &+= count
    }

    /// The end of the part of a comment that can be copied as it stands, from the position on. It ends before a hyphen unless
    /// another byte is known to follow. It is no longer than the limit allows, so that the first character beyond the limit is
    /// refused where it stands.
    private func commentRun(_ bytes: inout XMLScanner) throws(XMLTextError) -> Int {
        let start = unsafe bytes.position
        let room = unsafe limits.maxAttributeValueLength &- scratchCount
        var index = start
        while unsafe index < bytes.count {
            let byte = unsafe bytes[index]
            if byte == 0x0D { break }
            if byte == 0x2D {
                guard unsafe index &+ 1 < bytes.count, unsafe bytes[index &+ 1] != 0x2D else { break }
                // Within the run, the byte before it is no hyphen.
                if unsafe index == start && commentEndsWithHyphen { break }
            }
            var length = 1
            if byte >= 0x80 || byte < 0x20 && byte != 0x09 && byte != 0x0A {
                guard let whole = try unsafe characterLength(&bytes, index) else { break }
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
        unsafe wanted = what
        return .needsMore
    }

    /// Whether the bytes begin with `text`; nil if there are too few to tell.
    func begins(_ bytes: XMLScanner, _ text: StaticString) -> Bool? {
        for index in 0..<text.utf8CodeUnitCount {
            guard unsafe bytes.position &+ index < bytes.count else { return nil }
            guard unsafe bytes[bytes.position &+ index] == text.utf8Start[index] else { return false }
        }
        return true
    }

    /// Whether there was white space and all there was has been skipped.
    mutating func skipSpace(_ bytes: inout XMLScanner) -> Bool {
        let start = unsafe bytes.position
        while unsafe bytes.position < bytes.count, unsafe XMLCharacters.isSpace(bytes[bytes.position]) {
            unsafe bytes.position &+= 1
        }
        return unsafe bytes.position > start
    }

    /// The length of the character at `index`; nil if the bytes end inside of it, or something else is to stand for it.
    func characterLength(_ bytes: inout XMLScanner, _ index: Int) throws(XMLTextError) -> Int? {
        switch unsafe XMLCharacters.decode(bytes.base + index, bytes.count &- index) {
        case .character(let value, let length):
            if XMLCharacters.isCharacter(value) { return length }
            let isIncluded = InvalidCharacters.include(value)
            if unsafe isIncluded && invalidCharacters.isLossy { return nil }
            unsafe bytes.position = index
            throw .invalid("a character that XML does not allow", unless: isIncluded ? .invalidCharacters : nil)
        case .incomplete: return nil
        case .invalid:
            unsafe bytes.position = index
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
    var substitute: StaticString { unsafe invalidCharacters == .replace ? "\u{FFFD}" : "" }

    /// What a reference to a character stands for; nil for nothing.
    func resolved(_ value: UInt32) throws(XMLTextError) -> UInt32? {
        guard InvalidCharacters.include(value) else { return value }
        switch unsafe invalidCharacters {
        case .refuse: throw .invalid("a reference to a character that XML does not allow", unless: .invalidCharacters)
        case .reference: return value
        case .replace: return 0xFFFD
        case .drop: return nil
        }
    }

    /// Skips a carriage return and the line feed that belongs to it.
    mutating func skipReturn(_ bytes: inout XMLScanner) {
        unsafe bytes.position &+= 1
        if unsafe bytes.position == bytes.count {
            unsafe skipsLineFeed = true
        } else if unsafe bytes[bytes.position] == 0x0A {
            unsafe bytes.position &+= 1
        }
    }
}
