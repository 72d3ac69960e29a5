/// Texts put one upon another, each found by its bytes: the topmost of those that are equal. A keyed hash leads to them, so
/// that finding one takes the same time however many there are and whoever has chosen them.
@safe
public struct TextStack: ~Copyable {
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

    /// The number of texts.
    public var count: Int { entries.count }
    private let hash: KeyedHash
    private var entries = GrowableBuffer<Entry>()
    private var bytes = GrowableBuffer<UInt8>()
    /// The topmost entry of each chain; their number is a power of two, or there is none yet.
    private var chains = GrowableBuffer<Int32>()

    /// A stack without texts, which owns no memory.
    public init(_ hash: KeyedHash) {
        self.hash = hash
    }

    /// The text at `index`, which is below `count`. Valid until the next `push`.
    public subscript(index: Int) -> UnsafeBufferPointer<UInt8> {
        let entry = entries[index]
        return unsafe bytes.part(entry.offset, entry.count)
    }

    /// The index of the topmost text that is equal; nil if there is none.
    public func find(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
        guard count > Self.fewTexts else { return unsafe findAmongFew(text) }
        let hash = unsafe self.hash(text)
        var index = chains[chain(hash)]
        while index >= 0 {
            let entry = entries[Int(index)]
            if unsafe entry.hash == hash && equal(self[Int(index)], text) { return Int(index) }
            index = entry.next
        }
        return nil
    }

    private func findAmongFew(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
        var index = count &- 1
        while index >= 0 {
            if unsafe entries[index].count == text.count && equal(self[index], text) { return index }
            index &-= 1
        }
        return nil
    }

    /// Puts a text upon the others. False if there is no memory for it.
    public mutating func push(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard count < Int(Int32.max), entries.reserve(additional: 1), bytes.reserve(additional: text.count) else { return false }
        if count >= chains.count && count >= Self.fewTexts && !addChains() { return false }
        let entry = Entry(offset: bytes.count, count: text.count)
        guard unsafe bytes.append(contentsOf: text), entries.append(entry) else { return false }
        if count > Self.fewTexts {
            for index in (count &- 1 == Self.fewTexts ? 0 : count &- 1)..<count { link(index) }
        }
        return true
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
                let entry = entries[index]
                chains[chain(entry.hash)] = entry.next
            }
        }
        bytes.truncate(to: entries[rest].offset)
        entries.truncate(to: rest)
    }

    /// Puts an entry, upon all that are in chains, into its own chain.
    private mutating func link(_ index: Int) {
        if !entries[index].hasHash {
            entries[index].hash = unsafe hash(self[index])
            entries[index].hasHash = true
        }
        let chain = chain(entries[index].hash)
        entries[index].next = chains[chain]
        chains[chain] = Int32(truncatingIfNeeded: index)
    }

    /// The index of the chain that leads to the texts of this hash.
    private func chain(_ hash: UInt64) -> Int {
        Int(truncatingIfNeeded: hash) & (chains.count &- 1)
    }

    /// Keeps chains short however many texts there are.
    private mutating func addChains() -> Bool {
        let wanted = max(chains.count &* 2, Self.fewestChains)
        guard chains.reserve(wanted) else { return false }
        chains.truncate(to: 0)
        guard chains.append(repeating: Self.none, count: wanted) else { return false }
        if count > Self.fewTexts {
            for index in 0..<count { link(index) }
        }
        return true
    }
}
