internal import Bytes
internal import CodecKit

/// The strings of a session whose messages are listed, perhaps not from its first message on. An identifier says which string
/// of the session it stands for; as long as it is not known how many there were before those that were seen, it may be any.
///
/// A message from the middle of a session tells that number if its writer numbers strings in the order in which it first uses
/// them, and adds only those that it uses, as WCF and this library do: then the highest identifiers of the message are those of
/// the strings that it adds.
struct ListedStrings: ~Copyable {
    var tables: SessionTables
    private let maxSize: Int
    private let isFromStart: Bool
    /// How many strings the session had before the first of those in `tables`; nil if that is not known.
    private var earlierCount: Int?

    // The message at hand.
    private var countBefore = 0
    /// The highest number of a string that the message refers to, from 0; -1 if none.
    private var highest = -1
    /// How many numbers up to the highest were first referred to one after the other.
    private var risingCount = 0

    /// `isFromStart` says that the first message that is listed is the first of its session.
    @_optimize(size)
    init(maxSize: Int, isFromStart: Bool) {
        self.maxSize = maxSize
        self.isFromStart = isFromStart
        tables = SessionTables(maxSize: maxSize)
        earlierCount = isFromStart ? 0 : nil
    }

    /// Begins a message, or the same one again.
    @_optimize(size)
    mutating func begin() {
        tables.rollBack()
        countBefore = tables.count
        highest = -1
        risingCount = 0
    }

    /// The string that an odd identifier in a record stands for; nil if that is not known.
    @_optimize(size)
    mutating func string(_ id: UInt32) -> ByteText? {
        let number = Int(id >> 1)
        if number > highest {
            risingCount = number == highest &+ 1 ? risingCount &+ 1 : 1
            highest = number
        }
        guard let earlierCount, number >= earlierCount else { return nil }
        return tables.string(UInt32(truncatingIfNeeded: (number &- earlierCount) << 1 | 1))
    }

    /// The identifier of the string that was read last; nil if it is not known.
    var latestIdentifier: Int? { earlierCount.map { ($0 &+ tables.count &- 1) << 1 | 1 } }

    /// Learns from a message that has been looked at, to its end if `isWhole`, how many strings were there before it.
    @_optimize(size)
    mutating func conclude(isWhole: Bool) {
        // What a message before seemed to tell was wrong: its writer numbers strings in another way.
        if let earlier = earlierCount, highest >= earlier &+ tables.count { earlierCount = nil }
        let addedCount = tables.count &- countBefore
        guard earlierCount == nil, isWhole, addedCount > 0, risingCount >= addedCount else { return }
        let earlier = highest &+ 1 &- tables.count
        if earlier >= 0 { earlierCount = earlier }
    }

    /// The message is over. If its table could not be read, the strings of later messages have unknown numbers.
    @_optimize(size)
    mutating func end(isTableRead: Bool) {
        if isTableRead { return tables.commit() }
        tables = SessionTables(maxSize: maxSize)
        earlierCount = nil
    }
}
