internal import Bytes
internal import XMLText

/// A run of common records: where they are read and where their text is written.
///
/// Before each record `hasPlenty` makes sure that there are `plentyOfInput` bytes to read from its first and `plentyOfRoom`
/// bytes to write, so that nobody asks for either byte by byte. What follows keeps to that: a record has a name of up to
/// `ShortName.maxCount` bytes and a text of up to 255, or of up to `maxAttributeCount` in an attribute, and both are read and
/// written in strides.
@safe
struct CommonRun {
    /// More than any common record has, and than is read after it.
    static var plentyOfInput: Int { 320 }
    /// More than any common record becomes, and than is written after it.
    static var plentyOfRoom: Int { 768 }
    /// The longest value of an attribute that is read together with its name.
    static var maxAttributeCount: Int { plentyOfInput &- 2 &* ShortName.maxCount }

    /// The first byte of the record at hand, and the next that has not been looked at.
    private var record: UnsafePointer<UInt8>
    private var next: UnsafePointer<UInt8>
    private let start: UnsafePointer<UInt8>
    /// Where the records end. Nothing after this is looked at for what it says, but up to `readableEnd` it can be read.
    private let end: UnsafePointer<UInt8>
    private let readableEnd: UnsafePointer<UInt8>
    /// Where in the message the run begins.
    private let offset: UInt64

    /// Where the next byte is written, and where to write again if the record at hand is not taken.
    private var target: UnsafeMutablePointer<UInt8>
    private var kept: UnsafeMutablePointer<UInt8>
    private let targetEnd: UnsafeMutablePointer<UInt8>

    /// The records of `source`, which is at `offset` in the message. After it `padding` bytes can be read.
    @inline(__always)
    init?(_ source: ByteText, padding: Int, at offset: UInt64, into writer: TextWriter) {
        guard let base = unsafe source.baseAddress else { return nil }
        unsafe (record, next, start) = (base, base, base)
        unsafe (end, readableEnd) = (base + source.count, base + (source.count &+ padding))
        self.offset = offset
        unsafe (target, kept, targetEnd) = (writer.next, writer.next, writer.next + writer.room)
    }

    /// Hands what has been read and written back to those whose input and room it was.
    @inline(__always)
    func finish(_ reader: inout RecordReader, _ writer: inout TextWriter) {
        reader.skip(taken)
        writer.advance(unsafe target - writer.next)
    }

    // MARK: Reading

    /// Whether there is enough to read and to write for any common record.
    @inline(__always)
    var hasPlenty: Bool {
        unsafe readableEnd - record >= Self.plentyOfInput && targetEnd - target >= Self.plentyOfRoom
    }

    /// Where in the message the record at hand begins.
    @inline(__always)
    var position: UInt64 { offset &+ UInt64(truncatingIfNeeded: taken) }

    /// The number of bytes of records that are done.
    @inline(__always)
    private var taken: Int { unsafe record - start }

    /// Takes the type of the next record.
    @inline(__always)
    mutating func beginRecord() -> RecordType {
        unsafe next = record
        return RecordType(rawValue: byte())
    }

    /// Whether what has been taken of the record lies within the run, and `count` bytes more do.
    @inline(__always)
    func isWhole(with count: Int = 0) -> Bool { unsafe next + count <= end }

    /// The record is done.
    @inline(__always)
    mutating func endRecord() {
        unsafe record = next
    }

    /// Takes a byte.
    @inline(__always)
    mutating func byte() -> UInt8 {
        let byte = unsafe next[0]
        skip(1)
        return byte
    }

    @inline(__always)
    private mutating func skip(_ count: Int) {
        unsafe next += count
    }

    /// Takes the prefix that the record spells out; nil if it is empty or not short.
    @inline(__always)
    mutating func prefix() -> ShortPrefix? {
        let count = Int(byte())
        guard count > 0, count < 8 else { return nil }
        let word = unsafe ShortWord.of(padded: next, count: count)
        skip(count)
        return ShortPrefix(word: word, count: count)
    }

    /// Takes the local name that the record spells out; nil if it is not short, or not a name in ASCII.
    @inline(__always)
    mutating func localName() -> PaddedText? {
        let count = Int(byte())
        guard count > 0, count <= ShortName.maxLocalCount, unsafe PlainText.isName(next, count: count) else { return nil }
        let name = unsafe PaddedText(next, count: count)
        skip(count)
        return name
    }

    // MARK: Writing

    /// Remembers where to write again.
    @inline(__always)
    mutating func keep() {
        unsafe kept = target
    }

    /// Forgets what was written since `keep`.
    @inline(__always)
    mutating func rewind() {
        unsafe target = kept
    }

    @inline(__always)
    mutating func append(_ byte: UInt8) {
        unsafe target[0] = byte
        advance(1)
    }

    @inline(__always)
    private mutating func advance(_ count: Int) {
        unsafe target += count
    }

    /// Writes a name.
    @inline(__always)
    mutating func append(_ name: ShortName) {
        unsafe name.write(to: target)
        advance(name.count)
    }

    /// Writes a name, and copies it to a place with room for `ShortName.maxStored` bytes.
    @inline(__always)
    mutating func append(_ name: ShortName, copyingTo place: UnsafeMutablePointer<UInt8>) {
        unsafe name.write(to: target, and: place)
        advance(name.count)
    }

    /// Writes the name of an open element, which is at most `ShortName.maxCount` bytes long.
    @inline(__always)
    mutating func append(nameOfElement name: ByteText) {
        if let name = PaddedText(name) { unsafe name.copy(to: target) }
        advance(name.count)
    }

    /// Takes a text of `count` bytes, at most 255, and writes it if all of it is written as it is. False if it is not.
    @inline(__always)
    mutating func copyPlain(_ count: Int, _ context: TextContext) -> Bool {
        guard unsafe PlainText.copy(from: next, to: target, count: count, context) else { return false }
        advance(count)
        skip(count)
        return true
    }

    /// Takes a value of `count` bytes and writes its text. False if the type has no such value.
    @inline(__always)
    mutating func copyValue(_ type: RecordType, _ count: Int) -> Bool {
        var writer = unsafe TextWriter(target, count: ValueText.maxCount)
        guard unsafe ValueText.write(type, ByteText(start: next, count: count), into: &writer) else { return false }
        advance(ValueText.maxCount &- writer.room)
        skip(count)
        return true
    }
}
