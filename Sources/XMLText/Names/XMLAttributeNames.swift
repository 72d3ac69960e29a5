public import Bytes

/// The names of a start tag's attributes, kept until all its declarations are known: then each prefix must be declared, and no
/// two may be the same by namespace and local name. Its owner calls `free` when it goes.
@safe
public struct XMLAttributeNames {
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

    @usableFromInline var total = 0
    /// How many names have a prefix.
    @usableFromInline var prefixedCount = 0
    private let hash: KeyedHash
    @usableFromInline var entries = GrowableMemory()
    @usableFromInline var bytes = GrowableMemory()
    @usableFromInline var byteCount = 0
    /// A table of indices, from 1, or 0.
    private var table = GrowableMemory()
    /// The name that was put last and does not count yet.
    private var latest = Entry(offset: 0, count: 0, prefixCount: 0)

    /// How many names there are.
    @inlinable @inline(__always)
    public var count: Int { total }

    /// No names.
    public init(_ hash: KeyedHash) {
        self.hash = hash
    }

    /// Gives the memory back. The last call.
    public func free() {
        entries.free()
        bytes.free()
        table.free()
    }

    /// Makes ready for another tag.
    @inlinable @inline(__always)
    public mutating func removeAll() {
        total = 0
        prefixedCount = 0
        byteCount = 0
    }

    // MARK: Adding names

    /// Keeps a name, with its prefix and a colon, that may turn out to be that of a declaration: it does not count yet.
    mutating func put(_ name: UnsafeRawPointer, _ count: Int, prefixCount: Int) throws(OutOfMemory) {
        try bytes.reserve(byteCount &+ count)
        unsafe (bytes.base + byteCount).copyMemory(from: name, byteCount: count)
        latest = Entry(offset: byteCount, count: count, prefixCount: prefixCount)
    }

    /// The name that was put last, and the bytes of its prefix.
    var lastPut: (base: UnsafeRawPointer, count: Int, prefixCount: Int) {
        unsafe (UnsafeRawPointer(bytes.base + latest.offset), latest.count, latest.prefixCount)
    }

    /// Counts the name that was put last.
    mutating func appendLastPut() throws(OutOfMemory) {
        try entries.reserve((count &+ 1) &* MemoryLayout<Entry>.stride)
        append(latest)
    }

    /// Adds a name, with its prefix and a colon.
    @usableFromInline
    mutating func append(_ name: UnsafeRawPointer, _ count: Int, prefixCount: Int) throws(OutOfMemory) {
        try unsafe put(name, count, prefixCount: prefixCount)
        try appendLastPut()
    }

    /// Adds a name; the prefix may be empty.
    public mutating func append(
        prefix: UnsafeBufferPointer<UInt8>, local: UnsafeBufferPointer<UInt8>
    ) throws(OutOfMemory) {
        try bytes.reserve(byteCount &+ prefix.count &+ local.count &+ 1)
        try entries.reserve((count &+ 1) &* MemoryLayout<Entry>.stride)
        let place = unsafe bytes.base + byteCount
        unsafe XMLBytes.copy(prefix, to: place)
        var length = prefix.count
        if length > 0 {
            unsafe place.storeBytes(of: UInt8(ascii: ":"), toByteOffset: length, as: UInt8.self)
            length &+= 1
        }
        unsafe XMLBytes.copy(local, to: place + length)
        append(Entry(offset: byteCount, count: length &+ local.count, prefixCount: prefix.count))
    }

    /// Whether another name of up to `count` bytes can be written at `next`.
    @inlinable @inline(__always)
    func hasRoom(_ count: Int) -> Bool {
        bytes.capacity &- byteCount >= count
            && entries.capacity &- self.count &* MemoryLayout<Entry>.stride >= MemoryLayout<Entry>.stride
    }

    /// Where the next name begins.
    @inlinable @inline(__always)
    var next: UnsafeMutableRawPointer { unsafe bytes.base + byteCount }

