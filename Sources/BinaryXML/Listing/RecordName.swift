internal import XMLText

/// The names that [MC-NBFX] gives to its records.
enum RecordName {
    /// Writes the name of a type. False if there is no record of that type.
    @_optimize(size)
    static func write(_ type: RecordType, into writer: inout TextWriter) -> Bool {
        if type.isText {
            writer.append(text(type.withoutEndElement))
            writer.append(type.endsElement ? "TextWithEndElement" : "Text")
            return true
        }
        let letters: (name: StaticString, first: RecordType)
        switch type.rawValue {
        case RecordType.prefixDictionaryAttributeA.rawValue...RecordType.prefixDictionaryAttributeZ.rawValue:
            letters = ("PrefixDictionaryAttribute", .prefixDictionaryAttributeA)
        case RecordType.prefixAttributeA.rawValue...RecordType.prefixAttributeZ.rawValue:
            letters = ("PrefixAttribute", .prefixAttributeA)
        case RecordType.prefixDictionaryElementA.rawValue...RecordType.prefixDictionaryElementZ.rawValue:
            letters = ("PrefixDictionaryElement", .prefixDictionaryElementA)
        case RecordType.prefixElementA.rawValue...RecordType.prefixElementZ.rawValue:
            letters = ("PrefixElement", .prefixElementA)
        default:
            guard let name = other(type) else { return false }
            writer.append(name)
            return true
        }
        writer.append(letters.name)
        writer.append(UInt8(ascii: "A") &+ type.rawValue &- letters.first.rawValue)
        return true
    }

    @_optimize(size)
    private static func other(_ type: RecordType) -> StaticString? {
        switch type {
        case .endElement: "EndElement"
        case .comment: "Comment"
        case .array: "Array"
        case .shortAttribute: "ShortAttribute"
        case .attribute: "Attribute"
        case .shortDictionaryAttribute: "ShortDictionaryAttribute"
        case .dictionaryAttribute: "DictionaryAttribute"
        case .shortXmlnsAttribute: "ShortXmlnsAttribute"
        case .xmlnsAttribute: "XmlnsAttribute"
        case .shortDictionaryXmlnsAttribute: "ShortDictionaryXmlnsAttribute"
        case .dictionaryXmlnsAttribute: "DictionaryXmlnsAttribute"
        case .shortElement: "ShortElement"
        case .element: "Element"
        case .shortDictionaryElement: "ShortDictionaryElement"
        case .dictionaryElement: "DictionaryElement"
        default: nil
        }
    }

    /// Without "Text" at the end.
    @_optimize(size)
    private static func text(_ type: RecordType) -> StaticString {
        switch type {
        case .zeroText: "Zero"
        case .oneText: "One"
        case .falseText: "False"
        case .trueText: "True"
        case .int8Text: "Int8"
        case .int16Text: "Int16"
        case .int32Text: "Int32"
        case .int64Text: "Int64"
        case .floatText: "Float"
        case .doubleText: "Double"
        case .decimalText: "Decimal"
        case .dateTimeText: "DateTime"
        case .chars8Text: "Chars8"
        case .chars16Text: "Chars16"
        case .chars32Text: "Chars32"
        case .bytes8Text: "Bytes8"
        case .bytes16Text: "Bytes16"
        case .bytes32Text: "Bytes32"
        case .startListText: "StartList"
        case .endListText: "EndList"
        case .emptyText: "Empty"
        case .dictionaryText: "Dictionary"
        case .uniqueIdText: "UniqueId"
        case .timeSpanText: "TimeSpan"
        case .uuidText: "Uuid"
        case .uint64Text: "UInt64"
        case .boolText: "Bool"
        case .unicodeChars8Text: "UnicodeChars8"
        case .unicodeChars16Text: "UnicodeChars16"
        case .unicodeChars32Text: "UnicodeChars32"
        default: "QNameDictionary"
        }
    }
}
