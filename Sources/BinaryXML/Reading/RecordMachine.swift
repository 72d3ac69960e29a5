internal import CodecKit
internal import XMLText

/// How a step ended.
enum Step: UInt8 {
    case done
    /// The input ends within it.
    case needsInput
    /// It needs `roomNeeded` bytes of room at once.
    case needsRoom
}

/// Reads records and writes something about them, one step at a time. A step is a record, a part of one, or a piece of a long
/// one. If it lacks input or room, it changes nothing, or keeps what it has done, and is taken again later.
protocol RecordMachine: ~Copyable {
    /// The number of bytes of the message before the input at hand.
    var offset: UInt64 { get set }
    /// Where the record that is being read begins.
    var recordStart: UInt64 { get }
    /// The room that the last step asked for.
    var roomNeeded: Int { get }
    /// Whether the message may end here.
    var isComplete: Bool { get }

    /// Forgets the message at hand, and begins another.
    mutating func begin() throws(CodecError)

    /// Takes steps until one lacks something, or with `once` a single step.
    mutating func run(_ reader: inout RecordReader, _ writer: inout TextWriter, once: Bool) throws(CodecError) -> Step
}

// These functions change nothing. They are mutating since the compiler would otherwise copy a whole machine to lend it.
extension RecordMachine where Self: ~Copyable {
    /// The record at hand is not well-formed.
    mutating func malformed(_ reason: StaticString) -> CodecError {
        .invalidFormat(reason).at(.offset(recordStart))
    }

    /// The record at hand exceeds a limit.
    mutating func exceeded(_ reason: StaticString, _ limit: Int, _ setting: CodecSetting) -> CodecError {
        .quotaExceeded(reason, limit: UInt64(limit), setting).at(.offset(recordStart))
    }
}
