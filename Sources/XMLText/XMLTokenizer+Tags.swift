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
        guard let end = try unsafe endOfName(bytes, start) else { return unsafe wants(.endOfName) }
        guard let prefixCount = unsafe Self.prefixCount(bytes.base + start, end &- start) else {
            throw .invalid("a malformed name of an attribute")
        }
        try unsafe keepName(bytes.base + start, end &- start, prefixCount: prefixCount)
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
            unsafe state = .value
        }
        unsafe bytes.position &+= 1
        return .skipped
    }

    mutating func takeValue(_ bytes: inout XMLScanner) throws(XMLTextError) -> XMLEvent {
        let start = unsafe bytes.position
        var end = start
        while true {
            end = unsafe bytes.nextValue(end)
            // References are longer than what they stand for, yet not without end.
            guard unsafe (end &- start) / 16 <= limits.maxAttributeValueLength else {
                throw unsafe valueTooLong
            }
            guard unsafe end < bytes.count else { return unsafe wants(.quote(quote)) }
            if unsafe bytes[end] == quote { break }
            end &+= 1
        }
        let name = unsafe tagNames.base + Int(attribute.offset)
        let count = unsafe Int(attribute.count)
        let prefixCount = unsafe Int(attribute.prefixCount)
        let whole = unsafe UnsafeBufferPointer(start: name.assumingMemoryBound(to: UInt8.self), count: count)
        let isDeclaration = unsafe Self.isDeclaration(whole, prefixCount)
        try unsafe readValue(&bytes, start, end, isNamespace: isDeclaration)
        unsafe bytes.position = end &+ 1
        unsafe state = .tag
        unsafe sawSpace = false
        let value = unsafe UnsafeBufferPointer(start: scratch.base.assumingMemoryBound(to: UInt8.self), count: scratchCount)
        if isDeclaration {
            try unsafe declare(name, count, prefixCount: prefixCount, value)
            return .skipped
        }
        guard unsafe scratchCount <= limits.maxAttributeValueLength else {
            throw unsafe valueTooLong
        }
        try unsafe keepAttribute()
        unsafe event.name = XMLName(
            name, count: count, prefixCount: prefixCount, slot: shortSlot(name, count, isAttribute: true))
        unsafe event.bytes = value
        return .attribute
    }

    /// Puts the value from `start` to `end`, as it is after normalisation, into `scratch`.
    private mutating func readValue(
        _ bytes: inout XMLScanner, _ start: Int, _ end: Int, isNamespace: Bool
    ) throws(XMLTextError) {
        do {
            // Neither references nor line ends stand for more bytes than they have; what replaces a character has up to three.
            try unsafe scratch.reserve((end &- start) &* (invalidCharacters == .replace ? 3 : 1))
        } catch {
            throw .outOfMemory
        }
        unsafe scratchCount = 0
        unsafe event.isASCII = true
        var index = start
        while index < end {
            let next = unsafe min(bytes.nextValue(index), end)
            unsafe copyToScratch(bytes.base + index, next &- index)
            index = next
            guard index < end else { break }
            let byte = unsafe bytes[index]
            switch byte {
            case 0x22, 0x27:
                unsafe copyToScratch(bytes.base + index, 1)
                index &+= 1
            case 0x09, 0x0A, 0x0D:
                unsafe scratch.base.storeBytes(of: 0x20, toByteOffset: scratchCount, as: UInt8.self)
                unsafe scratchCount &+= 1
                index &+= 1
                if unsafe byte == 0x0D && index < end && bytes[index] == 0x0A { index &+= 1 }
            case 0x3C:
                unsafe bytes.position = index
                throw .invalid("\"<\" in the value of an attribute")
            case 0x26:
                unsafe bytes.position = index
                guard let after = try unsafe XMLReference.end(&bytes, index), after <= end else {
                    throw .invalid("a malformed reference")
                }
                let written = try unsafe XMLReference.character(bytes, index, after)
                if isNamespace && InvalidCharacters.include(written) { throw unsafe Self.invalidNamespace }
                index = after
                guard let value = try unsafe resolved(written) else { break }
                if value >= 0x80 { unsafe event.isASCII = false }
                unsafe scratchCount &+= XMLCharacters.encode(value, to: scratch.base + scratchCount)
            default:
                if let length = unsafe invalidLength(bytes, index), unsafe isNamespace || invalidCharacters.isLossy {
                    unsafe bytes.position = index
                    if isNamespace { throw unsafe Self.invalidNamespace }
                    let substitute = unsafe self.substitute
                    if substitute.utf8CodeUnitCount > 0 { unsafe event.isASCII = false }
                    unsafe copyToScratch(UnsafeRawPointer(substitute.utf8Start), substitute.utf8CodeUnitCount)
                    index &+= length
                    break
                }
                guard let length = try unsafe characterLength(&bytes, index), index &+ length <= end else {
                    unsafe bytes.position = index
                    throw .invalid("bytes that are not UTF-8")
                }
                unsafe event.isASCII = false
                unsafe copyToScratch(bytes.base + index, length)
                index &+= length
            }
        }
    }

    private var valueTooLong: XMLTextError {
        unsafe .quota("the value of an attribute is too long", limits.maxAttributeValueLength, .maxAttributeValueLength)
    }

    private static var invalidNamespace: XMLTextError { .invalid("a namespace has a character that XML does not allow") }

    private mutating func copyToScratch(_ source: UnsafeRawPointer, _ count: Int) {
        guard count > 0 else { return }
        unsafe (scratch.base + scratchCount).copyMemory(from: source, byteCount: count)
        unsafe scratchCount &+= count
    }

    mutating func takeEndTag(_ bytes: inout XMLScanner) throws(XMLTextError) -> XMLEvent {
        let start = unsafe bytes.position &+ 2
        guard let end = try unsafe endOfName(bytes, start) else { return unsafe wants(.endOfName) }
        let name = unsafe UnsafeBufferPointer(
            start: (bytes.base + start).assumingMemoryBound(to: UInt8.self), count: end &- start)
        guard unsafe XMLBytes.equal(name, innermostName) else {
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

    /// The end of the name at `start`; nil if it may go on behind the bytes.
    private func endOfName(_ bytes: XMLScanner, _ start: Int) throws(XMLTextError) -> Int? {
        var end = start
        while unsafe end < bytes.count, unsafe XMLCharacters.isNameByte(bytes[end]) { end &+= 1 }
        guard unsafe end &- start <= limits.maxNameLength else {
            throw unsafe .quota("a name is too long", limits.maxNameLength, .maxNameLength)
        }
        return unsafe end < bytes.count ? end : nil
    }

    private func shortSlot(
        _ name: UnsafeRawPointer, _ count: Int, isAttribute: Bool
    ) -> UnsafeMutablePointer<XMLNameSlot>? {
        guard count <= XMLNameSlot.longestName else { return nil }
        let words = unsafe Self.words(name, count)
        return unsafe slot(words, isAttribute: isAttribute) ?? remember(words, name, count, isAttribute: isAttribute)
    }
}
