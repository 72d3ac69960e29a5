internal import Bytes

extension XMLTokenizer {
    mutating func beginElement(_ bytes: inout XMLScanner) throws(XMLTextError) -> XMLEvent {
        let start = unsafe bytes.position &+ 1
        guard let end = try unsafe endOfName(bytes, start) else { return unsafe wants(.endOfName) }
        let count = end &- start
        let name = unsafe bytes.base + start
        guard let prefixCount = unsafe Self.prefixCount(name, count) else {
            throw .invalid("\"<\" is not followed by the name of an element")
        }
        guard unsafe depth < limits.maxDepth else {
            throw unsafe .quota("elements are nested too deep", limits.maxDepth, .maxDepth)
        }
        unsafe beginTag(prefixCount: prefixCount)
        try unsafe push(name, count)
        unsafe event.name = XMLName(
            name, count: count, prefixCount: prefixCount, slot: shortSlot(name, count, isAttribute: false))
        unsafe bytes.position = end
        unsafe state = .tag
        unsafe sawSpace = false
        return .beginElement
    }

    mutating func takeInTag(_ bytes: inout XMLScanner) throws(XMLTextError) -> XMLEvent {
        if unsafe skipSpace(&bytes) {
            unsafe sawSpace = true
            return .skipped
        }
        let start = unsafe bytes.position
        switch unsafe bytes[start] {
        case 0x3E:
            try unsafe checkTag()
            unsafe bytes.position &+= 1
            unsafe state = .content
            return .endAttributes
        case 0x2F:
            guard unsafe start &+ 1 < bytes.count else { return unsafe wants(.anything) }
            guard unsafe bytes[start &+ 1] == 0x3E else { throw .invalid("\"/\" in a tag that \">\" does not follow") }
            try unsafe checkTag()
            unsafe bytes.position &+= 2
            return .emptyElement
        default: return try unsafe takeAttributeName(&bytes)
        }
    }

    private mutating func takeAttributeName(_ bytes: inout XMLScanner) throws(XMLTextError) -> XMLEvent {
        let start = unsafe bytes.position
        guard unsafe sawSpace else { throw .invalid("no white space before an attribute, or a malformed name") }
        guard let end = try unsafe endOfName(bytes, start, ofAttribute: true) else { return unsafe wants(.endOfName) }
        guard let prefixCount = unsafe Self.prefixCount(bytes.base + start, end &- start) else {
            throw .invalid("a malformed name of an attribute")
        }
        let name = unsafe UnsafeBufferPointer(
            start: (bytes.base + start).assumingMemoryBound(to: UInt8.self), count: end &- start)
        try unsafe keepName(bytes.base + start, end &- start, prefixCount: prefixCount)
        unsafe attributeDeclares = unsafe Self.isDeclaration(name, prefixCount)
        unsafe attributeStart = start
        unsafe bytes.position = end
        unsafe state = .equals
        return .skipped
    }

    mutating func takeBeforeValue(_ bytes: inout XMLScanner) throws(XMLTextError) -> XMLEvent {
        if unsafe skipSpace(&bytes) { return .skipped }
        let byte = unsafe bytes[bytes.position]
        if unsafe state == .equals {
            guard byte == 0x3D else { throw .invalid("an attribute without \"=\"") }
            unsafe state = .quote
        } else {
            guard byte == 0x22 || byte == 0x27 else { throw .invalid("the value of an attribute without quotes") }
            unsafe quote = byte
            unsafe scratchCount = 0
            unsafe event.isASCII = true
            unsafe state = .value
        }
        unsafe bytes.position &+= 1
        return .skipped
    }

    /// The end of the name at `start`; nil if it may go on behind the bytes.
    private func endOfName(
        _ bytes: XMLScanner, _ start: Int, ofAttribute isAttribute: Bool = false
    ) throws(XMLTextError) -> Int? {
        var end = start
        while unsafe end < bytes.count, unsafe XMLCharacters.isNameByte(bytes[end]) { end &+= 1 }
        if unsafe end &- start > limits.maxNameLength {
            guard unsafe isAttribute && mayDeclare(bytes, start, end) else {
                throw unsafe .quota("a name is too long", limits.maxNameLength, .maxNameLength)
            }
        }
        return unsafe end < bytes.count ? end : nil
    }

    /// Whether a name that is too long may be that of a declaration whose prefix is not: what counts is the prefix that is
    /// declared.
    private func mayDeclare(_ bytes: XMLScanner, _ start: Int, _ end: Int) -> Bool {
        let beginning: StaticString = "xmlns:"
        let count = end &- start
        for index in 0..<min(count, 6) {
            guard unsafe bytes[start &+ index] == beginning.utf8Start[index] else { return false }
        }
        if count > 6 { return unsafe count &- 6 <= limits.maxNameLength }
        return unsafe count >= 5 || end == bytes.count
    }

    mutating func takeEndTag(_ bytes: inout XMLScanner) throws(XMLTextError) -> XMLEvent {
        let start = unsafe bytes.position &+ 2
        guard let end = try unsafe endOfName(bytes, start) else { return unsafe wants(.endOfName) }
        let name = unsafe UnsafeBufferPointer(
            start: (bytes.base + start).assumingMemoryBound(to: UInt8.self), count: end &- start)
        guard unsafe equal(name, innermostName) else {
            throw .invalid("an end tag that does not match its start tag")
        }
        unsafe bytes.position = end
        unsafe state = .endTag
        return .skipped
    }

    mutating func takeEndOfEndTag(_ bytes: inout XMLScanner) throws(XMLTextError) -> XMLEvent {
        if unsafe skipSpace(&bytes) { return .skipped }
        guard unsafe bytes[bytes.position] == 0x3E else { throw .invalid("an end tag that \">\" does not end") }
        unsafe bytes.position &+= 1
        unsafe popAny()
        if unsafe isEndTold {
            unsafe isEndTold = false
            return .skipped
        }
        return .endElement
    }

    func shortSlot(
        _ name: UnsafeRawPointer, _ count: Int, isAttribute: Bool
    ) -> UnsafeMutablePointer<XMLNameSlot>? {
        guard count <= XMLNameSlot.longestName else { return nil }
        let words = unsafe Self.words(name, count)
        return unsafe slot(words, isAttribute: isAttribute) ?? remember(words, name, count, isAttribute: isAttribute)
    }
}
