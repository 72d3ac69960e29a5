/// Texts put one upon another, each found by its bytes: the topmost of those that are equal. A keyed hash leads to them, so
/// that finding one takes the same time however many there are and whoever has chosen them. Its owner calls `free` when it
/// goes.
@unsafe
public struct TextStack {
    private struct Entry: BitwiseCopyable {
        /// Where the text is among `bytes`.
        var offset: Int
        var count: Int
        var hash: UInt64
        /// The entry further down in the same chain; `none` at its end.
        var next: Int32
    }

    private static var none: Int32 { -1 }
    private static var stride: Int { MemoryLayout<Entry>.stride }
    private static var fewestChains: Int { 16 }

    /// How many texts there are.
    public private(set) var count = 0
    private let hash: KeyedHash
    private var entries = unsafe GrowableMemory()
    private var bytes = unsafe GrowableMemory()
    private var byteCount = 0
    /// The topmost entry of each chain; their number is a power of two, or there is none yet.
    private var chains = unsafe GrowableMemory()
    private var chainCount = 0

    /// A stack without texts, which owns no memory.
    public init(_ hash: KeyedHash) {
        unsafe self.hash = hash
    }

    /// Gives the memory back. The last call.
    public func free() {
        unsafe entries.free()
        unsafe bytes.free()
        unsafe chains.free()
    }

    /// The text at `index`, which there is. Valid until the next `push`.
    public subscript(index: Int) -> UnsafeBufferPointer<UInt8> {
        let entry = unsafe self.entry(index)
        return unsafe UnsafeBufferPointer(
            start: (bytes.base + entry.offset).assumingMemoryBound(to: UInt8.self), count: entry.count)
    }

    /// The index of the topmost text that is equal; nil if there is none.
    public func find(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
        guard unsafe count > 0 else { return nil }
        let hash = unsafe self.hash(text)
        var index = unsafe chain(hash).pointee
        while index >= 0 {
            let entry = unsafe self.entry(Int(index))
            if unsafe entry.hash == hash && equal(self[Int(index)], text) { return Int(index) }
            index = entry.next
        }
        return nil
    }

    /// Puts a text upon the others.
    public mutating func push(_ text: UnsafeBufferPointer<UInt8>) throws(OutOfMemory) {
        guard unsafe count < Int(Int32.max) else { throw OutOfMemory() }
        try unsafe bytes.reserve(byteCount &+ text.count)
        try unsafe entries.reserve((count &+ 1) &* Self.stride)
        if unsafe count >= chainCount { try unsafe addChains() }
        if let base = text.baseAddress, text.count > 0 {
            unsafe (bytes.base + byteCount).copyMemory(from: base, byteCount: text.count)
        }
        let hash = unsafe self.hash(text)
        let head = unsafe chain(hash)
        let entry = unsafe Entry(offset: byteCount, count: text.count, hash: hash, next: head.pointee)
        unsafe entries.base.storeBytes(of: entry, toByteOffset: count &* Self.stride, as: Entry.self)
        unsafe head.pointee = Int32(truncatingIfNeeded: count)
        unsafe count &+= 1
        unsafe byteCount &+= text.count
    }

    /// Takes off all but the `rest` lowest texts.
    public mutating func truncate(to rest: Int) {
        while unsafe count > max(rest, 0) {
            unsafe count &-= 1
            let entry = unsafe self.entry(count)
            // It is the topmost of all, and so that of its chain.
            unsafe chain(entry.hash).pointee = entry.next
            unsafe byteCount = entry.offset
        }
    }

    private func entry(_ index: Int) -> Entry {
        unsafe entries.base.load(fromByteOffset: index &* Self.stride, as: Entry.self)
    }

    private func chain(_ hash: UInt64) -> UnsafeMutablePointer<Int32> {
        unsafe chains.base.assumingMemoryBound(to: Int32.self) + (Int(truncatingIfNeeded: hash) & (chainCount &- 1))
    }

    /// Keeps chains short however many texts there are.
    private mutating func addChains() throws(OutOfMemory) {
        let wanted = unsafe max(chainCount &* 2, Self.fewestChains)
        try unsafe chains.reserve(wanted &* MemoryLayout<Int32>.stride)
        unsafe chainCount = wanted
        unsafe chains.base.assumingMemoryBound(to: Int32.self).update(repeating: Self.none, count: wanted)
        for index in unsafe 0..<count {
            var entry = unsafe self.entry(index)
            let head = unsafe chain(entry.hash)
            entry.next = unsafe head.pointee
            unsafe entries.base.storeBytes(of: entry, toByteOffset: index &* Self.stride, as: Entry.self)
            unsafe head.pointee = Int32(truncatingIfNeeded: index)
        }
    }
}
