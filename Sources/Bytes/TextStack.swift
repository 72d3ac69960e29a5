/// A stack of texts in which a text is found by its bytes: the topmost one that is equal. A keyed hash leads to it, so that the
/// time this takes does not depend on how many texts there are, nor on who has chosen them.
public struct TextStack: ~Copyable {
    // Usable from inline, as every element type of a `GrowableBuffer` must be: another module may compile the destruction of
    // the buffer, which names the type.
    @usableFromInline
    struct Entry: BitwiseCopyable {
        /// Where the text begins among `bytes`.
        var offset: Int
        var count: Int
        /// The hash of the text, known once the text has been in a chain.
        var hash: UInt64 = 0
        var hasHash = false
        /// The next lower entry in the same chain; `none` if there is no other.
        var next: Int32 = -1
    }

    private static var none: Int32 { -1 }
    private static var stride: Int { MemoryLayout<Entry>.stride }
    private static var fewestChains: Int { 16 }
    /// Up to this many texts are compared one by one. If there are more, all of them are in chains.
    private static var fewTexts: Int { 8 }

    /// The number of texts.
    public var count: Int { entries.count }
    private let hash: KeyedHash
    private var entries = GrowableBuffer<Entry>()
    private var bytes = GrowableBuffer<UInt8>()
    /// The topmost entry of each chain. The number of chains is a power of two, or 0 at first.
    private var chains = GrowableBuffer<Int32>()

    /// An empty stack, which owns no memory.
    public init(_ hash: KeyedHash) {
        self.hash = hash
    }

    /// The text at `index`, which is below `count`. Valid until the next `push`.
    public subscript(index: Int) -> ByteText {
        let entry = entries[index]
        return bytes.text(entry.offset, entry.count)
    }

    /// The index of the topmost text that is equal; nil if there is none.
    public func find(_ text: ByteText) -> Int? {
        guard count > Self.fewTexts else { return findAmongFew(text) }
        let hash = self.hash(text)
        var index = chains[chain(hash)]
        while index >= 0 {
            let entry = entries[Int(index)]
            if entry.hash == hash && self[Int(index)] == text { return Int(index) }
            index = entry.next
        }
        return nil
    }

    private func findAmongFew(_ text: ByteText) -> Int? {
        var index = count &- 1
        while index >= 0 {
            if entries[index].count == text.count && self[index] == text { return index }
            index &-= 1
        }
        return nil
    }

    /// Puts a text on top. False if there is no memory for it.
    public mutating func push(_ text: ByteText) -> Bool {
        guard count < Int(Int32.max), entries.reserve(additional: 1), bytes.reserve(additional: text.count) else {
            return false
        }
        if count >= chains.count && count >= Self.fewTexts && !addChains() { return false }
        let entry = Entry(offset: bytes.count, count: text.count)
        guard bytes.append(text), entries.append(entry) else { return false }
        if count > Self.fewTexts {
            for index in (count &- 1 == Self.fewTexts ? 0 : count &- 1)..<count { link(index) }
        }
        return true
    }

    /// Takes off texts until only the `rest` lowest are left.
    public mutating func truncate(to rest: Int) {
        let rest = max(rest, 0)
        guard rest < count else { return }
        if count > Self.fewTexts {
            // From the top down, each text is the topmost of its chain when its turn comes. What is left may be too few for
            // chains: then all texts leave theirs.
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

    /// Puts an entry, which is above all entries that are in chains, on top of its chain.
    private mutating func link(_ index: Int) {
        if !entries[index].hasHash {
            entries[index].hash = hash(self[index])
            entries[index].hasHash = true
        }
        let chain = chain(entries[index].hash)
        entries[index].next = chains[chain]
        chains[chain] = Int32(truncatingIfNeeded: index)
    }

    /// The index of the chain for texts with this hash.
    private func chain(_ hash: UInt64) -> Int {
        Int(truncatingIfNeeded: hash) & (chains.count &- 1)
    }

    /// Doubles the number of chains, which keeps them short. False if there is no memory for them.
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
