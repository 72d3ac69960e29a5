public import Bytes

/// The names of a start tag's attributes, kept until all its declarations are known: then each prefix must be declared, and no
/// two may be the same by namespace and local name.
@safe
public struct XMLAttributeNames: ~Copyable {
    /// What is wrong with the attributes of a tag.
    public enum Fault: UInt8, Sendable {
        case undeclaredPrefix
        case duplicate
    }

    @usableFromInline
    struct Entry: BitwiseCopyable {
        /// Where the name is among `bytes`, with prefix and colon.
        @usableFromInline var offset: Int
        @usableFromInline var count: Int
        @usableFromInline var prefixCount: Int
        /// The number of the namespace; -1 if there is no prefix. Known once the tag is judged.
        @usableFromInline var namespace: Int32
        /// Of the local name, if the tag is judged by a table.
        @usableFromInline var hash: UInt64

        @inlinable @inline(__always)
        init(offset: Int, count: Int, prefixCount: Int) {
            self.offset = offset
            self.count = count
            self.prefixCount = prefixCount
            namespace = -1
            hash = 0
        }
    }

    /// So many names are compared with one another; more go through a table.
    @inlinable public static var maxCompared: Int { 8 }

    /// How many names have a prefix.
    @usableFromInline var prefixedCount = 0
    private let hash: KeyedHash
    @usableFromInline var entries = GrowableBuffer<Entry>()
    @usableFromInline var bytes = GrowableBuffer<UInt8>()
    /// A table of indices, from 1, or 0.
    private var table = GrowableBuffer<UInt32>()
    /// The name that was put last and does not count yet.
    private var latest = Entry(offset: 0, count: 0, prefixCount: 0)

    /// How many names there are.
    @inlinable @inline(__always)
    public var count: Int { entries.count }

    /// No names.
    public init(_ hash: KeyedHash) {
        self.hash = hash
    }

    /// Makes ready for another tag.
    @inlinable @inline(__always)
    public mutating func removeAll() {
        entries.removeAll()
        bytes.removeAll()
        prefixedCount = 0
    }

    // MARK: Adding names

    /// Keeps a name, with its prefix and a colon, that may turn out to be that of a declaration: it does not count yet. False
    /// if there is no memory for it.
    mutating func put(_ name: UnsafeRawPointer, _ count: Int, prefixCount: Int) -> Bool {
        guard bytes.reserve(additional: count) else { return false }
        unsafe UnsafeMutableRawPointer(nextByte).copyMemory(from: name, byteCount: count)
        latest = Entry(offset: bytes.count, count: count, prefixCount: prefixCount)
        return true
    }

    /// The name that was put last, and the bytes of its prefix.
    var lastPut: (base: UnsafeRawPointer, count: Int, prefixCount: Int) {
        unsafe (UnsafeRawPointer(bytes.base + latest.offset), latest.count, latest.prefixCount)
    }

    /// Counts the name that was put last. False if there is no memory for it.
    mutating func appendLastPut() -> Bool {
        guard entries.reserve(additional: 1) else { return false }
        append(latest)
        return true
    }

    /// Adds a name; the prefix may be empty. False if there is no memory for it.
    public mutating func append(prefix: UnsafeBufferPointer<UInt8>, local: UnsafeBufferPointer<UInt8>) -> Bool {
        guard entries.reserve(additional: 1), bytes.reserve(additional: prefix.count &+ local.count &+ 1) else { return false }
        let place = unsafe nextByte
        unsafe XMLBytes.copy(prefix, to: place)
        var length = prefix.count
        if length > 0 {
            unsafe place[length] = UInt8(ascii: ":")
            length &+= 1
        }
        unsafe XMLBytes.copy(local, to: place + length)
        append(Entry(offset: bytes.count, count: length &+ local.count, prefixCount: prefix.count))
        return true
    }

    /// Whether another name of up to `count` bytes can be written at `next`.
    @inlinable @inline(__always)
    func hasRoom(_ count: Int) -> Bool {
        bytes.capacity &- bytes.count >= count && entries.capacity > entries.count
    }

