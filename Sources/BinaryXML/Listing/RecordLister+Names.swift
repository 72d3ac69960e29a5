internal import Bytes
internal import CodecKit
internal import XMLText

/// Names and the identifiers of dictionaries.
extension RecordLister {
    /// The prefix, the name and the namespace that a record has. Nothing is written before all of it is there: while it comes
    /// byte by byte, this is called for each.
    @_optimize(size)
    mutating func names(
        _ type: RecordType, _ reader: inout RecordReader, _ line: inout TextWriter
    ) throws(CodecError) -> Step {
        var hasPrefix = false
        var hasIdentifier = false
        switch type {
        case .attribute, .xmlnsAttribute, .element: hasPrefix = true
        case .shortDictionaryAttribute, .shortDictionaryXmlnsAttribute, .shortDictionaryElement: hasIdentifier = true
        case .dictionaryAttribute, .dictionaryXmlnsAttribute, .dictionaryElement:
            hasPrefix = true
            hasIdentifier = true
        default:
            hasIdentifier =
                type.rawValue >= RecordType.prefixDictionaryAttributeA.rawValue
                && type.rawValue <= RecordType.prefixDictionaryAttributeZ.rawValue
                || type.rawValue >= RecordType.prefixDictionaryElementA.rawValue
                    && type.rawValue <= RecordType.prefixDictionaryElementZ.rawValue
        }
        let isNamespace = type.isDeclaration
        var prefix = ByteText()
        if hasPrefix {
            guard let text = try wholeString(&reader, isNamespace: false) else { return .needsInput }
            prefix = text
        }
        // A prefix counts with its colon, also one of a letter that the record's type stands for.
        let prefixLength = isNamespace ? 0 : type.hasLetterPrefix ? 2 : prefix.count > 0 ? prefix.count &+ 1 : 0
        if hasIdentifier {
            guard let id = try number(&reader) else { return .needsInput }
            let text = string(UInt32(truncatingIfNeeded: id))
            try checkName(prefixLength &+ (text?.count ?? 0), isNamespace: isNamespace)
            if hasPrefix { ListingLine.append(prefix, of: prefix.count, &line) }
            append(text, identifiedBy: id, &line)
            return .done
        }
        guard let text = try wholeString(&reader, isNamespace: isNamespace) else { return .needsInput }
        try checkName(prefixLength &+ text.count, isNamespace: isNamespace)
        if hasPrefix { ListingLine.append(prefix, of: prefix.count, &line) }
        ListingLine.append(text, of: text.count, &line)
        return .done
    }

    @_optimize(size)
    private mutating func checkName(_ length: Int, isNamespace: Bool) throws(CodecError) {
        guard length > limits.maxNameLength else { return }
        let reason: StaticString = isNamespace ? "the namespace is too long" : "the name is too long"
        throw exceeded(reason, limits.maxNameLength, .maxNameLength)
    }

    @_optimize(size)
    private mutating func wholeString(
        _ reader: inout RecordReader, isNamespace: Bool
    ) throws(CodecError) -> ByteText? {
        guard let length = try number(&reader) else { return nil }
        try checkName(length, isNamespace: isNamespace)
        return bytes(length, &reader)
    }

    /// The string that an identifier stands for; nil if there is none, or it is not known.
    @_optimize(size)
    private mutating func string(_ id: UInt32) -> ByteText? {
        id & 1 == 0 ? StaticDictionary.string(id) : strings.string(id)
    }

    @_optimize(size)
    private func append(_ text: ByteText?, identifiedBy id: Int, _ line: inout TextWriter) {
        line.append(" [")
        line.append(decimal: Int64(id))
        line.append(UInt8(ascii: "]"))
        if let text = text { ListingLine.append(text, of: text.count, &line) } else { line.append(" unknown") }
    }

    /// A text that an identifier stands for, with what comes before it.
    @_optimize(size)
    mutating func identifiedText(
        _ reader: inout RecordReader, after prefixLength: Int, _ line: inout TextWriter
    ) throws(CodecError) -> Step {
        guard let id = try number(&reader) else { return .needsInput }
        let text = string(UInt32(truncatingIfNeeded: id))
        try countAttributeValue(prefixLength &+ (text?.count ?? 0))
        append(text, identifiedBy: id, &line)
        return .done
    }
}
