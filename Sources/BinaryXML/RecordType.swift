/// The records of [MC-NBFX], section 2.2, by the first byte of each.
struct RecordType: RawRepresentable, Equatable {
    let rawValue: UInt8

    @inline(__always)
    init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    // Of types that come 26 in a row, one for each prefix of one letter, only the first and the last are named.
    @inline(__always) static var endElement: RecordType { RecordType(rawValue: 0x01) }
    @inline(__always) static var comment: RecordType { RecordType(rawValue: 0x02) }
    @inline(__always) static var array: RecordType { RecordType(rawValue: 0x03) }
    @inline(__always) static var shortAttribute: RecordType { RecordType(rawValue: 0x04) }
    @inline(__always) static var attribute: RecordType { RecordType(rawValue: 0x05) }
    @inline(__always) static var shortDictionaryAttribute: RecordType { RecordType(rawValue: 0x06) }
    @inline(__always) static var dictionaryAttribute: RecordType { RecordType(rawValue: 0x07) }
    @inline(__always) static var shortXmlnsAttribute: RecordType { RecordType(rawValue: 0x08) }
    @inline(__always) static var xmlnsAttribute: RecordType { RecordType(rawValue: 0x09) }
    @inline(__always) static var shortDictionaryXmlnsAttribute: RecordType { RecordType(rawValue: 0x0A) }
    @inline(__always) static var dictionaryXmlnsAttribute: RecordType { RecordType(rawValue: 0x0B) }
    @inline(__always) static var prefixDictionaryAttributeA: RecordType { RecordType(rawValue: 0x0C) }
    @inline(__always) static var prefixDictionaryAttributeZ: RecordType { RecordType(rawValue: 0x25) }
    @inline(__always) static var prefixAttributeA: RecordType { RecordType(rawValue: 0x26) }
    @inline(__always) static var prefixAttributeZ: RecordType { RecordType(rawValue: 0x3F) }
    @inline(__always) static var shortElement: RecordType { RecordType(rawValue: 0x40) }
    @inline(__always) static var element: RecordType { RecordType(rawValue: 0x41) }
    @inline(__always) static var shortDictionaryElement: RecordType { RecordType(rawValue: 0x42) }
    @inline(__always) static var dictionaryElement: RecordType { RecordType(rawValue: 0x43) }
    @inline(__always) static var prefixDictionaryElementA: RecordType { RecordType(rawValue: 0x44) }
    @inline(__always) static var prefixDictionaryElementZ: RecordType { RecordType(rawValue: 0x5D) }
    @inline(__always) static var prefixElementA: RecordType { RecordType(rawValue: 0x5E) }
    @inline(__always) static var prefixElementZ: RecordType { RecordType(rawValue: 0x77) }

    // Text records. Each type is even; the odd one after it is the same text and the end of the element around it.
    @inline(__always) static var zeroText: RecordType { RecordType(rawValue: 0x80) }
    @inline(__always) static var oneText: RecordType { RecordType(rawValue: 0x82) }
    @inline(__always) static var falseText: RecordType { RecordType(rawValue: 0x84) }
    @inline(__always) static var trueText: RecordType { RecordType(rawValue: 0x86) }
    @inline(__always) static var int8Text: RecordType { RecordType(rawValue: 0x88) }
    @inline(__always) static var int16Text: RecordType { RecordType(rawValue: 0x8A) }
    @inline(__always) static var int32Text: RecordType { RecordType(rawValue: 0x8C) }
    @inline(__always) static var int64Text: RecordType { RecordType(rawValue: 0x8E) }
    @inline(__always) static var floatText: RecordType { RecordType(rawValue: 0x90) }
    @inline(__always) static var doubleText: RecordType { RecordType(rawValue: 0x92) }
    @inline(__always) static var decimalText: RecordType { RecordType(rawValue: 0x94) }
    @inline(__always) static var dateTimeText: RecordType { RecordType(rawValue: 0x96) }
    @inline(__always) static var chars8Text: RecordType { RecordType(rawValue: 0x98) }
    @inline(__always) static var chars16Text: RecordType { RecordType(rawValue: 0x9A) }
    @inline(__always) static var chars32Text: RecordType { RecordType(rawValue: 0x9C) }
    @inline(__always) static var bytes8Text: RecordType { RecordType(rawValue: 0x9E) }
    @inline(__always) static var bytes16Text: RecordType { RecordType(rawValue: 0xA0) }
    @inline(__always) static var bytes32Text: RecordType { RecordType(rawValue: 0xA2) }
    @inline(__always) static var startListText: RecordType { RecordType(rawValue: 0xA4) }
    @inline(__always) static var endListText: RecordType { RecordType(rawValue: 0xA6) }
    @inline(__always) static var emptyText: RecordType { RecordType(rawValue: 0xA8) }
    @inline(__always) static var dictionaryText: RecordType { RecordType(rawValue: 0xAA) }
    @inline(__always) static var uniqueIdText: RecordType { RecordType(rawValue: 0xAC) }
    @inline(__always) static var timeSpanText: RecordType { RecordType(rawValue: 0xAE) }
    @inline(__always) static var uuidText: RecordType { RecordType(rawValue: 0xB0) }
    @inline(__always) static var uint64Text: RecordType { RecordType(rawValue: 0xB2) }
    @inline(__always) static var boolText: RecordType { RecordType(rawValue: 0xB4) }
    @inline(__always) static var unicodeChars8Text: RecordType { RecordType(rawValue: 0xB6) }
    @inline(__always) static var unicodeChars16Text: RecordType { RecordType(rawValue: 0xB8) }
    @inline(__always) static var unicodeChars32Text: RecordType { RecordType(rawValue: 0xBA) }
    @inline(__always) static var qnameDictionaryText: RecordType { RecordType(rawValue: 0xBC) }

    /// Whether it is a text record, of either form.
    @inline(__always)
    var isText: Bool { rawValue >= Self.zeroText.rawValue && rawValue <= Self.qnameDictionaryText.rawValue | 1 }

    /// Whether a text record ends the element around it, too.
    @inline(__always)
    var endsElement: Bool { rawValue & 1 != 0 }

    /// Whether it is a name with a prefix of one letter, which the type stands for.
    var hasLetterPrefix: Bool {
        rawValue >= Self.prefixDictionaryAttributeA.rawValue && rawValue <= Self.prefixAttributeZ.rawValue
            || rawValue >= Self.prefixDictionaryElementA.rawValue && rawValue <= Self.prefixElementZ.rawValue
    }

    /// Whether it declares a namespace.
    @inline(__always)
    var isDeclaration: Bool {
        rawValue >= Self.shortXmlnsAttribute.rawValue && rawValue <= Self.dictionaryXmlnsAttribute.rawValue
    }

    /// The same text record without an EndElement record.
    @inline(__always)
    var withoutEndElement: RecordType { RecordType(rawValue: rawValue & 0xFE) }
}
