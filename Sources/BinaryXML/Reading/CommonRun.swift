internal import XMLText

/// Where a row of common records is read and what becomes of it is written. Whoever takes a record has made sure that there is
/// plenty to read and to write, and need not ask for each byte.
@safe
struct CommonRun {
    /// No common record goes beyond so many bytes, nor what is read behind it.
    static var plentyOfInput: Int { 320 }
    /// No common record gives more, nor is written behind it.
    static var plentyOfRoom: Int { 768 }

    /// The record at hand.
    var source: UnsafePointer<UInt8>
    /// Where the records end. What can be read behind them is none.
    let sourceEnd: UnsafePointer<UInt8>
    private let readableEnd: UnsafePointer<UInt8>
    private let sourceStart: UnsafePointer<UInt8>
    /// Where in the message the row begins.
    private let offset: UInt64

    /// Where the next byte goes.
    var target: UnsafeMutablePointer<UInt8>
    private let targetEnd: UnsafeMutablePointer<UInt8>

    /// A row of `count` bytes at most, of `readable` that can be read.
    @inline(__always)
    init(_ source: UnsafePointer<UInt8>, count: Int, readable: Int, at offset: UInt64, into writer: TextWriter) {
        unsafe self.source = source
        unsafe sourceStart = source
        unsafe sourceEnd = source + count
        unsafe readableEnd = source + readable
        self.offset = offset
        unsafe target = writer.next
        unsafe targetEnd = writer.next + writer.room
    }

    @inline(__always)
    var hasPlenty: Bool {
        unsafe readableEnd - source >= Self.plentyOfInput && targetEnd - target >= Self.plentyOfRoom
    }

    /// How many bytes of records have been taken.
    @inline(__always)
    var taken: Int { unsafe source - sourceStart }

    /// Where in the message the record at hand begins.
    @inline(__always)
    var position: UInt64 { offset &+ UInt64(truncatingIfNeeded: taken) }

    @inline(__always)
    mutating func append(_ byte: UInt8) {
        unsafe target[0] = byte
        unsafe target += 1
    }
}
