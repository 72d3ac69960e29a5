internal import Bytes

extension XMLTokenizer {
    mutating func beginElement(_ bytes: inout XMLScanner) throws(XMLTextError) -> XMLEvent {
        let start = bytes.position &+ 1
        guard let end = try endOfName(bytes, start) else { return wants(.endOfName) }
        let count = end &- start
        let name = unsafe bytes.base + start
        guard let prefixCount = unsafe Self.prefixCount(name, count) else {
            throw .invalid("\"<\" is not followed by the name of an element")
        }
        guard depth < limits.maxDepth else {
            throw .quota("elements are nested too deep", limits.maxDepth, .maxDepth)
        }
        beginTag(prefixCount: prefixCount)
        try unsafe push(name, count)
        unsafe event.name = XMLName(
            name, count: count, prefixCount: prefixCount, slot: shortSlot(name, count, isAttribute: false))
        bytes.position = end
        state = .tag
        sawSpace = false
        return .beginElement
    }

    mutating func takeInTag(_ bytes: inout XMLScanner) throws(XMLTextError) -> XMLEvent {
        if skipSpace(&bytes) {
            sawSpace = true
            return .skipped
        }
        let start = bytes.position
        switch bytes[start] {
        case 0x3E:
            try checkTag()
            bytes.position &+= 1
            state = .content
            return .endAttributes
        case 0x2F:
            guard start &+ 1 < bytes.count else { return wants(.anything) }
            guard bytes[start &+ 1] == 0x3E else { throw .invalid("\"/\" in a tag that \">\" does not follow") }
            try checkTag()
            bytes.position &+= 2
            return .emptyElement
        default: return try takeAttributeName(&bytes)
        }
    }

    private mutating func takeAttributeName(_ bytes: inout XMLScanner) throws(XMLTextError) -> XMLEvent {
        let start = bytes.position
        guard sawSpace else { throw .invalid("no white space before an attribute, or a malformed name") }
        guard let end = try endOfName(bytes, start, ofAttribute: true) else { return wants(.endOfName) }
        guard let prefixCount = unsafe Self.prefixCount(bytes.base + start, end &- start) else {
            throw .invalid("a malformed name of an attribute")
        }
        let name = unsafe ByteText(
            start: (bytes.base + start).assumingMemoryBound(to: UInt8.self), count: end &- start)
        try unsafe keepName(bytes.base + start, end &- start, prefixCount: prefixCount)
        attributeDeclares = Self.isDeclaration(name, prefixCount)
        attributeStart = start
        bytes.position = end
        state = .equals
        return .skipped
    }

    mutating func takeBeforeValue(_ bytes: inout XMLScanner) throws(XMLTextError) -> XMLEvent {
        if skipSpace(&bytes) { return .skipped }
        let byte = bytes[bytes.position]
        if state == .equals {
            guard byte == 0x3D else { throw .invalid("an attribute without \"=\"") }
            state = .quote
        } else {
            guard byte == 0x22 || byte == 0x27 else { throw .invalid("the value of an attribute without quotes") }
            quote = byte
            scratchCount = 0
            event.isASCII = true
            state = .value
        }
        bytes.position &+= 1
        return .skipped
    }

    /// The end of the name at `start`; nil if it may go on behind the bytes.
    private func endOfName(
        _ bytes: XMLScanner, _ start: Int, ofAttribute isAttribute: Bool = false
    ) throws(XMLTextError) -> Int? {
        var end = start
        while end < bytes.count, XMLCharacters.isNameByte(bytes[end]) { end &+= 1 }
        if end &- start > limits.maxNameLength {
            guard isAttribute && mayDeclare(bytes, start, end) else {
                throw .quota("a name is too long", limits.maxNameLength, .maxNameLength)
            }
        }
        return end < bytes.count ? end : nil
    }

    /// Whether a name that is too long may be that of a declaration whose prefix is not: what counts is the prefix that is
    /// declared.
    private func mayDeclare(_ bytes: XMLScanner, _ start: Int, _ end: Int) -> Bool {
        let beginning: StaticString = "xmlns:"
        let count = end &- start
        for index in 0..<min(count, 6) {
            guard unsafe bytes[start &+ index] == beginning.utf8Start[index] else { return false }
        }
        if count > 6 { return count &- 6 <= limits.maxNameLength }
        return count >= 5 || end == bytes.count
    }

    mutating func takeEndTag(_ bytes: inout XMLScanner) throws(XMLTextError) -> XMLEvent {
        let start = bytes.position &+ 2
        guard let end = try endOfName(bytes, start) else { return wants(.endOfName) }
        let name = unsafe ByteText(
            start: (bytes.base + start).assumingMemoryBound(to: UInt8.self), count: end &- start)
        guard name == innermostName else {
            throw .invalid("an end tag that does not match its start tag")
        }
        bytes.position = end
        state = .endTag
        return .skipped
    }

    mutating func takeEndOfEndTag(_ bytes: inout XMLScanner) throws(XMLTextError) -> XMLEvent {
        if skipSpace(&bytes) { return .skipped }
        guard bytes[bytes.position] == 0x3E else { throw .invalid("an end tag that \">\" does not end") }
        bytes.position &+= 1
        popAny()
        if isEndTold {
            isEndTold = false
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
