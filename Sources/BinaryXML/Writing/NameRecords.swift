/// The six types of record that a name can begin.
struct NameRecords {
    /// Without a prefix.
    let short: RecordType
    let shortDictionary: RecordType
    /// With a prefix that is spelled out.
    let prefixed: RecordType
    let prefixedDictionary: RecordType
    /// The first of 26, for the prefixes of one letter.
    let letter: RecordType
    let letterDictionary: RecordType

    static var element: NameRecords {
        NameRecords(
            short: .shortElement, shortDictionary: .shortDictionaryElement, prefixed: .element,
            prefixedDictionary: .dictionaryElement, letter: .prefixElementA, letterDictionary: .prefixDictionaryElementA)
    }

    static var attribute: NameRecords {
        NameRecords(
            short: .shortAttribute, shortDictionary: .shortDictionaryAttribute, prefixed: .attribute,
            prefixedDictionary: .dictionaryAttribute, letter: .prefixAttributeA,
            letterDictionary: .prefixDictionaryAttributeA)
    }
}
