internal import Bytes
internal import CodecKit

/// Tags, in exact steps.
extension XMLTokenizer {
    // MARK: Start tags

    mutating func beginElement(_ bytes: inout XMLScanner) throws(CodecError) -> XMLEvent {
        let start = bytes.position &+ 1
        guard let end = try endOfName(bytes, start) else { return awaits(.endOfName) }
        let name = bytes.text(start, end)
        guard let prefixCount = NameRules.prefixCount(name) else {
            throw .invalidFormat("\"<\" is not followed by the name of an element")
        }
        guard elements.depth < limits.maxDepth else {
            throw .quota("elements are nested too deep", limits.maxDepth, .maxDepth)
        }
        attributes.begin(elementPrefixCount: prefixCount, outerBindings: namespaces.count)
        guard elements.push(name, bindings: namespaces.count) else { throw .outOfMemory }
        event.name = XMLName(name, prefixCount: prefixCount, slot: names.slot(of: name, isAttribute: false))
        bytes.position = end
        state = .tag
        sawSpace = false
        return .beginElement
    }

    mutating func takeInTag(_ bytes: inout XMLScanner) throws(CodecError) -> XMLEvent {
        if skipSpace(&bytes) {
            sawSpace = true
            return .skipped
        }
        let start = bytes.position
        switch bytes[start] {
        case UInt8(ascii: ">"):
            try checkTag()
            bytes.position &+= 1
            state = .content
            return .endAttributes
        case UInt8(ascii: "/"):
            guard start &+ 1 < bytes.count else { return awaits(.any) }
            guard bytes[start &+ 1] == UInt8(ascii: ">") else {
                throw .invalidFormat("\"/\" in a tag that \">\" does not follow")
            }
            try checkTag()
            bytes.position &+= 2
            return .emptyElement
        default: return try takeAttributeName(&bytes)
        }
    }

    /// Checks what is known only once all of the tag is.
    @inline(never)
    mutating func checkTag() throws(CodecError) {
        if attributes.elementPrefixCount > 0 {
            let prefix = elements.innermostName.prefix(attributes.elementPrefixCount)
            if prefix == "xmlns" { throw .invalidFormat("an element has the prefix xmlns") }
            guard namespaces.find(prefix) != nil else { throw .invalidFormat("the prefix of an element is not declared") }
        }
        switch attributes.fault(in: &namespaces, after: names.firstAttribute) {
        case .undeclaredPrefix: throw .invalidFormat("the prefix of an attribute is not declared")
        case .duplicate: throw .invalidFormat("an element has two attributes of one name")
        case .outOfMemory: throw .outOfMemory
        case nil: break
        }
    }

    // MARK: Attributes, up to their values

    private mutating func takeAttributeName(_ bytes: inout XMLScanner) throws(CodecError) -> XMLEvent {
        let start = bytes.position
        guard sawSpace else { throw .invalidFormat("no white space before an attribute, or a malformed name") }
        guard let end = try endOfName(bytes, start, ofAttribute: true) else { return awaits(.endOfName) }
        let name = bytes.text(start, end)
        guard let prefixCount = NameRules.prefixCount(name) else { throw .invalidFormat("a malformed name of an attribute") }
        guard attributes.settle(after: names.firstAttribute), attributes.put(name, prefixCount: prefixCount) else {
            throw .outOfMemory
        }
        attribute.begin(at: start, declares: NameRules.isDeclaration(name, prefixCount: prefixCount))
        bytes.position = end
        state = .equals
        return .skipped
    }

    mutating func takeBeforeValue(_ bytes: inout XMLScanner) throws(CodecError) -> XMLEvent {
        if skipSpace(&bytes) { return .skipped }
        let byte = bytes[bytes.position]
        if state == .equals {
            guard byte == UInt8(ascii: "=") else { throw .invalidFormat("an attribute without \"=\"") }
            state = .quote
        } else {
            guard byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") else {
                throw .invalidFormat("an attribute value without quotes")
            }
            attribute.quote = byte
            collected.removeAll()
            event.isASCII = true
            state = .value
        }
        bytes.position &+= 1
        return .skipped
    }

    // MARK: End tags

    mutating func takeEndTag(_ bytes: inout XMLScanner) throws(CodecError) -> XMLEvent {
        let start = bytes.position &+ 2
        guard let end = try endOfName(bytes, start) else { return awaits(.endOfName) }
        guard bytes.text(start, end) == elements.innermostName else { throw mismatch(bytes.text(start, end)) }
        bytes.position = end
        state = .endTag
        return .skipped
    }

    /// The failure of an end tag that is not that of the innermost element. It says both names, of long ones the beginning.
    @inline(never)
    private mutating func mismatch(_ name: ByteText) -> CodecError {
        let reason: StaticString = "an end tag that does not match its start tag"
        collected.removeAll()
        let isNamed =
            collected.append(ByteText("</")) && appendBeginning(of: name) && collected.append(ByteText("> for <"))
            && appendBeginning(of: elements.innermostName) && collected.append(ByteText(">"))
        return isNamed ? .invalidFormat(reason, name: collected.text) : .invalidFormat(reason)
    }

    /// Adds a name to what has been collected; false if there is no memory for it.
    private mutating func appendBeginning(of name: ByteText) -> Bool {
        // Both names and what stands around them fit in what an error reports.
        let most = 24
        return collected.append(name.prefix(most)) && (name.count <= most || collected.append(ByteText("...")))
    }

    mutating func takeEndOfEndTag(_ bytes: inout XMLScanner) throws(CodecError) -> XMLEvent {
        if skipSpace(&bytes) { return .skipped }
        guard bytes[bytes.position] == UInt8(ascii: ">") else { throw .invalidFormat("an end tag that \">\" does not end") }
        bytes.position &+= 1
        closeElement()
        if hasToldEnd {
            hasToldEnd = false
            return .skipped
        }
        return .endElement
    }

    /// Closes the innermost element.
    mutating func closeElement() {
        let outerBindings = elements.innermost.bindings
        elements.pop()
        endBindings(outerBindings)
        state = elements.depth == 0 ? .epilog : .content
    }

    /// Ends the namespace declarations of an element, outside of which `outerBindings` are in force.
    @inline(__always)
    mutating func endBindings(_ outerBindings: Int) {
        if outerBindings < namespaces.count { dropBindings(outerBindings) }
    }

    @inline(never)
    private mutating func dropBindings(_ outerBindings: Int) {
        namespaces.truncate(outerBindings)
        names.advanceEpoch()
    }

    // MARK: Names

    /// The end of the name at `start`; nil if the name may continue after the bytes.
    private func endOfName(
        _ bytes: XMLScanner, _ start: Int, ofAttribute isAttribute: Bool = false
    ) throws(CodecError) -> Int? {
        var end = start
        while end < bytes.count, CharacterTable.isNameByte(bytes[end]) { end &+= 1 }
        if end &- start > limits.maxNameLength {
            guard isAttribute && mayDeclare(bytes, start, end) else {
                throw .quota("a name is too long", limits.maxNameLength, .maxNameLength)
            }
        }
        return end < bytes.count ? end : nil
    }

    /// Whether a name that is too long may be that of a declaration. The limit is for the prefix that it declares, and that one
    /// may not be too long.
    private func mayDeclare(_ bytes: XMLScanner, _ start: Int, _ end: Int) -> Bool {
        let beginning = ByteText("xmlns:")
        let count = end &- start
        guard bytes.text(start, end).prefix(beginning.count) == beginning.prefix(count) else { return false }
        if count > beginning.count { return count &- beginning.count <= limits.maxNameLength }
        return count >= 5 || end == bytes.count
    }
}
