internal import CodecKit

/// The prefixes that are declared where the decoder is.
struct NamespaceScope: ~Copyable {
    /// What to return to when an element ends.
    struct Mark: BitwiseCopyable {
        var declarations = 0
        var bytes = 0
    }

    private struct Declaration: BitwiseCopyable {
        var prefixStart: Int
        var prefixCount: Int
        var namespaceCount: Int
        /// The one before it in the same bucket, or -1.
        var next: Int32
        var hash: UInt32
    }

    private static var firstBucketCount: Int { 512 }
    private static var knownCount: Int { 16 }

    private var declarations = GrowableArray<Declaration>()
    /// Each prefix and, behind it, its namespace.
    private var bytes = GrowableArray<UInt8>()
    /// The last declaration in each bucket of a hash table, or -1.
    private var buckets = GrowableArray<Int32>()
    /// Short prefixes that are declared, as numbers, each in a place of its own, or 0: what is looked for is mostly among them.
    private var known = GrowableArray<UInt64>()
    private let hash: SeededHash

    init(_ hash: SeededHash) throws(CodecError) {
        self.hash = hash
        for _ in 0..<Self.firstBucketCount { try buckets.append(-1) }
        for _ in 0..<Self.knownCount { try known.append(0) }
    }

    var mark: Mark { Mark(declarations: declarations.count, bytes: bytes.count) }

    /// Declares a prefix, or the default namespace with an empty one. False if it is declared since `mark`.
    mutating func declare(
        _ prefix: UnsafeBufferPointer<UInt8>, _ namespace: UnsafeBufferPointer<UInt8>, since mark: Mark
    ) throws(CodecError) -> Bool {
        let hash = unsafe UInt32(truncatingIfNeeded: self.hash(prefix))
        if unsafe find(prefix, hash) >= mark.declarations { return false }
        if declarations.count >= buckets.count { try addBuckets() }
        let bucket = self.bucket(hash)
        guard declarations.count < Int(Int32.max) else { throw .outOfMemory }
        let start = bytes.count
        unsafe try bytes.append(prefix)
        unsafe try bytes.append(namespace)
        try declarations.append(Declaration(
            prefixStart: start, prefixCount: prefix.count, namespaceCount: namespace.count, next: buckets[bucket],
            hash: hash))
        buckets[bucket] = Int32(truncatingIfNeeded: declarations.count &- 1)
        unsafe remember(prefix)
        return true
    }

    /// Doubles their number, so that few declarations share one however many there are.
    private mutating func addBuckets() throws(CodecError) {
        let count = buckets.count
        try buckets.reserve(count)
        for index in 0..<count { buckets[index] = -1 }
        for _ in 0..<count { try buckets.append(-1) }
        for index in 0..<declarations.count {
            let bucket = self.bucket(declarations[index].hash)
            declarations[index].next = buckets[bucket]
            buckets[bucket] = Int32(truncatingIfNeeded: index)
        }
    }

    /// The place in `buckets`, whose number is a power of two.
    @inline(__always)
    private func bucket(_ hash: UInt32) -> Int { Int(hash) & (buckets.count &- 1) }

    /// Forgets what was declared since `mark`.
    @inline(__always)
    mutating func restore(_ mark: Mark) {
        if declarations.count > mark.declarations { forget(mark) }
    }

    private mutating func forget(_ mark: Mark) {
        while declarations.count > max(mark.declarations, 0) {
            let last = declarations[declarations.count &- 1]
            buckets[bucket(last.hash)] = last.next
            // The prefix may still be declared by an element further out, which is then found anew.
            let word = unsafe Self.word(bytes.part(last.prefixStart, last.prefixCount))
            if knows(word) { known[Self.place(word)] = 0 }
            declarations.truncate(to: declarations.count &- 1)
        }
        bytes.truncate(to: mark.bytes)
    }

    /// A prefix of up to seven bytes as a number; 0 if it is empty or longer.
    @inline(__always)
    private static func word(_ prefix: UnsafeBufferPointer<UInt8>) -> UInt64 {
        unsafe prefix.count < 8 ? ShortWord.of(prefix) : 0
    }

    /// Where in `known` a prefix would be.
    @inline(__always)
    private static func place(_ word: UInt64) -> Int { Int(truncatingIfNeeded: (word &* 0x9E37_79B9_7F4A_7C15) >> 60) }

    private mutating func remember(_ prefix: UnsafeBufferPointer<UInt8>) {
        let word = unsafe Self.word(prefix)
        if word > 0 { known[Self.place(word)] = word }
    }

    /// Whether a short prefix, as a number, is known to be declared; one that is may not be known.
    @inline(__always)
    func knows(_ word: UInt64) -> Bool { word > 0 && known[Self.place(word)] == word }

    /// Whether there is a namespace for a prefix, which is not empty.
    mutating func declares(_ prefix: UnsafeBufferPointer<UInt8>) -> Bool {
        if unsafe knows(Self.word(prefix)) { return true }
        guard unsafe isXML(prefix) || find(prefix, UInt32(truncatingIfNeeded: hash(prefix))) >= 0 else { return false }
        unsafe remember(prefix)
        return true
    }

    /// The namespace of a prefix that is declared; empty for `xml`, which no other prefix can share it with.
    func namespace(of prefix: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        let index = unsafe find(prefix, UInt32(truncatingIfNeeded: hash(prefix)))
        guard index >= 0 else { return unsafe UnsafeBufferPointer(start: nil, count: 0) }
        let found = declarations[index]
        return unsafe bytes.part(found.prefixStart &+ found.prefixCount, found.namespaceCount)
    }

    private func find(_ prefix: UnsafeBufferPointer<UInt8>, _ hash: UInt32) -> Int {
        var index = Int(buckets[bucket(hash)])
        while index >= 0 {
            let declaration = declarations[index]
            let isSame = unsafe declaration.hash == hash
                && equal(bytes.part(declaration.prefixStart, declaration.prefixCount), prefix)
            if isSame { return index }
            index = Int(declaration.next)
        }
        return -1
    }

    private func isXML(_ prefix: UnsafeBufferPointer<UInt8>) -> Bool {
        unsafe equal(prefix, "xml")
    }
}

/// Whether two texts are the same.
@inline(__always)
func equal(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
    guard left.count == right.count else { return false }
    for index in 0..<left.count {
        guard unsafe left[index] == right[index] else { return false }
    }
    return true
}

/// Whether a text is that constant.
@inline(__always)
func equal(_ text: UnsafeBufferPointer<UInt8>, _ constant: StaticString) -> Bool {
    unsafe equal(text, UnsafeBufferPointer(start: constant.utf8Start, count: constant.utf8CodeUnitCount))
}
