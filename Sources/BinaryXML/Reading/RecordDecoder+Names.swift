internal import Bytes
internal import CodecKit
internal import XMLText

/// Strings, identifiers of the dictionaries, and names made of them.
extension RecordDecoder {
    /// A string; nil if it is cut off.
    @inline(__always)
    mutating func string(
        _ reader: inout RecordReader, limit: Int, _ reason: StaticString
    ) throws(CodecError) -> ByteText? {
        let length = reader.multiByteInt31()
        guard length >= 0 else {
            if length == RecordReader.isCutOff { return nil }
            throw malformed("a length has more than 31 bits")
        }
        guard length <= limit else { throw exceeded(reason, limit, .maxNameLength) }
        return reader.bytes(length)
    }

    /// The identifier of a dictionary string; nil if it is cut off.
    @inline(__always)
    mutating func identifier(_ reader: inout RecordReader) throws(CodecError) -> UInt32? {
        let value = reader.multiByteInt31()
        guard value >= 0 else {
            if value == RecordReader.isCutOff { return nil }
            throw malformed("an identifier has more than 31 bits")
        }
        return UInt32(truncatingIfNeeded: value)
    }

    /// The string that an identifier stands for.
    @inline(__always)
    mutating func dictionaryString(_ id: UInt32) throws(CodecError) -> ByteText {
        if id & 1 == 0 {
            if let text = StaticDictionary.string(id) { return text }
            throw malformed("an identifier that is not in the static dictionary")
        }
        if isSession, let text = session.string(id) { return text }
        guard isSession else { throw malformed("a string of a session in a message without a session") }
        let count = UInt32(truncatingIfNeeded: session.count)
        throw CodecError.unknownString("the session does not have the string", id: id, count: count).at(.offset(recordStart))
    }

    /// What stands in the place of a local name; nil if it is cut off. `checkName` says later whether it is a name, once the
    /// whole record is there and has room: this is called again for each byte of a record that comes byte by byte.
    @inline(__always)
    mutating func name(_ reader: inout RecordReader, isDictionary: Bool) throws(CodecError) -> ByteText? {
        if isDictionary {
            guard let id = try identifier(&reader) else { return nil }
            let text = try dictionaryString(id)
            guard id & 1 == 0 ? StaticDictionary.isName(id) : session.isName(id) else {
                throw malformed("a dictionary string that is used as a name is not an XML name")
            }
            return text
        }
        return try string(&reader, limit: limits.maxNameLength, "the name is too long")
    }

    /// What stands in the place of a prefix, which may be empty; nil if it is cut off. `checkPrefix` says whether it is one.
    mutating func prefix(_ reader: inout RecordReader) throws(CodecError) -> ByteText? {
        try string(&reader, limit: limits.maxNameLength, "the name is too long")
    }

    /// Holds a prefix to the rules of XML.
    @inline(__always)
    mutating func checkPrefix(_ prefix: ByteText) throws(CodecError) {
        guard prefix.count == 0 || NameRules.isNCName(prefix) else { throw malformed("the prefix is not an XML name") }
    }

    /// The prefix of one letter that a type of record stands for.
    @inline(__always)
    static func letter(_ type: RecordType, from first: RecordType) -> ByteText {
        let alphabet: StaticString = "abcdefghijklmnopqrstuvwxyz"
        return ByteText(alphabet).dropFirst(Int(min(type.rawValue &- first.rawValue, 25))).prefix(1)
    }

    /// Holds a prefix and a local name to the rules of XML. A name of a dictionary is known to follow them.
    @inline(__always)
    mutating func checkName(_ prefix: ByteText, _ local: ByteText, isKnown: Bool) throws(CodecError) {
        try checkPrefix(prefix)
        guard isKnown || NameRules.isNCName(local) else { throw malformed("the name is not an XML name") }
    }

    /// Holds a name to the limit.
    @inline(__always)
    mutating func checkLength(_ prefix: ByteText, _ local: ByteText) throws(CodecError) {
        guard prefix.count &+ (prefix.count > 0 ? 1 : 0) &+ local.count <= limits.maxNameLength else {
            throw exceeded("the name is too long", limits.maxNameLength, .maxNameLength)
        }
    }
}
