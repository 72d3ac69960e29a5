internal import CodecKit
internal import XMLText

/// What became of a step.
enum Step: UInt8 {
    case done
    /// The input ends inside of it.
    case needsInput
    /// It wants `roomNeeded` bytes of room at once.
    case needsRoom
}

/// Reads records and writes something about them, one step at a time. A step is a record, a part of one, or a piece of a long
/// one; what it has not done for want of input or room it does when it is taken again.
protocol RecordMachine: ~Copyable {
    /// Bytes of the message before the stretch of input at hand.
    var offset: UInt64 { get set }
    /// Where the record that is being read begins.
    var recordStart: UInt64 { get }
    /// The room that the last step asked for.
    var roomNeeded: Int { get }
    /// Whether the message may end here.
    var isComplete: Bool { get }

    /// Forgets the message at hand, and begins another.
    mutating func begin() throws(CodecError)

    /// See `Codec.commit`.
    mutating func commit()
    /// See `Codec.abandon`.
    mutating func abandon()

    /// Takes steps until one lacks something, or just one.
    mutating func run(_ reader: inout RecordReader, _ writer: inout TextWriter, once: Bool) throws(CodecError) -> Step
}