    /// Room for one more name of up to `count` bytes, for `extend`; more may be written, as far as twice a stride behind that.
    @inlinable @inline(__always)
    public mutating func reserve(_ count: Int) throws(OutOfMemory) -> UnsafeMutablePointer<UInt8> {
        try bytes.reserve(byteCount &+ count &+ 2 &* TextWriter.stride)
        try entries.reserve((self.count &+ 1) &* MemoryLayout<Entry>.stride)
        return unsafe (bytes.base + byteCount).assumingMemoryBound(to: UInt8.self)
    }

    /// Adds the name that was written at `next`.
    @inlinable @inline(__always)
    public mutating func extend(_ count: Int, prefixCount: Int) {
        append(Entry(offset: byteCount, count: count, prefixCount: prefixCount))
    }

    @inlinable @inline(__always)
    mutating func append(_ entry: Entry) {
        unsafe entries.base.storeBytes(of: entry, toByteOffset: count &* MemoryLayout<Entry>.stride, as: Entry.self)
        total &+= 1
        byteCount &+= entry.count
        if entry.prefixCount > 0 { prefixedCount &+= 1 }
    }

    // MARK: Judging them

    /// What is wrong with the names, all declarations of the tag being in force; nil if nothing is.
    public mutating func fault(in namespaces: inout XMLNamespaces) throws(OutOfMemory) -> Fault? {
        if prefixedCount > 0 {
            for index in 0..<count {
                let entry = self[index]
                guard entry.prefixCount > 0 else { continue }
                let prefix = unsafe UnsafeBufferPointer(rebasing: name(entry)[..<entry.prefixCount])
                guard let binding = unsafe namespaces.find(prefix) else { return .undeclaredPrefix }
                unsafe pointer(index).pointee.namespace = namespaces.namespaceNumber(binding)
            }
        }
        if count > Self.maxCompared { return try hasDuplicateByTable() ? .duplicate : nil }
        for index in 1..<max(count, 1) {
            for other in 0..<index where isSame(self[index], self[other]) { return .duplicate }
        }
        return nil
    }

    /// By a table, so that many names take no more time each than few.
    private mutating func hasDuplicateByTable() throws(OutOfMemory) -> Bool {
        var size = 32
        while size < 2 &* count { size &*= 2 }
        try table.reserve(size &* MemoryLayout<UInt32>.stride)
        let slots = unsafe table.base.assumingMemoryBound(to: UInt32.self)
        unsafe slots.update(repeating: 0, count: size)
        for index in 0..<count {
            let entry = unsafe pointer(index)
            // Names that differ in the namespace alone go to places as far apart as can be.
            let namespace = unsafe UInt64(truncatingIfNeeded: entry.pointee.namespace) &* 0x9E37_79B9_7F4A_7C15
            unsafe entry.pointee.hash = hash(localName(entry.pointee)) &+ (namespace ^ namespace >> 32)
            var place = unsafe Int(truncatingIfNeeded: entry.pointee.hash) & (size &- 1)
            while unsafe slots[place] != 0 {
                let other = unsafe self[Int(slots[place] &- 1)]
                if unsafe other.hash == entry.pointee.hash && isSame(entry.pointee, other) { return true }
                place = (place &+ 1) & (size &- 1)
            }
            unsafe slots[place] = UInt32(truncatingIfNeeded: index &+ 1)
        }
        return false
    }

    private func isSame(_ left: Entry, _ right: Entry) -> Bool {
        guard left.namespace == right.namespace else { return false }
        return unsafe equal(localName(left), localName(right))
    }

    private subscript(index: Int) -> Entry { unsafe pointer(index).pointee }

    private func pointer(_ index: Int) -> UnsafeMutablePointer<Entry> {
        unsafe entries.base.assumingMemoryBound(to: Entry.self) + index
    }

    private func name(_ entry: Entry) -> UnsafeBufferPointer<UInt8> {
        unsafe UnsafeBufferPointer(start: (bytes.base + entry.offset).assumingMemoryBound(to: UInt8.self), count: entry.count)
    }

    private func localName(_ entry: Entry) -> UnsafeBufferPointer<UInt8> {
        unsafe UnsafeBufferPointer(rebasing: name(entry)[(entry.prefixCount == 0 ? 0 : entry.prefixCount &+ 1)...])
    }
}
