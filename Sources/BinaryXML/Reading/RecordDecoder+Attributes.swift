internal import Bytes
internal import CodecKit
internal import XMLText

/// Attributes and namespace declarations.
extension RecordDecoder {
    @inline(__always)
    mutating func attributeRecord(
        _ type: RecordType, _ reader: inout RecordReader, _ writer: inout TextWriter
    ) throws(CodecError) -> Step {
        guard tag.isOpen else { throw malformed("an attribute that does not follow a start tag") }
        if type.isDeclaration { return try declaration(type, &reader, &writer) }
        var probe = reader
        probe.skip(1)
        var prefix = ByteText()
        let isDictionary: Bool
        if type.rawValue >= RecordType.prefixAttributeA.rawValue {
            prefix = Self.letter(type, from: .prefixAttributeA)
            isDictionary = false
        } else if type.rawValue >= RecordType.prefixDictionaryAttributeA.rawValue {
            prefix = Self.letter(type, from: .prefixDictionaryAttributeA)
            isDictionary = true
        } else {
            isDictionary = type == .shortDictionaryAttribute || type == .dictionaryAttribute
            if type == .attribute || type == .dictionaryAttribute {
                guard let text = try self.prefix(&probe) else { return .needsInput }
                prefix = text
            }
        }
        guard let local = try name(&probe, isDictionary: isDictionary) else { return .needsInput }
        try checkLength(prefix, local)
        let step = try startAttribute(prefix, local, isKnown: isDictionary, &writer)
        if step == .done { reader = probe }
        return step
    }

    /// Writes an attribute up to the quotation mark before its value.
    private mutating func startAttribute(
        _ prefix: ByteText, _ local: ByteText, isKnown: Bool, _ writer: inout TextWriter
    ) throws(CodecError) -> Step {
        let bound = prefix.count &+ local.count &+ 4
        guard writer.room >= bound else { return needsRoom(bound) }
        try checkName(prefix, local, isKnown: isKnown)
        if prefix.count == 0 && local == "xmlns" {
            throw malformed("an attribute record that reads like a namespace declaration")
        }
        guard tag.attributeCount < limits.maxAttributes else {
            throw exceeded("an element has too many attributes", limits.maxAttributes, .maxAttributes)
        }
        try tag.append(prefix, local)
        writer.append(UInt8(ascii: " "))
        if prefix.count > 0 {
            writer.append(prefix)
            writer.append(UInt8(ascii: ":"))
        }
        writer.append(local)
        writer.append("=\"")
        target.beginAttribute()
        mode = .attributeValue
        return .done
    }

    mutating func attributeValue(_ reader: inout RecordReader, _ writer: inout TextWriter) throws(CodecError) -> Step {
        guard let type = beginRecord(reader) else { return .needsInput }
        guard type.isText else { throw malformed("an attribute's name is not followed by a text record") }
        return try text(type, &reader, &writer)
    }

    /// Counts what is added to the value of an attribute, if text goes into one.
    @inline(__always)
    mutating func countAttributeValue(_ count: Int) throws(CodecError) {
        guard target.add(count, limit: limits.maxAttributeValueLength) else {
            throw exceeded("the value of an attribute is too long", limits.maxAttributeValueLength, .maxAttributeValueLength)
        }
    }

    private mutating func declaration(
        _ type: RecordType, _ reader: inout RecordReader, _ writer: inout TextWriter
    ) throws(CodecError) -> Step {
        var probe = reader
        probe.skip(1)
        var prefix = ByteText()
        if type == .xmlnsAttribute || type == .dictionaryXmlnsAttribute {
            guard let text = try self.prefix(&probe) else { return .needsInput }
            prefix = text
        }
        let namespace: ByteText
        if type == .shortDictionaryXmlnsAttribute || type == .dictionaryXmlnsAttribute {
            guard let id = try identifier(&probe) else { return .needsInput }
            namespace = try dictionaryString(id)
            guard namespace.count <= limits.maxNameLength else {
                throw exceeded("the namespace is too long", limits.maxNameLength, .maxNameLength)
            }
        } else {
            let text = try string(&probe, limit: limits.maxNameLength, "the namespace is too long")
            guard let text = text else { return .needsInput }
            namespace = text
        }
        let bound = prefix.count &+ namespace.count &* TextEscaping.maxExpansion &+ 10 &+ TextEscaping.minRoom
        guard writer.room >= bound else { return needsRoom(bound) }
        try checkPrefix(prefix)
        try declare(prefix, namespace)
        writer.append(" xmlns")
        if prefix.count > 0 {
            writer.append(UInt8(ascii: ":"))
            writer.append(prefix)
        }
        writer.append("=\"")
        guard TextEscaping.write(namespace, into: &writer, .attribute, .refuse).stop == .end else {
            throw malformed("a namespace has a character that XML does not allow, or is not UTF-8")
        }
        writer.append(UInt8(ascii: "\""))
        reader = probe
        return .done
    }

    /// Holds a declaration to the rules of Namespaces in XML 1.0, section 3.
    private mutating func declare(_ prefix: ByteText, _ namespace: ByteText) throws(CodecError) {
        guard tag.declarationCount < limits.maxNamespaceDeclarations else {
            throw exceeded(
                "an element has too many namespace declarations", limits.maxNamespaceDeclarations, .maxNamespaceDeclarations)
        }
        tag.countDeclaration()
        guard elements.count > 0 else { throw malformed("a declaration that does not follow a start tag") }
        do throws(CodecError) {
            try elements.declare(prefix, namespace)
        } catch {
            throw error.kind == .outOfMemory ? error : error.at(.offset(recordStart))
        }
    }
}
