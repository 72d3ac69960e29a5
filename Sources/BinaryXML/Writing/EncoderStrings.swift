internal import Bytes

/// The strings that an encoder and the decoder of its peer share ([MC-NBFSE]): those of the messages that have arrived, and
/// those that the message in hand adds. Without a session there are none.
struct EncoderStrings: ~Copyable {
    /// The most bytes of records that are held back while a message may add strings.
    static var stagingSize: Int { 16_384 }

    /// A string, which is among `bytes`. Not private: the compiler of debug builds needs it in other files, too.
    struct Entry: BitwiseCopyable {
        var offset: UInt32
        var count: UInt32
        var hash: UInt32
    }

    let hasSession: Bool
    private let maxSize: Int
    private let hash = KeyedHash()
    /// The size of all strings, each with its length before it, as WCF counts them.
    private var size = 0
    private var bytes = GrowableBuffer<UInt8>()
    private var entries = GrowableBuffer<Entry>()
    /// A table in which a string's hash leads to its number, from 1, or to 0. Its size is a power of two, or there is none yet.
    private var index = GrowableBuffer<UInt32>()
    /// How much of it the peer has.
    private var committed = (count: 0, byteCount: 0, size: 0)

    /// The table that goes before the records of the message.
    private var table = GrowableBuffer<UInt8>()
    private var drainedCount = 0
    /// Whether the message may still add strings.
    private(set) var isCollecting = false
    /// Whether every string of the message has the identifier, or none, that it will have in later messages as well: none was
    /// added, and none came too late to be added.
    private(set) var isSettled = false

    /// Strings that take up to `maxSize` bytes; nil without a session.
    init(maxSize: Int?) {
        hasSession = maxSize != nil
        self.maxSize = maxSize ?? 0
    }

    /// Begins a message. What one before has added counts only if it was committed.
    mutating func begin() {
        guard hasSession else { return }
        if hasAdded {
            entries.truncate(to: committed.count)
            bytes.truncate(to: committed.byteCount)
            size = committed.size
            _ = rebuildIndex(size: index.count)
        }
        isSettled = true
        table.removeAll()
        drainedCount = 0
        isCollecting = true
    }

    /// Whether the message has added strings.
    var hasAdded: Bool { entries.count > committed.count }

    /// The strings that the message has added have arrived.
    mutating func commit() {
        committed = (entries.count, bytes.count, size)
    }

    /// The identifier of a string, which is added if it is new and may be; nil if the string stays as it is, because it is not
    /// there or takes no more room than its identifier. The caller must use the identifier: a string that is added and not
    /// used would hide from the peer that a message is missing.
    mutating func id(of string: ByteText) -> UInt32? {
        guard hasSession else { return nil }
        let hash = UInt32(truncatingIfNeeded: self.hash(string))
        if let found = find(string, hash) {
            let id = Self.id(ofNumber: found)
            return Self.isWorthwhile(id, for: string) ? id : nil
        }
        // Later identifiers are no shorter.
        guard Self.isWorthwhile(Self.id(ofNumber: entries.count), for: string) else { return nil }
        guard isCollecting && string.count > 0 else {
            isSettled = false
            return nil
        }
        let needed = string.count &+ MultiByteInt31.size(of: string.count)
        // There will not be room for it later, either.
        guard needed <= maxSize &- size else { return nil }
        isSettled = false
        // Without memory for it, the string goes where it is used, which is right as well.
        guard append(string, hash) else { return nil }
        size &+= needed
        return Self.id(ofNumber: entries.count &- 1)
    }

    private static func id(ofNumber number: Int) -> UInt32 { UInt32(truncatingIfNeeded: 2 &* number &+ 1) }

    /// Whether an identifier takes no more room than the string with its length.
    static func isWorthwhile(_ id: UInt32, for string: ByteText) -> Bool {
        MultiByteInt31.size(of: Int(id)) <= MultiByteInt31.size(of: string.count) &+ string.count
    }

    // MARK: The table

    /// Adds no further strings, and makes the table. False if there is no memory for it.
    mutating func endCollecting() -> Bool {
        isCollecting = false
        let total = size &- committed.size
        guard table.reserve(total &+ MultiByteInt31.maxSize) else { return false }
        MultiByteInt31.write(total) { table.appendReserved($0) }
        for number in committed.count..<entries.count {
            let string = self.string(entries[number])
            MultiByteInt31.write(string.count) { table.appendReserved($0) }
            guard table.append(string) else { return false }
        }
        return true
    }

    var hasUnsentTable: Bool { drainedCount < table.count }

    /// Hands on the table, as far as there is room.
    @_lifetime(output: copy output)
    mutating func drainTable(_ output: inout OutputCursor) {
        if hasUnsentTable { drainedCount &+= output.append(table.text.dropFirst(drainedCount)) }
    }

    // MARK: Finding strings

    private func string(_ entry: Entry) -> ByteText { bytes.text(Int(entry.offset), Int(entry.count)) }

    private func find(_ string: ByteText, _ hash: UInt32) -> Int? {
        guard index.count > 0 else { return nil }
        var place = Int(hash) & (index.count &- 1)
        while index[place] > 0 {
            let number = Int(index[place] &- 1)
            let entry = entries[number]
            if entry.hash == hash && self.string(entry) == string { return number }
            place = (place &+ 1) & (index.count &- 1)
        }
        return nil
    }

    /// Adds a string. False, with nothing changed, if there is no memory for it.
    private mutating func append(_ string: ByteText, _ hash: UInt32) -> Bool {
        guard bytes.reserve(additional: string.count), entries.reserve(additional: 1) else { return false }
        if 2 &* (entries.count &+ 1) > index.count && !rebuildIndex(size: max(64, 2 &* index.count)) { return false }
        let entry = Entry(
            offset: UInt32(truncatingIfNeeded: bytes.count), count: UInt32(truncatingIfNeeded: string.count), hash: hash)
        guard bytes.append(string) else { return false }
        entries.appendReserved(entry)
        enter(entries.count &- 1)
        return true
    }

    /// Makes the index anew, in a table of `size`. False, with nothing changed, if there is no memory for it.
    private mutating func rebuildIndex(size: Int) -> Bool {
        guard index.reserve(size) else { return false }
        index.removeAll()
        guard index.append(repeating: 0, count: size) else { return false }
        for number in 0..<entries.count { enter(number) }
        return true
    }

    private mutating func enter(_ number: Int) {
        let mask = index.count &- 1
        var place = Int(entries[number].hash) & mask
        while index[place] > 0 { place = (place &+ 1) & mask }
        index[place] = UInt32(truncatingIfNeeded: number &+ 1)
    }
}
