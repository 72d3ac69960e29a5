/// Texts put one upon another, each found by its bytes: the topmost of those that are equal. A keyed hash leads to them, so
/// that finding one takes the same time however many there are and whoever has chosen them. Its owner calls `free` when it
/// goes.
@safe
public struct TextStack {
    private struct Entry: BitwiseCopyable {
        /// Where the text is among `bytes`.
        var offset: Int
        var count: Int
        /// Known from the first time that the text was among many.
        var hash: UInt64 = 0
        var hasHash = false
        /// The entry further down in the same chain; `none` at its end.
        var next: Int32 = -1
    }

    private static var none: Int32 { -1 }
    private static var stride: Int { MemoryLayout<Entry>.stride }
    private static var fewestChains: Int { 16 }
    /// So many are compared one by one; where there are more, all of them are in chains.
    private static var fewTexts: Int { 8 }

    /// How many texts there are.
    public private(set) var count = 0
    private let hash: KeyedHash
    private var entries = GrowableMemory()
    private var bytes = GrowableMemory()
    private var byteCount = 0
    /// The topmost entry of each chain; their number is a power of two, or there is none yet.
    private var chains = GrowableMemory()
    private var chainCount = 0

    /// A stack without texts, which owns no memory.
    public init(_ hash: KeyedHash) {
        self.hash = hash
    }

    /// Gives the memory back. The last call.
    public func free() {
        entries.free()
        bytes.free()
        chains.free()
    }

    /// The text at `index`, which there is. Valid until the next `push`.
    public subscript(index: Int) -> UnsafeBufferPointer<UInt8> {
        let entry = self.entry(index)
        return unsafe UnsafeBufferPointer(
            start: (bytes.base + entry.offset).assumingMemoryBound(to: UInt8.self), count: entry.count)
    }

    /// The index of the topmost text that is equal; nil if there is none.
    public func find(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
        guard count > Self.fewTexts else { return unsafe findAmongFew(text) }
        let hash = unsafe self.hash(text)
        var index = unsafe chain(hash).pointee
        while index >= 0 {
            let entry = self.entry(Int(index))
            if unsafe entry.hash == hash && equal(self[Int(index)], text) { return Int(index) }
            index = entry.next
        }
        return nil
    }

    private func findAmongFew(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
        var index = count &- 1
        while index >= 0 {
            let entry = self.entry(index)
            if unsafe entry.count == text.count && equal(self[index], text) { return index }
            index &-= 1
        }
        return nil
    }

    /// Puts a text upon the others.
    public mutating func push(_ text: UnsafeBufferPointer<UInt8>) throws(OutOfMemory) {
        guard count < Int(Int32.max) else { throw OutOfMemory() }
        try bytes.reserve(byteCount &+ text.count)
        try entries.reserve((count &+ 1) &* Self.stride)
        if count >= chainCount && count >= Self.fewTexts { try addChains() }
        if let base = text.baseAddress, text.count > 0 {
            unsafe (bytes.base + byteCount).copyMemory(from: base, byteCount: text.count)
        }
        let entry = Entry(offset: byteCount, count: text.count)
        unsafe entries.base.storeBytes(of: entry, toByteOffset: count &* Self.stride, as: Entry.self)
        count &+= 1
        byteCount &+= text.count
        if count > Self.fewTexts {
            for index in (count &- 1 == Self.fewTexts ? 0 : count &- 1)..<count { link(index) }
        }
    }

    /// Takes off all but the `rest` lowest texts.
    public mutating func truncate(to rest: Int) {
        let rest = max(rest, 0)
        guard rest < count else { return }
        if count > Self.fewTexts {
            // Each is the topmost of all when its turn comes, and so that of its chain. Few are in no chains.
            let last = rest > Self.fewTexts ? rest : 0
            var index = count
            while index > last {
                index &-= 1
                let entry = self.entry(index)
                unsafe chain(entry.hash).pointee = entry.next
            }
        }
        byteCount = entry(rest).offset
        count = rest
    }

    /// Puts an entry, upon all that are in chains, into its own.
    private func link(_ index: Int) {
        var entry = self.entry(index)
        if !entry.hasHash {
            entry.hash = unsafe hash(self[index])
            entry.hasHash = true
        }
        let head = unsafe chain(entry.hash)
        entry.next = unsafe head.pointee
        unsafe entries.base.storeBytes(of: entry, toByteOffset: index &* Self.stride, as: Entry.self)
        unsafe head.pointee = Int32(truncatingIfNeeded: index)
    }

    private func entry(_ index: Int) -> Entry {
        unsafe entries.base.load(fromByteOffset: index &* Self.stride, as: Entry.self)
    }

    private func chain(_ hash: UInt64) -> UnsafeMutablePointer<Int32> {
        unsafe chains.base.assumingMemoryBound(to: Int32.self) + (Int(truncatingIfNeeded: hash) & (chainCount &- 1))
    }

    /// Keeps chains short however many texts there are.
    private mutating func addChains() throws(OutOfMemory) {
        let wanted = max(chainCount &* 2, Self.fewestChains)
        try chains.reserve(wanted &* MemoryLayout<Int32>.stride)
        chainCount = wanted
        unsafe chains.base.assumingMemoryBound(to: Int32.self).update(repeating: Self.none, count: wanted)
        if count > Self.fewTexts {
            for index in 0..<count { link(index) }
        }
    }
}
