internal import Bytes

/// The strings that an encoder and the decoder of its peer share ([MC-NBFSE]): those of the messages that have arrived, and
/// those that the message in hand adds.
@safe
struct EncoderStrings {
    /// The records that are held back at most, in bytes, while a message may add strings.
    static var stagingSize: Int { 16_384 }

    /// A string, which is among `bytes`.
    private struct Entry: BitwiseCopyable {
        var offset: UInt32
        var count: UInt32
        var hash: UInt32
    }

    private let maxSize: Int
    private let hash = KeyedHash()
    /// The size of all strings, each with its length before it, as WCF counts them.
    private var size = 0
    private var count = 0
    private var bytes = GrowableMemory()
    private var byteCount = 0
    private var entries = GrowableMemory()
    private var index = GrowableMemory()
    private var indexMask = -1
    /// How much of it the peer has.
    private var committed = (count: 0, byteCount: 0, size: 0)

    /// The table that goes before the records of the message.
    private var table = GrowableMemory()
    private var tableCount = 0
    private var tableDrained = 0
    /// Whether the message may still add strings.
    private(set) var isCollecting = false
    /// What was made of any string will be made of it again: none was added since the message began, nor was one too late.
    private(set) var isSettled = false

    init(maxSize: UInt32) {
        self.maxSize = Int(maxSize)
    }

    func free() {
        bytes.free()
        entries.free()
        index.free()
        table.free()
    }

    /// Begins a message. What one before has added counts only if it was committed.
    mutating func begin() {
        if count > committed.count {
            (count, byteCount, size) = committed
            rebuildIndex()
        }
        isSettled = true
        tableCount = 0
        tableDrained = 0
        isCollecting = true
    }

    /// Whether the message has added strings.
    var hasAdded: Bool { count > committed.count }

    mutating func commit() {
        committed = (count, byteCount, size)
    }

    /// The identifier of a string, which is added if it is new and may be; nil if it is not there then, or if the string takes
    /// less room than its identifier. The caller uses the identifier: a string that is added and not used would hide from the
    /// peer that a message is missing.
    mutating func id(of string: ByteText) -> UInt32? {
        let hash = UInt32(truncatingIfNeeded: self.hash(string))
        if let found = find(string, hash) {
            let id = UInt32(truncatingIfNeeded: 2 &* found &+ 1)
            return Self.pays(id, string) ? id : nil
        }
        // Later identifiers are no shorter.
        guard Self.pays(UInt32(truncatingIfNeeded: 2 &* count &+ 1), string) else { return nil }
        guard isCollecting && string.count > 0 else {
            isSettled = false
            return nil
        }
        let needed = string.count &+ Self.numberSize(string.count)
        // There will not be room for it later, either.
        guard needed <= maxSize &- size else { return nil }
        isSettled = false
        do throws(OutOfMemory) {
            try append(string, hash)
        } catch {
            // Written where it stands, it is right, too.
            return nil
        }
        size &+= needed
        return UInt32(truncatingIfNeeded: 2 &* count &- 1)
    }

    /// Whether an identifier takes no more room than the string with its length.
    static func pays(_ id: UInt32, _ string: ByteText) -> Bool {
        numberSize(Int(id)) <= numberSize(string.count) &+ string.count
    }

    /// No further strings: makes the table. False if there is no memory for it.
    mutating func endCollecting() -> Bool {
        isCollecting = false
        let total = size &- committed.size
        do throws(OutOfMemory) {
            try table.reserve(total &+ 5)
        } catch {
            return false
        }
        putNumber(total)
        for entry in committed.count..<count {
            let string = self.string(entry)
            putNumber(string.count)
            if let base = unsafe string.baseAddress {
                unsafe (table.base + tableCount).copyMemory(from: base, byteCount: string.count)
            }
            tableCount &+= string.count
        }
        return true
    }

    var hasUnsentTable: Bool { tableDrained < tableCount }

    /// Hands the table on, as far as there is room, and returns how much that is.
    mutating func drainTable(_ room: UnsafeMutableRawBufferPointer) -> Int {
        let taken = min(tableCount &- tableDrained, room.count)
        guard let base = room.baseAddress, taken > 0 else { return 0 }
        unsafe base.copyMemory(from: table.base + tableDrained, byteCount: taken)
        tableDrained &+= taken
        return taken
    }

    private mutating func putNumber(_ value: Int) {
        var rest = value
        while rest >= 0x80 {
            unsafe table.base.storeBytes(
                of: UInt8(truncatingIfNeeded: rest) | 0x80, toByteOffset: tableCount, as: UInt8.self)
            tableCount &+= 1
            rest >>= 7
        }
        unsafe table.base.storeBytes(of: UInt8(truncatingIfNeeded: rest), toByteOffset: tableCount, as: UInt8.self)
        tableCount &+= 1
    }

    private static func numberSize(_ value: Int) -> Int {
        value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x20_0000 ? 3 : value < 0x1000_0000 ? 4 : 5
    }

    // MARK: Finding strings

    private func entry(_ index: Int) -> Entry {
        unsafe entries.base.load(fromByteOffset: index &* MemoryLayout<Entry>.stride, as: Entry.self)
    }

    private func string(_ index: Int) -> ByteText {
        let entry = entry(index)
        return unsafe ByteText(
            start: (bytes.base + Int(entry.offset)).assumingMemoryBound(to: UInt8.self), count: Int(entry.count))
    }

    private func find(_ string: ByteText, _ hash: UInt32) -> Int? {
        guard indexMask > 0 else { return nil }
        var place = Int(hash) & indexMask
        while true {
            let number = unsafe index.base.load(fromByteOffset: 4 &* place, as: UInt32.self)
            if number == 0 { return nil }
            let candidate = Int(number &- 1)
            if entry(candidate).hash == hash && self.string(candidate) == string { return candidate }
            place = (place &+ 1) & indexMask
        }
    }

    private mutating func append(_ string: ByteText, _ hash: UInt32) throws(OutOfMemory) {
        try bytes.reserve(byteCount &+ string.count)
        try entries.reserve((count &+ 1) &* MemoryLayout<Entry>.stride)
        if 2 &* (count &+ 1) > indexMask &+ 1 {
            let size = max(64, 2 &* (indexMask &+ 1))
            try index.reserve(4 &* size)
            indexMask = size &- 1
            rebuildIndex()
        }
        if let base = unsafe string.baseAddress {
            unsafe (bytes.base + byteCount).copyMemory(from: base, byteCount: string.count)
        }
        let entry = Entry(
            offset: UInt32(truncatingIfNeeded: byteCount), count: UInt32(truncatingIfNeeded: string.count), hash: hash)
        unsafe entries.base.storeBytes(of: entry, toByteOffset: count &* MemoryLayout<Entry>.stride, as: Entry.self)
        byteCount &+= string.count
        enter(count)
        count &+= 1
    }

    private mutating func rebuildIndex() {
        guard indexMask > 0 else { return }
        unsafe index.base.initializeMemory(as: UInt8.self, repeating: 0, count: 4 &* (indexMask &+ 1))
        for entry in 0..<count { enter(entry) }
    }

    private func enter(_ number: Int) {
        var place = Int(entry(number).hash) & indexMask
        while unsafe index.base.load(fromByteOffset: 4 &* place, as: UInt32.self) != 0 {
            place = (place &+ 1) & indexMask
        }
        unsafe index.base.storeBytes(of: UInt32(truncatingIfNeeded: number &+ 1), toByteOffset: 4 &* place, as: UInt32.self)
    }
}
