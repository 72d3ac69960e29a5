internal import Bytes
internal import CodecKit
internal import XMLText

/// Common records that begin like the expected one. What is not taken here has changed nothing, and goes the way of all common
/// records.
extension RecordDecoder {
    @inline(__always)
    mutating func knownElement(_ run: inout CommonRun) throws(CodecError) -> Bool {
        let depth = elements.count
        guard names.expected.begins(run.beginning), names.expected.isDeclared(in: elements.epoch), depth > 0,
            depth < limits.maxDepth
        else {
            return false
        }
        var record = run.record
        record.skip(names.expected.recordCount &- 1)
        guard run.holds(record) else { return false }
        if tag.isOpen {
            try tag.end(&elements)
            record.append(UInt8(ascii: ">"))
        }
        record.append(UInt8(ascii: "<"))
        try elements.push(names.expected, writingTo: &record)
        tag.begin(at: run.position, isPrefixInDoubt: false)
        names.advance()
        run.take(record)
        return true
    }

    @inline(__always)
    mutating func knownAttribute(_ run: inout CommonRun) throws(CodecError) -> Bool {
        guard names.expected.begins(run.beginning), names.expected.isDeclared(in: elements.epoch), tag.isOpen,
            tag.attributeCount < limits.maxAttributes, limits.maxAttributeValueLength >= CommonRun.plentyOfInput
        else { return false }
        var record = run.record
        record.skip(names.expected.recordCount &- 1)
        guard run.holds(record, and: 1) else { return false }
        record.append(UInt8(ascii: " "))
        try tag.write(names.expected, to: &record)
        record.append(UInt8(ascii: "="))
        record.append(UInt8(ascii: "\""))
        guard copyCommonAttributeValue(&record), run.holds(record) else { return false }
        record.append(UInt8(ascii: "\""))
        tag.append(names.expected, isPrefixInDoubt: false)
        names.advance()
        run.take(record)
        return true
    }
}
