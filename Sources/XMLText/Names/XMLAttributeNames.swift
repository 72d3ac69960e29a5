public import Bytes

/// The names of a start tag's attributes, kept until all declarations of the tag are known. Then each prefix must be declared,
/// and no two names may have the same namespace and local name.
public struct XMLAttributeNames: ~Copyable {
    /// What is wrong with the attributes of a tag.
    public enum Fault: UInt8, Sendable {
        case undeclaredPrefix
        case duplicate
        /// There is no memory to find it out.
        case outOfMemory
    }

    @usableFromInline
    struct Entry: BitwiseCopyable {
        /// Where the name, with prefix and colon, begins among `bytes`.
        var offset: Int
        var count: Int
        var prefixCount: Int
        /// The number of the namespace; -1 if there is no prefix. Known once the tag is judged.
        var namespace: Int32 = -1
        /// The hash of the name, if the tag is judged by a table.
        var hash: UInt64 = 0
    }

    /// Up to this many names are compared with one another; more go through a table.
    public static var maxCompared: Int { 8 }

    /// The number of names that have a prefix.
    private(set) var prefixedCount = 0
    private let hash: KeyedHash
    private var entries = GrowableBuffer<Entry>()
    private var bytes = GrowableBuffer<UInt8>()
    /// A hash table of the names' indices, each plus 1; 0 in free places.
    private var table = GrowableBuffer<UInt32>()
    /// The name that was put last, which does not count yet.
    private var latest = Entry(offset: 0, count: 0, prefixCount: 0)

    /// The number of names.
    @inline(__always)
    public var count: Int { entries.count }

    /// No names yet.
    public init(_ hash: KeyedHash) {
        self.hash = hash
    }

    /// Drops all names, for another tag.
    @inline(__always)
    public mutating func removeAll() {
        entries.removeAll()
        bytes.removeAll()
        prefixedCount = 0
    }

    // MARK: Adding names

    /// Stores a qualified name that may turn out to be that of a declaration: it does not count yet. False if there is no
    /// memory for it.
    mutating func put(_ name: ByteText, prefixCount: Int) -> Bool {
        latest = Entry(offset: bytes.count, count: name.count, prefixCount: prefixCount)
        guard bytes.append(name) else { return false }
        bytes.truncate(to: latest.offset)
        return true
    }

    /// The name that was put last, and the number of bytes of its prefix. Valid until another name is put or counted.
    var lastPut: (name: ByteText, prefixCount: Int) { (bytes.text(latest.offset, latest.count), latest.prefixCount) }

    /// Counts the name that was put last. False if there is no memory for it.
    mutating func appendLastPut() -> Bool {
        guard entries.reserve(additional: 1) else { return false }
        append(latest)
        return true
    }

    /// Adds a name; the prefix may be empty. False if there is no memory for it.
    public mutating func append(prefix: ByteText, local: ByteText) -> Bool {
        let start = bytes.count
        guard entries.reserve(additional: 1), bytes.reserve(additional: prefix.count &+ local.count &+ 1),
            bytes.append(prefix), prefix.isEmpty || bytes.append(UInt8(ascii: ":")), bytes.append(local)
        else { return false }
        let count = bytes.count &- start
        bytes.truncate(to: start)
        append(Entry(offset: start, count: count, prefixCount: prefix.count))
        return true
    }

    /// Makes room for another name of up to `count` bytes and returns where to write it, before calling `extend`. Up to two
    /// strides may be written after those bytes. nil if there is no memory for it.
    @inline(__always)
    public mutating func reserve(_ count: Int) -> UnsafeMutablePointer<UInt8>? {
        guard bytes.reserve(additional: count &+ 2 &* TextWriter.stride), entries.reserve(additional: 1) else { return nil }
        return unsafe bytes.free.baseAddress
    }

    /// Adds the name that was written where `reserve` has made room.
    @inline(__always)
    public mutating func extend(_ count: Int, prefixCount: Int) {
        append(Entry(offset: bytes.count, count: count, prefixCount: prefixCount))
    }

    /// Adds a name for which there is room and whose bytes are written.
    @inline(__always)
    private mutating func append(_ entry: Entry) {
        entries.appendReserved(entry)
        bytes.extendReserved(by: entry.count)
        if entry.prefixCount > 0 { prefixedCount &+= 1 }
    }

    // MARK: Judging them

    /// What is wrong with the names, all declarations of the tag being in force; nil if nothing is.
    @_optimize(size)
    public mutating func fault(in namespaces: inout XMLNamespaces) -> Fault? {
        if prefixedCount > 0 {
            for index in 0..<count {
                let entry = entries[index]
                guard entry.prefixCount > 0 else { continue }
                let prefix = name(entry).prefix(entry.prefixCount)
                guard let binding = namespaces.find(prefix) else { return .undeclaredPrefix }
                entries[index].namespace = namespaces.namespaceNumber(binding)
            }
        }
        if count > Self.maxCompared { return faultByTable() }
        for index in 1..<max(count, 1) {
            for other in 0..<index where isSame(entries[index], entries[other]) { return .duplicate }
        }
        return nil
    }

    /// The same by a table, so that the time for each name does not grow with their number.
    private mutating func faultByTable() -> Fault? {
        var size = 32
        while size < 2 &* count { size &*= 2 }
        table.removeAll()
        guard table.append(repeating: 0, count: size) else { return .outOfMemory }
        for index in 0..<count {
            // Spreads names that differ only in their namespaces over the table.
            let namespace = UInt64(truncatingIfNeeded: entries[index].namespace) &* 0x9E37_79B9_7F4A_7C15
            entries[index].hash = hash(localName(entries[index])) &+ (namespace ^ namespace >> 32)
            let entry = entries[index]
            var place = Int(truncatingIfNeeded: entry.hash) & (size &- 1)
            while table[place] != 0 {
                let other = entries[Int(table[place] &- 1)]
                if other.hash == entry.hash && isSame(entry, other) { return .duplicate }
                place = (place &+ 1) & (size &- 1)
            }
            table[place] = UInt32(truncatingIfNeeded: index &+ 1)
        }
        return nil
    }

    private func isSame(_ left: Entry, _ right: Entry) -> Bool {
        guard left.namespace == right.namespace else { return false }
        return localName(left) == localName(right)
    }

    private func name(_ entry: Entry) -> ByteText { bytes.text(entry.offset, entry.count) }

    private func localName(_ entry: Entry) -> ByteText {
        name(entry).dropFirst(entry.prefixCount == 0 ? 0 : entry.prefixCount &+ 1)
    }
}
