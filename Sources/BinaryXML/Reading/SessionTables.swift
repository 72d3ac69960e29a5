internal import Bytes
internal import CodecKit

/// The string tables that the messages of a session begin with ([MC-NBFSE] section 2.1): the strings that they have brought,
/// and how many bytes they may still bring.
struct SessionTables: ~Copyable {
    private var strings = SessionStrings()
    private let maxSize: Int
    /// The bytes that string tables may still take: from here on, and when the message began.
    private var allowance: Int
    private var allowanceForMessage: Int
    /// The bytes left of the table that is being read.
    private var left = 0

    init(maxSize: Int) {
        self.maxSize = maxSize
        allowance = maxSize
        allowanceForMessage = allowance
    }

    /// Forgets what a message has brought that was not committed.
    mutating func rollBack() {
        strings.rollBack()
        allowance = allowanceForMessage
    }

    /// What the message has brought counts.
    mutating func commit() {
        strings.commit()
        allowanceForMessage = allowance
    }

    /// The number of strings.
    var count: Int { strings.count }

    /// The string that `id`, which is odd, stands for; nil if there is none yet. A stride can be read from where it begins.
    @inline(__always)
    func string(_ id: UInt32) -> ByteText? { strings.string(id) }

    /// Whether the string that `id` stands for is an NCName.
    @inline(__always)
    func isName(_ id: UInt32) -> Bool { strings.isName(id) }

    /// Whether the table has been read to its end.
    var isTableRead: Bool { left == 0 }

    /// Reads the size of a table, at `position` in the message; nil if it is cut off.
    mutating func readSize(_ reader: inout RecordReader, at position: UInt64) throws(CodecError) -> Int? {
        let size = reader.multiByteInt31()
        if size == RecordReader.isCutOff { return nil }
        guard size >= 0 else {
            throw .invalidFormat("the size of a string table has more than 31 bits").at(.offset(position))
        }
        guard size <= allowance else {
            throw .quotaExceeded(
                "the string tables of a session are too long", limit: UInt64(maxSize), .maxSessionSize
            ).at(.offset(position))
        }
        allowance &-= size
        left = size
        return size
    }

    /// Reads a string of a table, at `position` in the message, and adds it to the others; nil if it is cut off.
    mutating func readString(_ reader: inout RecordReader, at position: UInt64) throws(CodecError) -> ByteText? {
        let start = reader.position
        let length = reader.multiByteInt31()
        let prefixSize = reader.position &- start
        if length == RecordReader.isCutOff && prefixSize < left { return nil }
        guard length >= 0, prefixSize &+ length <= left else {
            throw .invalidFormat("a string goes beyond the end of its string table").at(.offset(position))
        }
        guard let text = reader.bytes(length) else { return nil }
        guard try strings.append(text) else {
            throw .invalidFormat("a string of a session is not UTF-8").at(.offset(position))
        }
        left &-= prefixSize &+ length
        return text
    }
}
