internal import Bytes
internal import CodecKit
internal import XMLText

/// The strings that the messages of a session have brought so far ([MC-NBFSE]), with the odd identifiers from 1 on. Those of
/// the message at hand are provisional.
struct SessionStrings: ~Copyable {
    // Not private: the compiler of debug builds needs it in other files, too.
    struct Entry: BitwiseCopyable {
        var start: Int
        var count: Int
        var isName: Bool
    }

    private var entries = GrowableBuffer<Entry>()
    private var bytes = GrowableBuffer<UInt8>()
    /// How much of both belongs to messages that have succeeded.
    private var committed = (entryCount: 0, byteCount: 0)

    /// The number of strings.
    var count: Int { entries.count }

    /// Keeps the strings of the message at hand.
    mutating func commit() {
        committed = (entries.count, bytes.count)
    }

    /// Forgets the strings that were not committed.
    mutating func rollBack() {
        entries.truncate(to: committed.entryCount)
        bytes.truncate(to: committed.byteCount)
    }

    /// Adds a string after the others. False if it is not UTF-8.
    mutating func append(_ text: ByteText) throws(CodecError) -> Bool {
        guard Self.isUTF8(text) else { return false }
        // With a stride more, so that one can be read from where any string begins.
        let start = bytes.count
        guard bytes.reserve(additional: text.count &+ TextWriter.stride), bytes.append(text),
            entries.append(Entry(start: start, count: text.count, isName: NameRules.isNCName(text)))
        else { throw .outOfMemory }
        return true
    }

    /// The string that `id`, which is odd, stands for; nil if there is none yet.
    @inline(__always)
    func string(_ id: UInt32) -> ByteText? {
        let index = Int(id >> 1)
        guard index < entries.count else { return nil }
        let entry = entries[index]
        return bytes.text(entry.start, entry.count)
    }

    /// Whether the string that `id` stands for is an NCName.
    @inline(__always)
    func isName(_ id: UInt32) -> Bool {
        let index = Int(id >> 1)
        return index < entries.count && entries[index].isName
    }

    /// Unlike in text, any character is allowed: not all strings are used as text.
    private static func isUTF8(_ text: ByteText) -> Bool {
        var index = 0
        while index < text.count {
            let length = UTF8Character.decode(text.dropFirst(index)).length
            guard length > 0 else { return false }
            index &+= length
        }
        return true
    }
}
