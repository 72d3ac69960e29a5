internal import CodecKit

/// The strings that a message of a session begins with ([MC-NBFSE] section 2.1).
extension RecordDecoder {
    mutating func tableSize(_ reader: inout RecordReader) throws(CodecError) -> Step {
        var probe = reader
        let size = probe.multiByteInt31()
        if size == RecordReader.isCutOff { return .needsInput }
        guard size >= 0 else { throw malformed("the size of a string table has more than 31 bits") }
        guard size <= sessionLeft else {
            throw exceeded("the string tables of a session are too long", limits.maxSessionSize, .maxSessionSize)
        }
        reader = probe
        sessionLeft &-= size
        tableLeft = size
        mode = size > 0 ? .tableString : .record
        return .done
    }

    mutating func tableString(_ reader: inout RecordReader) throws(CodecError) -> Step {
        recordStart = offset &+ UInt64(truncatingIfNeeded: reader.position)
        var probe = reader
        let length = probe.multiByteInt31()
        let prefixSize = probe.position &- reader.position
        if length == RecordReader.isCutOff && prefixSize < tableLeft { return .needsInput }
        guard length >= 0, prefixSize &+ length <= tableLeft else {
            throw malformed("a string goes beyond the end of its string table")
        }
        guard let text = probe.bytes(length) else { return .needsInput }
        guard try strings.append(text) else { throw malformed("a string of a session is not UTF-8") }
        tableLeft &-= prefixSize &+ length
        reader = probe
        if tableLeft == 0 { mode = .record }
        return .done
    }
}
