internal import Bytes
internal import CodecKit
internal import XMLText

/// The records that most messages mostly consist of, where input and room are plenty, so that neither need be asked for byte by
/// byte. They do what `step` does for them; whatever is not plain they leave to it.
extension RecordDecoder {
    /// The longest local name that they have, and the longest with a prefix of seven bytes and a colon.
    static var maxLocalCount: Int { 62 }
    static var maxWholeCount: Int { 70 }

    /// Takes records as long as they are common ones. The last bytes of the input are copied to where there is more to read
    /// behind them, `tailCount` of them once that is done.
    @inline(__always)
    mutating func takeCommonRecords(
        _ reader: inout RecordReader, _ writer: inout TextWriter, _ tailCount: inout Int
    ) throws(CodecError) {
        guard limits.maxNameLength >= UInt32(Self.maxWholeCount), writer.room >= CommonRun.plentyOfRoom else { return }
        if reader.remaining >= CommonRun.plentyOfInput {
            let count = reader.remaining
            try unsafe takeCommonRecords(reader.next, count: count, readable: count, &reader, &writer)
        }
        let left = reader.remaining
        guard left > 0, left < CommonRun.plentyOfInput, writer.room >= CommonRun.plentyOfRoom else { return }
        if tailCount == 0 {
            tailCount = left
            try unsafe keepTail(reader.peek(left))
        }
        guard let start = unsafe tail.all.baseAddress, tailCount >= left else { return }
        let readable = left &+ CommonRun.plentyOfInput
        try unsafe takeCommonRecords(start + (tailCount &- left), count: left, readable: readable, &reader, &writer)
    }

    /// Copies the last bytes of the input, with a zero behind them, which begins no record. What is behind that can be read and
    /// is of no consequence.
    private mutating func keepTail(_ bytes: UnsafeBufferPointer<UInt8>) throws(CodecError) {
        // All that may be read is allocated at once, or nothing, so that no later message takes a part for the whole.
        if tail.count == 0 && !tail.append(repeating: 0, count: 2 &* CommonRun.plentyOfInput) { throw .outOfMemory }
        tail.removeAll()
        guard unsafe tail.append(contentsOf: bytes), tail.append(0) else { throw .outOfMemory }
    }

    /// Takes common records from `source`, where those at `reader` are, or a copy of them.
    private mutating func takeCommonRecords(
        _ source: UnsafePointer<UInt8>, count: Int, readable: Int, _ reader: inout RecordReader, _ writer: inout TextWriter
    ) throws(CodecError) {
        let start = offset &+ UInt64(truncatingIfNeeded: reader.position)
        var run = unsafe CommonRun(source, count: count, readable: readable, at: start, into: writer)
        defer {
            reader.skip(run.taken)
            writer.advance(unsafe run.target - writer.next)
        }
        while run.hasPlenty, try takeCommonRecord(&run) {}
    }

    /// Takes the record at hand if it is a common one. What is not taken has changed nothing, except that the start tag before
    /// it may be ended.
    @inline(__always)
    private mutating func takeCommonRecord(_ run: inout CommonRun) throws(CodecError) -> Bool {
        let type = unsafe RecordType(rawValue: run.source[0])
        if type.withoutEndElement == .chars8Text { return try commonText(type, &run) }
        if type == .endElement { return try commonEnd(&run) }
        if type.rawValue >= RecordType.zeroText.rawValue { return try commonValue(type, &run) }
        if type.rawValue >= RecordType.shortElement.rawValue { return try commonElement(type, &run) }
        return try commonAttribute(type, &run)
    }

    /// Text that is plain all through, and the end of the element if that comes with it.
    @inline(__always)
    private mutating func commonText(_ type: RecordType, _ run: inout CommonRun) throws(CodecError) -> Bool {
        let depth = frames.count
        let count = unsafe Int(run.source[1])
        let next = unsafe run.source + 2 + count
        guard depth > 0, unsafe next <= run.sourceEnd else { return false }
        if isTagOpen { try closeCommonTag(&run) }
        let frame = frames[depth &- 1]
        guard frame.nameCount <= Self.maxWholeCount,
            unsafe PlainText.copy(from: run.source + 2, to: run.target, count: count, .content)
        else { return false }
        unsafe run.target += count
        if type.rawValue & 1 != 0 { endCommonElement(frame, &run) }
        unsafe run.source = next
        return true
    }

    /// A number or the like, and the end of the element if that comes with it.
    @inline(__always)
    private mutating func commonValue(_ type: RecordType, _ run: inout CommonRun) throws(CodecError) -> Bool {
        let depth = frames.count
        guard depth > 0, let count = ValueText.byteCount(of: type.withoutEndElement),
            unsafe run.source + 1 + count <= run.sourceEnd
        else { return false }
        if isTagOpen { try closeCommonTag(&run) }
        let frame = frames[depth &- 1]
        // A value that is none is found by `step`.
        guard frame.nameCount <= Self.maxWholeCount,
            unsafe writeCommonValue(type.withoutEndElement, run.source + 1, &run)
        else { return false }
        if type.rawValue & 1 != 0 { endCommonElement(frame, &run) }
        unsafe run.source += count &+ 1
        return true
    }

    @inline(__always)
    func writeCommonValue(_ type: RecordType, _ value: UnsafePointer<UInt8>, _ run: inout CommonRun) -> Bool {
        var writer = unsafe TextWriter(run.target, count: ValueText.maxCount)
        guard unsafe ValueText.write(type, value, into: &writer) else { return false }
        unsafe run.target = writer.next
        return true
    }

    @inline(__always)
    private mutating func commonEnd(_ run: inout CommonRun) throws(CodecError) -> Bool {
        let depth = frames.count
        guard depth > 0 else { return false }
        let frame = frames[depth &- 1]
        guard frame.nameCount <= Self.maxWholeCount else { return false }
        if isTagOpen {
            try checkCommonTag()
            run.append(UInt8(ascii: "/"))
            run.append(UInt8(ascii: ">"))
            popElement(frame)
        } else {
            endCommonElement(frame, &run)
        }
        unsafe run.source += 1
        return true
    }

    /// Writes the end tag of the innermost element.
    @inline(__always)
    private mutating func endCommonElement(_ frame: Frame, _ run: inout CommonRun) {
        run.append(UInt8(ascii: "<"))
        run.append(UInt8(ascii: "/"))
        if let name = unsafe names.part(frame.nameStart, frame.nameCount).baseAddress {
            unsafe ShortCopy.copyStrides(from: name, to: run.target, count: frame.nameCount)
        }
        unsafe run.target += frame.nameCount
        run.append(UInt8(ascii: ">"))
        popElement(frame)
    }
}
