internal import Bytes
internal import XMLText

/// The four kinds of record that a name can begin, and how their types lie with respect to one another.
private struct NameRecords {
    let short: RecordType
    let prefixed: RecordType
    let shortDictionary: RecordType
    let prefixedDictionary: RecordType
    let letter: RecordType
    let letterDictionary: RecordType

    static var element: NameRecords {
        NameRecords(
            short: .shortElement, prefixed: .element, shortDictionary: .shortDictionaryElement,
            prefixedDictionary: .dictionaryElement, letter: .prefixElementA, letterDictionary: .prefixDictionaryElementA)
    }

    static var attribute: NameRecords {
        NameRecords(
            short: .shortAttribute, prefixed: .attribute, shortDictionary: .shortDictionaryAttribute,
            prefixedDictionary: .dictionaryAttribute, letter: .prefixAttributeA,
            letterDictionary: .prefixDictionaryAttributeA)
    }
}

extension RecordEncoder: XMLTextHandler {
    @inline(__always)
    mutating func beginElement(_ name: XMLName) {
        if let slot = name.slot, putCached(slot) { return }
        putName(name, .element)
    }

    @inline(__always)
    mutating func attribute(_ name: XMLName, _ value: ByteText, isASCII: Bool) {
        if let slot = name.slot, putCached(slot) {
        } else {
            putName(name, .attribute)
        }
        putAttributeText(value, isASCII: isASCII)
    }

    mutating func namespaceDeclaration(
        prefix: ByteText, namespace: ByteText, isRedundant: Bool
    ) {
        guard !isRedundant && reserve(1 &+ 2 &* Self.longestNumber &+ prefix.count &+ namespace.count) else { return }
        let id = self.id(of: namespace)
        if prefix.count == 0 {
            put(id == nil ? .shortXmlnsAttribute : .shortDictionaryXmlnsAttribute)
        } else {
            put(id == nil ? .xmlnsAttribute : .dictionaryXmlnsAttribute)
            putString(prefix)
        }
        putStringOrID(namespace, id)
    }

    @inline(__always)
    mutating func endAttributes() {}

    @inline(__always)
    mutating func endElement() {
        if reserve(1) { put(.endElement) }
    }

    mutating func comment(_ text: ByteText) {
        guard reserve(1 &+ Self.longestNumber &+ text.count) else { return }
        put(.comment)
        putString(text)
    }

    /// The record that was made for the name when it was met before; false if there is none.
    @inline(__always)
    private mutating func putCached(_ slot: XMLNameSlot) -> Bool {
        let count = slot.payloadCount
        guard count > 0 && reserve(32) else { return false }
        // More than the record, always as much: what is behind it is written over later.
        let record = slot.payload
        unsafe cursor.storeBytes(of: record.0, as: SIMD16<UInt8>.self)
        unsafe cursor.storeBytes(of: record.1, toByteOffset: 16, as: SIMD16<UInt8>.self)
        unsafe cursor += count
        return true
    }

    /// Makes the record of a name and, if it is one to be remembered, keeps it there.
    @inline(never)
    private mutating func putName(_ name: XMLName, _ records: NameRecords) {
        guard reserve(1 &+ 2 &* Self.longestNumber &+ name.count) else { return }
        let start = unsafe cursor
        let prefix = name.prefix
        let local = name.localName
        let id = self.id(of: local)
        let letter = prefix.count == 1 ? prefix[0] &- UInt8(ascii: "a") : 0xFF
        if prefix.count == 0 {
            put(id == nil ? records.short : records.shortDictionary)
        } else if letter < 26 {
            put(id == nil ? records.letter : records.letterDictionary, plus: letter)
        } else {
            put(id == nil ? records.prefixed : records.prefixedDictionary)
            putString(prefix)
        }
        putStringOrID(local, id)
        guard let slot = name.slot else { return }
        unsafe slot.store(ByteText(UnsafeRawBufferPointer(start: start, count: cursor - start)))
    }

    private mutating func putStringOrID(_ string: ByteText, _ id: UInt32?) {
        if let id {
            putMultiByteInt31(Int(id))
        } else {
            putString(string)
        }
    }

    /// The identifier of a name or namespace, in the static dictionary or in the session; nil if the string itself is shorter.
    private mutating func id(of string: ByteText) -> UInt32? {
        guard let id = StaticDictionary.id(of: string) else { return session?.id(of: string) }
        return EncoderStrings.pays(id, string) ? id : nil
    }
}
