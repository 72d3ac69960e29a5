internal import Bytes
internal import XMLText

extension RecordEncoder: XMLTextHandler {
    @inline(__always)
    var isReady: Bool { output.isReady }

    @inline(__always)
    mutating func beginElement(_ name: XMLName) {
        if putKept(name) { return }
        putName(name, .element)
    }

    @inline(__always)
    mutating func attribute(_ name: XMLName, _ value: ByteText, isASCII: Bool) {
        if !putKept(name) { putName(name, .attribute) }
        putAttributeText(value, isASCII: isASCII)
    }

    mutating func namespaceDeclaration(prefix: ByteText, namespace: ByteText, isRedundant: Bool) {
        guard !isRedundant && reserve(1 &+ 2 &* MultiByteInt31.maxSize &+ prefix.count &+ namespace.count) else { return }
        let id = self.id(of: namespace)
        if prefix.count == 0 {
            output.put(id == nil ? .shortXmlnsAttribute : .shortDictionaryXmlnsAttribute)
        } else {
            output.put(id == nil ? .xmlnsAttribute : .dictionaryXmlnsAttribute)
            output.putString(prefix)
        }
        putString(namespace, id)
    }

    @inline(__always)
    mutating func endAttributes() {}

    @inline(__always)
    mutating func endElement() {
        if reserve(1) { output.put(.endElement) }
    }

    mutating func comment(_ text: ByteText) {
        guard reserve(1 &+ MultiByteInt31.maxSize &+ text.count) else { return }
        output.put(.comment)
        output.putString(text)
    }

    // MARK: Names

    /// Writes the record that was kept with the name when it was met before; false if there is none.
    @inline(__always)
    private mutating func putKept(_ name: XMLName) -> Bool {
        guard let slot = name.slot else { return false }
        let count = slot.payloadCount
        guard count > 0 && reserve(RecordOutput.shortCount) else { return false }
        output.putKept(slot, count: count)
        return true
    }

    /// Makes the record of a name, and keeps it if the name is one that the tokenizer remembers.
    @inline(never)
    private mutating func putName(_ name: XMLName, _ records: NameRecords) {
        guard reserve(1 &+ 2 &* MultiByteInt31.maxSize &+ name.count) else { return }
        let position = output.position
        let prefix = name.prefix
        let local = name.localName
        let id = self.id(of: local)
        let letter = prefix.count == 1 ? prefix[0] &- UInt8(ascii: "a") : 0xFF
        if prefix.count == 0 {
            output.put(id == nil ? records.short : records.shortDictionary)
        } else if letter < 26 {
            output.put(id == nil ? records.letter : records.letterDictionary, plus: letter)
        } else {
            output.put(id == nil ? records.prefixed : records.prefixedDictionary)
            output.putString(prefix)
        }
        putString(local, id)
        if let slot = name.slot { output.keepRecord(from: position, with: slot) }
    }

    /// Writes an identifier, or the string if it has none.
    private mutating func putString(_ string: ByteText, _ id: UInt32?) {
        if let id {
            output.putMultiByteInt31(Int(id))
        } else {
            output.putString(string)
        }
    }

    /// The identifier of a name or namespace, in the static dictionary or in the session; nil if the string itself is shorter.
    private mutating func id(of string: ByteText) -> UInt32? {
        guard let id = StaticDictionary.id(of: string) else { return strings.id(of: string) }
        return EncoderStrings.isWorthwhile(id, for: string) ? id : nil
    }
}
