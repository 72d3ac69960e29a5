internal import Bytes
internal import CodecKit
internal import XMLText

/// Elements: their records, and the tags that become of them.
extension RecordDecoder {
    @inline(__always)
    mutating func element(
        _ type: RecordType, _ reader: inout RecordReader, _ writer: inout TextWriter
    ) throws(CodecError) -> Step {
        var probe = reader
        probe.skip(1)
        var prefix = unsafe UnsafeBufferPointer<UInt8>(start: nil, count: 0)
        let isDictionary: Bool
        if type.rawValue >= RecordType.prefixElementA.rawValue {
            unsafe prefix = Self.letter(type, from: .prefixElementA)
            isDictionary = false
        } else if type.rawValue >= RecordType.prefixDictionaryElementA.rawValue {
            unsafe prefix = Self.letter(type, from: .prefixDictionaryElementA)
            isDictionary = true
        } else {
            isDictionary = type == .shortDictionaryElement || type == .dictionaryElement
            if type == .element || type == .dictionaryElement {
                guard let text = unsafe try self.prefix(&probe) else { return .needsInput }
                unsafe prefix = text
            }
        }
        guard let local = unsafe try name(&probe, isDictionary: isDictionary) else { return .needsInput }
        unsafe try checkLength(prefix, local)
        if frames.count == 0 && hasRoot { throw malformed("more than one root element") }
        if isArray && frames.count > arrayLeft { throw malformed("an array's element holds another element") }
        let step = unsafe try startElement(prefix, local, isKnown: isDictionary, &writer)
        if step == .done { reader = probe }
        return step
    }

    /// Writes a start tag as far as the name.
    @inline(__always)
    private mutating func startElement(
        _ prefix: UnsafeBufferPointer<UInt8>, _ local: UnsafeBufferPointer<UInt8>, isKnown: Bool, _ writer: inout TextWriter
    ) throws(CodecError) -> Step {
        let bound = prefix.count &+ local.count &+ 3 &+ TextWriter.stride
        guard writer.room >= bound else { return needsRoom(bound) }
        unsafe try checkName(prefix, local, isKnown: isKnown)
        if isTagOpen { try closeTag(&writer) }
        guard frames.count < Int(limits.maxDepth) else {
            throw exceeded("elements are nested too deep", limits.maxDepth, .maxDepth)
        }
        writer.append(UInt8(ascii: "<"))
        let start = unsafe writer.next
        if prefix.count > 0 {
            unsafe writer.append(prefix)
            writer.append(UInt8(ascii: ":"))
        }
        unsafe writer.append(local)
        let count = unsafe writer.next - start
        let frame = Frame(nameStart: names.count, nameCount: count, prefixCount: prefix.count, scope: scope.mark)
        // A stride more, so that one can be read from where any name begins.
        guard frames.append(frame), names.reserve(additional: count &+ TextWriter.stride),
            unsafe names.append(contentsOf: UnsafeBufferPointer(start: start, count: count))
        else { throw .outOfMemory }
        isTagOpen = true
        isPrefixInDoubt = prefix.count > 0
        hasRoot = true
        tagStart = recordStart
        declarationCount = 0
        return .done
    }

    /// Judges a start tag, all of whose attributes are there, and ends it.
    @inline(__always)
    mutating func closeTag(_ writer: inout TextWriter) throws(CodecError) {
        try checkTag()
        writer.append(UInt8(ascii: ">"))
    }

    /// Judges a start tag once all its attributes are there.
    @inline(__always)
    mutating func checkTag() throws(CodecError) {
        isTagOpen = false
        guard frames.count > 0 else { return }
        if isPrefixInDoubt {
            let frame = frames[frames.count &- 1]
            guard unsafe scope.declares(names.part(frame.nameStart, frame.prefixCount)) else {
                throw .invalidFormat("the prefix of an element is not declared").at(.offset(tagStart))
            }
        }
        if attributes.isInDoubt { try judgeAttributes() }
        attributes.removeAll()
    }

    private mutating func judgeAttributes() throws(CodecError) {
        switch try attributes.fault(in: &scope) {
        case .undeclaredPrefix: throw .invalidFormat("the prefix of an attribute is not declared").at(.offset(tagStart))
        case .duplicate: throw .invalidFormat("an element has the same attribute twice").at(.offset(tagStart))
        case nil: break
        }
    }

    @inline(__always)
    mutating func endElementRecord(_ reader: inout RecordReader, _ writer: inout TextWriter) throws(CodecError) -> Step {
        guard frames.count > 0 else { throw malformed("an EndElement record with no element open") }
        if isArray {
            guard frames.count > arrayLeft else { throw malformed("an array without an element") }
            try checkTag()
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
        let frame = frames[frames.count &- 1]
        let bound = frame.nameCount &+ 3 &+ TextWriter.stride
        guard writer.room >= bound else { return needsRoom(bound) }
        if isTagOpen {
            try checkTag()
            writer.append("/>")
        } else {
            appendEndTag(frame, &writer)
        }
        popElement(frame)
        return .done
    }

    @inline(__always)
    func appendEndTag(_ frame: Frame, _ writer: inout TextWriter) {
        writer.append(UInt8(ascii: "<"))
        writer.append(UInt8(ascii: "/"))
        unsafe writer.append(padded: names.part(frame.nameStart, frame.nameCount))
        writer.append(UInt8(ascii: ">"))
    }

    @inline(__always)
    mutating func popElement(_ frame: Frame) {
        names.truncate(to: frame.nameStart)
        scope.restore(frame.scope)
        frames.truncate(to: frames.count &- 1)
    }
}
