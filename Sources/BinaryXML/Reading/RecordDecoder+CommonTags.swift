internal import Bytes
internal import CodecKit
internal import XMLText

/// Common records that start tags are made of.
extension RecordDecoder {
    /// An element with a short name, whose prefix, if it has more than a letter, is declared further out.
    @inline(__always)
    mutating func commonElement(_ type: RecordType, _ run: inout CommonRun) throws(CodecError) -> Bool {
        let depth = elements.count
        guard depth > 0, depth < limits.maxDepth else { return false }
        var record = run.record
        let prefix: ShortPrefix
        let isDictionary: Bool
        if type.rawValue >= RecordType.prefixElementA.rawValue {
            guard type.rawValue <= RecordType.prefixElementZ.rawValue else { return false }
            prefix = commonPrefix(type, from: .prefixElementA)
            isDictionary = false
        } else if type.rawValue >= RecordType.prefixDictionaryElementA.rawValue {
            prefix = commonPrefix(type, from: .prefixDictionaryElementA)
            isDictionary = true
        } else {
            guard let spelled = commonPrefix(type, &record) else { return false }
            prefix = spelled
            isDictionary = type.rawValue & 2 != 0
        }
        guard let local = commonLocalName(&record, isDictionary: isDictionary), run.holds(record) else { return false }
        let name = ShortName(prefix, local)
        let beginning = run.bytes(of: record)
        if tag.isOpen {
            try tag.end(&elements)
            record.append(UInt8(ascii: ">"))
        }
        record.append(UInt8(ascii: "<"))
        try elements.push(name, writingTo: &record)
        tag.begin(at: run.position, isPrefixInDoubt: !prefix.isDeclared)
        if !isDictionary { remember(name, in: beginning, record.lastWritten(name.count)) }
        run.take(record)
        return true
    }

    /// An attribute with a short name and a value that is plain text or a number.
    @inline(__always)
    mutating func commonAttribute(_ type: RecordType, _ run: inout CommonRun) throws(CodecError) -> Bool {
        guard tag.isOpen, tag.attributeCount < limits.maxAttributes,
            limits.maxAttributeValueLength >= CommonRun.plentyOfInput
        else { return false }
        var record = run.record
        let prefix: ShortPrefix
        let isDictionary: Bool
        if type.rawValue >= RecordType.prefixAttributeA.rawValue {
            prefix = commonPrefix(type, from: .prefixAttributeA)
            isDictionary = false
        } else if type.rawValue >= RecordType.prefixDictionaryAttributeA.rawValue {
            prefix = commonPrefix(type, from: .prefixDictionaryAttributeA)
            isDictionary = true
        } else {
            guard type.rawValue >= RecordType.shortAttribute.rawValue,
                type.rawValue <= RecordType.dictionaryAttribute.rawValue, let spelled = commonPrefix(type, &record)
            else { return false }
            prefix = spelled
            isDictionary = type.rawValue & 2 != 0
        }
        // A name that XML has reserved is left to `step`, with all others that begin like it.
        guard let local = commonLocalName(&record, isDictionary: isDictionary), local.first != UInt8(ascii: "x"),
            run.holds(record, and: 1)
        else { return false }
        let name = ShortName(prefix, local)
        let beginning = run.bytes(of: record)
        record.append(UInt8(ascii: " "))
        try tag.write(name, to: &record)
        let text = record.lastWritten(name.count)
        record.append(UInt8(ascii: "="))
        record.append(UInt8(ascii: "\""))
        guard copyCommonAttributeValue(&record), run.holds(record) else { return false }
        record.append(UInt8(ascii: "\""))
        tag.append(name, isPrefixInDoubt: !prefix.isDeclared)
        if !isDictionary { remember(name, in: beginning, text) }
        run.take(record)
        return true
    }

    /// Takes the record that is the value of an attribute. False if it is not a common one.
    @inline(__always)
    func copyCommonAttributeValue(_ record: inout CommonRecord) -> Bool {
        let type = RecordType(rawValue: record.byte())
        if type == .chars8Text {
            let count = Int(record.byte())
            return count <= CommonRun.maxAttributeCount && record.copyPlain(count, .attribute)
        }
        guard let count = ValueText.byteCount(of: type) else { return false }
        return record.copyValue(type, count)
    }

    /// Remembers a name that a record spells out.
    @inline(__always)
    private mutating func remember(_ name: ShortName, in record: ByteText, _ text: ByteText) {
        names.remember(record, text, name, epoch: name.prefix.isDeclared ? elements.epoch : 0)
    }

    /// The prefix of one letter that the type of a record stands for.
    @inline(__always)
    private func commonPrefix(_ type: RecordType, from first: RecordType) -> ShortPrefix {
        let word = UInt64(UInt8(ascii: "a") &+ type.rawValue &- first.rawValue)
        return ShortPrefix(word: word, count: 1, isDeclared: elements.knows(word))
    }

    /// The prefix that a record spells out, if its type, one of four, says that it does; nil if it may not be declared.
    @inline(__always)
    private func commonPrefix(_ type: RecordType, _ record: inout CommonRecord) -> ShortPrefix? {
        guard type.rawValue & 1 != 0 else { return ShortPrefix() }
        guard let prefix = record.prefix(), elements.knows(prefix.word) else { return nil }
        return prefix
    }

    /// The local name that a record has; nil if it is not short, or not a name in ASCII.
    @inline(__always)
    private func commonLocalName(_ record: inout CommonRecord, isDictionary: Bool) -> PaddedText? {
        guard isDictionary else { return record.localName() }
        let low = UInt32(record.byte())
        let high = low < 0x80 ? 0 : UInt32(record.byte())
        guard high < 0x80 else { return nil }
        let id = low & 0x7F | high << 7
        guard id & 1 == 0 ? StaticDictionary.isName(id) : isSession && session.isName(id),
            let name = id & 1 == 0 ? StaticDictionary.string(id) : session.string(id),
            name.count <= ShortName.maxLocalCount
        else { return nil }
        return unsafe PaddedText(name)
    }
}