    /// Where the next name begins.
    @inlinable @inline(__always)
    var next: UnsafeMutableRawPointer { unsafe UnsafeMutableRawPointer(nextByte) }

    @inlinable @inline(__always)
    var nextByte: UnsafeMutablePointer<UInt8> { unsafe bytes.base + bytes.count }

    /// Room for one more name of up to `count` bytes, for `extend`; more may be written, as far as twice a stride after that.
    /// nil if there is no memory for it.
    @inlinable @inline(__always)
    public mutating func reserve(_ count: Int) -> UnsafeMutablePointer<UInt8>? {
        guard bytes.reserve(additional: count &+ 2 &* TextWriter.stride), entries.reserve(additional: 1) else { return nil }
        return unsafe nextByte
    }

    /// Adds the name that was written at `next`.
    @inlinable @inline(__always)
    public mutating func extend(_ count: Int, prefixCount: Int) {
        append(Entry(offset: bytes.count, count: count, prefixCount: prefixCount))
    }

    /// Adds a name for which there is room and whose bytes are written.
    @inlinable @inline(__always)
    mutating func append(_ entry: Entry) {
        entries.appendReserved(entry)
        bytes.extend(by: entry.count)
        if entry.prefixCount > 0 { prefixedCount &+= 1 }
    }

    // MARK: Judging them

    /// What is wrong with the names, all declarations of the tag being in force; nil if nothing is.
    public mutating func fault(in namespaces: inout XMLNamespaces) throws(OutOfMemory) -> Fault? {
        if prefixedCount > 0 {
            for index in 0..<count {
                let entry = entries[index]
                guard entry.prefixCount > 0 else { continue }
                let prefix = unsafe UnsafeBufferPointer(rebasing: name(entry)[..<entry.prefixCount])
                guard let binding = unsafe namespaces.find(prefix) else { return .undeclaredPrefix }
                entries[index].namespace = namespaces.namespaceNumber(binding)
            }
        }
        if count > Self.maxCompared { return try hasDuplicateByTable() ? .duplicate : nil }
        for index in 1..<max(count, 1) {
            for other in 0..<index where isSame(entries[index], entries[other]) { return .duplicate }
        }
        return nil
    }

    /// By a table, so that many names take no more time each than few.
    private mutating func hasDuplicateByTable() throws(OutOfMemory) -> Bool {
        var size = 32
        while size < 2 &* count { size &*= 2 }
        table.removeAll()
        guard table.append(repeating: 0, count: size) else { throw OutOfMemory() }
        for index in 0..<count {
            // Names that differ in the namespace alone go to places as far apart as can be.
            let namespace = UInt64(truncatingIfNeeded: entries[index].namespace) &* 0x9E37_79B9_7F4A_7C15
            entries[index].hash = unsafe hash(localName(entries[index])) &+ (namespace ^ namespace >> 32)
            let entry = entries[index]
            var place = Int(truncatingIfNeeded: entry.hash) & (size &- 1)
            while table[place] != 0 {
                let other = entries[Int(table[place] &- 1)]
                if other.hash == entry.hash && isSame(entry, other) { return true }
                place = (place &+ 1) & (size &- 1)
            }
            table[place] = UInt32(truncatingIfNeeded: index &+ 1)
        }
        return false
    }

    private func isSame(_ left: Entry, _ right: Entry) -> Bool {
        guard left.namespace == right.namespace else { return false }
        return unsafe equal(localName(left), localName(right))
    }

    private func name(_ entry: Entry) -> UnsafeBufferPointer<UInt8> { unsafe bytes.part(entry.offset, entry.count) }

    private func localName(_ entry: Entry) -> UnsafeBufferPointer<UInt8> {
        unsafe UnsafeBufferPointer(rebasing: name(entry)[(entry.prefixCount == 0 ? 0 : entry.prefixCount &+ 1)...])
    }
}
