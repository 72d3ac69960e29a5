internal import Bytes
internal import XMLText

/// A run of common records: where they are read and where their text is written.
///
/// Before each record `hasPlenty` makes sure that there are `plentyOfInput` bytes to read from its first and `plentyOfRoom`
/// bytes to write, so that nobody asks for either byte by byte. `CommonRecord` keeps to that: a record has a name of up to
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

    /// The first byte of the record at hand.
    private var source: UnsafePointer<UInt8>
    private let start: UnsafePointer<UInt8>
    /// Where the records end. Nothing after this is looked at for what it says, but up to `readableEnd` it can be read.
    private let end: UnsafePointer<UInt8>
    private let readableEnd: UnsafePointer<UInt8>
    /// Where in the message the run begins.
    private let offset: UInt64
    /// Where the text of the record at hand goes.
    private var target: UnsafeMutablePointer<UInt8>
    private let targetEnd: UnsafeMutablePointer<UInt8>

    /// The records of `source`, which is at `offset` in the message. After it `padding` bytes can be read.
    @inline(__always)
    init(_ source: ByteText, padding: Int, at offset: UInt64, into writer: TextWriter) {
        unsafe (self.source, start) = (source.baseAddress, source.baseAddress)
        unsafe (end, readableEnd) = (start + source.count, start + (source.count &+ padding))
        self.offset = offset
        unsafe (target, targetEnd) = (writer.next, writer.next + writer.room)
    }

    /// Hands what has been read and written back to those whose input and room it was.
    @inline(__always)
    func finish(_ reader: inout RecordReader, _ writer: inout TextWriter) {
        reader.skip(taken)
        writer.advance(unsafe target - writer.next)
    }

    /// The number of bytes of records that have been taken.
    @inline(__always)
    private var taken: Int { unsafe source - start }

    /// Whether there is enough to read and to write for any common record.
    @inline(__always)
    var hasPlenty: Bool {
        unsafe readableEnd - source >= Self.plentyOfInput && targetEnd - target >= Self.plentyOfRoom
    }

    // MARK: The record at hand

    /// Where in the message it begins.
    @inline(__always)
    var position: UInt64 { offset &+ UInt64(truncatingIfNeeded: taken) }

    @inline(__always)
    var type: RecordType { unsafe RecordType(rawValue: source[0]) }

    /// Its bytes and those after it, as many as a known name may have.
    @inline(__always)
    var beginning: ByteText { unsafe ByteText(start: source, count: KnownName.maxCount) }

    /// Its bytes as far as they have been read.
    func bytes(of record: CommonRecord) -> ByteText { unsafe ByteText(start: source, count: record.next - source) }

    /// What follows its type.
    @inline(__always)
    var record: CommonRecord { unsafe CommonRecord(source + 1, target) }

    /// Whether what has been read of the record lies within the run, and `count` bytes more do.
    @inline(__always)
    func holds(_ record: CommonRecord, and count: Int = 0) -> Bool { unsafe record.next + count <= end }

    /// Goes on to the next record, after what has been read and written of this one.
    @inline(__always)
    mutating func take(_ record: CommonRecord) {
        unsafe (source, target) = (record.next, record.target)
    }

    /// Keeps what has been written, although the record may not be taken.
    @inline(__always)
    mutating func keepText(of record: CommonRecord) {
        unsafe target = record.target
    }
}
