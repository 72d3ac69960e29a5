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
    private static var letterCount: Int { 26 }

    private var declarations = GrowableArray<Declaration>()
    /// Each prefix and, behind it, its namespace.
    private var bytes = GrowableArray<UInt8>()
    /// The last declaration in each bucket of a hash table, or -1.
    private var buckets = GrowableArray<Int32>()
    /// How many declarations there are of each prefix of one letter.
    private var letters = GrowableArray<UInt32>()
    private let hash: SeededHash

    init(_ hash: SeededHash) throws(CodecError) {
        self.hash = hash
        for _ in 0..<Self.firstBucketCount { try buckets.append(-1) }
        for _ in 0..<Self.letterCount { try letters.append(0) }
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
        if let letter = unsafe letter(prefix) { letters[letter] &+= 1 }
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
            if let letter = unsafe letter(bytes.part(last.prefixStart, last.prefixCount)) { letters[letter] &-= 1 }
            declarations.truncate(to: declarations.count &- 1)
        }
        bytes.truncate(to: mark.bytes)
    }

    /// Whether there is a namespace for a prefix of one letter, a to z; no other has one here.
    @inline(__always)
    func declares(letter: UInt8) -> Bool {
        letter >= 0x61 && letter <= 0x7A && letters[Int(letter &- 0x61)] > 0
    }

    /// Whether there is a namespace for a prefix, which is not empty.
    @inline(__always)
    func declares(_ prefix: UnsafeBufferPointer<UInt8>) -> Bool {
        if let letter = unsafe letter(prefix) { return letters[letter] > 0 }
        return unsafe isXML(prefix) || find(prefix, UInt32(truncatingIfNeeded: hash(prefix))) >= 0
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

    @inline(__always)
    private func letter(_ prefix: UnsafeBufferPointer<UInt8>) -> Int? {
        guard prefix.count == 1 else { return nil }
        let letter = unsafe Int(prefix[0]) &- 0x61
        return letter >= 0 && letter < 26 ? letter : nil
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
