internal import Bytes
internal import CodecKit

/// Parts that are held back until it is their turn.
struct PartStore: ~Copyable {
    /// A part among the bytes, in the order in which they came.
    struct Entry: BitwiseCopyable {
        var offset: Int
        var count = 0
        var isReleased = false
        var isClaimed = false
    }

    private let maxSize: Int
    private var entries = GrowableBuffer<Entry>()
    private var bytes = GrowableBuffer<UInt8>()
    /// The bytes of parts that have not been released.
    private var size = 0
    /// The identifiers of parts that came before the root, and for each the index of its entry.
    private var earlyIDs: TextStack
    /// The bytes of these identifiers, which are held until the message ends.
    private var earlyIDSize = 0
    private var earlyEntries = GrowableBuffer<Int32>()

    init(maxSize: Int, _ hash: KeyedHash) {
        self.maxSize = maxSize
        earlyIDs = TextStack(hash)
    }

    mutating func reset() {
        entries.removeAll()
        bytes.removeAll()
        size = 0
        earlyIDs.truncate(to: 0)
        earlyIDSize = 0
        earlyEntries.removeAll()
    }

    // MARK: Adding bytes

    /// Begins a part and returns its index.
    mutating func open() throws(CodecError) -> Int {
        if size == 0 { bytes.removeAll() }
        guard entries.append(Entry(offset: bytes.count)) else { throw .outOfMemory }
        return entries.count &- 1
    }

    /// Begins a part that comes before the root, and remembers its identifier.
    mutating func openEarly(_ id: ByteText) throws(CodecError) -> Int {
        guard earlyIDs.find(id) == nil else { throw .invalidFormat("two parts have the same Content-ID", name: id) }
        try requireRoom(for: id.count)
        earlyIDSize &+= id.count
        let index = try open()
        guard earlyIDs.push(id), earlyEntries.append(Int32(truncatingIfNeeded: index)) else { throw .outOfMemory }
        return index
    }

    /// Adds bytes to the part that was begun last.
    mutating func append(_ text: ByteText) throws(CodecError) {
        try requireRoom(for: text.count)
        // Closing gaps costs no more than it cost to add as many bytes as are in gaps.
        let gaps = bytes.count &- size
        if bytes.count &+ text.count > bytes.capacity && gaps >= max(size, entries.count) { compact() }
        guard bytes.append(text) else { throw .outOfMemory }
        entries[entries.count &- 1].count &+= text.count
        size &+= text.count
    }

    private func requireRoom(for count: Int) throws(CodecError) {
        guard count <= maxSize &- size &- earlyIDSize else {
            throw .quotaExceeded(
                "more bytes of parts have to be held back than the limit allows", limit: UInt64(truncatingIfNeeded: maxSize),
                .maxPartsBufferSize)
        }
    }

    /// Closes the gaps that released parts have left.
    private mutating func compact() {
        var end = 0
        for index in 0..<entries.count {
            let entry = entries[index]
            if entry.isReleased { continue }
            for place in 0..<entry.count { bytes[end &+ place] = bytes[entry.offset &+ place] }
            entries[index].offset = end
            end &+= entry.count
        }
        bytes.truncate(to: end)
    }

    // MARK: Using them

    /// The index of a part that came before the root; nil if none has this identifier.
    func findEarly(_ id: ByteText) -> Int? {
        guard let index = earlyIDs.find(id) else { return nil }
        return Int(earlyEntries[index])
    }

    /// The bytes of a part. Valid until bytes are added.
    func text(_ index: Int) -> ByteText { bytes.text(entries[index].offset, entries[index].count) }

    /// Lets go of the bytes of a part.
    mutating func release(_ index: Int) {
        guard !entries[index].isReleased else { return }
        size &-= entries[index].count
        entries[index].isReleased = true
    }

    /// Notes that an Include refers to a part. False if one has before.
    mutating func claim(_ index: Int) -> Bool {
        if entries[index].isClaimed { return false }
        entries[index].isClaimed = true
        return true
    }
}
