internal import Bytes
internal import CodecKit
internal import XMLText

/// Elements: their records, and the tags that are written for them.
extension RecordDecoder {
    @inline(__always)
    mutating func element(
        _ type: RecordType, _ reader: inout RecordReader, _ writer: inout TextWriter
    ) throws(CodecError) -> Step {
        var probe = reader
        probe.skip(1)
        var prefix = ByteText()
        let isDictionary: Bool
        if type.rawValue >= RecordType.prefixElementA.rawValue {
            prefix = Self.letter(type, from: .prefixElementA)
            isDictionary = false
        } else if type.rawValue >= RecordType.prefixDictionaryElementA.rawValue {
            prefix = Self.letter(type, from: .prefixDictionaryElementA)
            isDictionary = true
        } else {
            isDictionary = type == .shortDictionaryElement || type == .dictionaryElement
            if type == .element || type == .dictionaryElement {
                guard let text = try self.prefix(&probe) else { return .needsInput }
                prefix = text
            }
        }
        guard let local = try name(&probe, isDictionary: isDictionary) else { return .needsInput }
        try checkLength(prefix, local)
        if elements.count == 0 && hasRoot { throw malformed("more than one root element") }
        if array.isOpen && elements.count > array.outerDepth { throw malformed("an array's element holds another element") }
        let step = try startElement(prefix, local, isKnown: isDictionary, &writer)
        if step == .done { reader = probe }
        return step
    }

    /// Writes a start tag up to the end of the name.
    @inline(__always)
    private mutating func startElement(
        _ prefix: ByteText, _ local: ByteText, isKnown: Bool, _ writer: inout TextWriter
    ) throws(CodecError) -> Step {
        let bound = prefix.count &+ local.count &+ 3 &+ TextWriter.stride
        guard writer.room >= bound else { return needsRoom(bound) }
        try checkName(prefix, local, isKnown: isKnown)
        if tag.isOpen { try endTag(&writer) }
        guard elements.count < limits.maxDepth else {
            throw exceeded("elements are nested too deep", limits.maxDepth, .maxDepth)
        }
        writer.append(UInt8(ascii: "<"))
        try elements.push(prefix, local)
        writer.append(elements.name(of: elements.innermost))
        tag.begin(at: recordStart, isPrefixInDoubt: prefix.count > 0)
        hasRoot = true
        return .done
    }

    /// Ends the start tag that is open.
    @inline(__always)
    mutating func endTag(_ writer: inout TextWriter) throws(CodecError) {
        try tag.end(&elements)
        writer.append(UInt8(ascii: ">"))
    }

    @inline(__always)
    mutating func endElementRecord(_ reader: inout RecordReader, _ writer: inout TextWriter) throws(CodecError) -> Step {
        guard elements.count > 0 else { throw malformed("an EndElement record with no element open") }
        if array.isOpen {
            guard elements.count > array.outerDepth else { throw malformed("an array without an element") }
            try tag.end(&elements)
            reader.skip(1)
            mode = .arrayHeader
            return .done
        }
        let step = try endElement(&writer)
        if step == .done { reader.skip(1) }
        return step
    }

    /// Writes the end tag of the innermost element, or the end of its empty tag. There is an element.
    @inline(__always)
    mutating func endElement(_ writer: inout TextWriter) throws(CodecError) -> Step {
        let element = elements.innermost
        let bound = element.nameCount &+ 3 &+ TextWriter.stride
        guard writer.room >= bound else { return needsRoom(bound) }
        if tag.isOpen {
            try tag.end(&elements)
            writer.append("/>")
        } else {
            appendEndTag(element, &writer)
        }
        elements.pop(element)
        return .done
    }

    @inline(__always)
    func appendEndTag(_ element: OpenElements.Element, _ writer: inout TextWriter) {
        writer.append(UInt8(ascii: "<"))
        writer.append(UInt8(ascii: "/"))
        unsafe writer.append(padded: elements.name(of: element))
        writer.append(UInt8(ascii: ">"))
    }
}
