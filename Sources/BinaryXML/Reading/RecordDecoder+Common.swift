internal import Bytes
internal import CodecKit
internal import XMLText

/// The records that most messages mostly consist of, where there is plenty of input and room, so that neither need be asked for
/// byte by byte. They do what `step` does for them; whatever is not plain they leave to it.
extension RecordDecoder {
    /// Takes records as long as they are common ones. The last bytes of the input are copied to where more can be read after
    /// them.
    @inline(__always)
    mutating func takeCommonRecords(_ reader: inout RecordReader, _ writer: inout TextWriter) throws(CodecError) {
        guard limits.maxNameLength >= ShortName.maxCount, writer.room >= CommonRun.plentyOfRoom else { return }
        if reader.remaining >= CommonRun.plentyOfInput {
            try takeCommonRecords(reader.peek(reader.remaining), padding: 0, &reader, &writer)
        }
        let left = reader.remaining
        guard left > 0, left < CommonRun.plentyOfInput, writer.room >= CommonRun.plentyOfRoom else { return }
        if tail.count == 0 && !tail.keep(reader.peek(left)) { throw .outOfMemory }
        guard tail.count >= left else { return }
        try takeCommonRecords(tail.last(left), padding: CommonRun.plentyOfInput, &reader, &writer)
    }

    /// Takes common records from `source`, which is what `reader` reads, or a copy of it.
    private mutating func takeCommonRecords(
        _ source: ByteText, padding: Int, _ reader: inout RecordReader, _ writer: inout TextWriter
    ) throws(CodecError) {
        let position = offset &+ UInt64(truncatingIfNeeded: reader.position)
        var run = CommonRun(source, padding: padding, at: position, into: writer)
        defer { run.finish(&reader, &writer) }
        while run.hasPlenty, try takeCommonRecord(&run) {}
    }

    /// Takes the record at hand if it is a common one. What is not taken has changed nothing, except that the start tag before
    /// it may have been ended.
    @inline(__always)
    private mutating func takeCommonRecord(_ run: inout CommonRun) throws(CodecError) -> Bool {
        let type = run.type
        if type.withoutEndElement == .chars8Text { return try commonText(type, &run) }
        if type == .endElement { return try commonEnd(&run) }
        if type.rawValue >= RecordType.zeroText.rawValue { return try commonValue(type, &run) }
        if type.rawValue >= RecordType.shortElement.rawValue {
            if try knownElement(&run) { return true }
            return try commonElement(type, &run)
        }
        if try knownAttribute(&run) { return true }
        return try commonAttribute(type, &run)
    }

    /// Text that is plain all through, and the end of the element if that comes with it.
    @inline(__always)
    private mutating func commonText(_ type: RecordType, _ run: inout CommonRun) throws(CodecError) -> Bool {
        var record = run.record
        let count = Int(record.byte())
        guard elements.count > 0, run.holds(record, and: count) else { return false }
        if tag.isOpen { try endCommonTag(&record, &run) }
        let element = elements.innermost
        guard element.nameCount <= ShortName.maxCount, record.copyPlain(count, .content) else { return false }
        if type.endsElement { endCommonElement(element, &record) }
        run.take(record)
        return true
    }

    /// A number or the like, and the end of the element if that comes with it.
    @inline(__always)
    private mutating func commonValue(_ type: RecordType, _ run: inout CommonRun) throws(CodecError) -> Bool {
        var record = run.record
        guard elements.count > 0, let count = ValueText.byteCount(of: type.withoutEndElement),
            run.holds(record, and: count)
        else { return false }
        if tag.isOpen { try endCommonTag(&record, &run) }
        let element = elements.innermost
        // If there is no such value, `step` finds it out.
        guard element.nameCount <= ShortName.maxCount, record.copyValue(type.withoutEndElement, count) else { return false }
        if type.endsElement { endCommonElement(element, &record) }
        run.take(record)
        return true
    }

    @inline(__always)
    private mutating func commonEnd(_ run: inout CommonRun) throws(CodecError) -> Bool {
        guard elements.count > 0 else { return false }
        let element = elements.innermost
        guard element.nameCount <= ShortName.maxCount else { return false }
        var record = run.record
        if tag.isOpen {
            try tag.end(&elements)
            record.append(UInt8(ascii: "/"))
            record.append(UInt8(ascii: ">"))
            elements.pop(element)
        } else {
            endCommonElement(element, &record)
        }
        run.take(record)
        return true
    }

    /// Writes the end tag of the innermost element.
    @inline(__always)
    private mutating func endCommonElement(_ element: OpenElements.Element, _ record: inout CommonRecord) {
        record.append(UInt8(ascii: "<"))
        record.append(UInt8(ascii: "/"))
        record.append(nameOfElement: elements.name(of: element))
        record.append(UInt8(ascii: ">"))
        elements.pop(element)
    }

    /// Ends the start tag that is open, whatever becomes of the record at hand.
    @inline(__always)
    private mutating func endCommonTag(_ record: inout CommonRecord, _ run: inout CommonRun) throws(CodecError) {
        try tag.end(&elements)
        record.append(UInt8(ascii: ">"))
        run.keepText(of: record)
    }
}
