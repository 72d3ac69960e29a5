internal import Bytes
internal import CodecKit
internal import XMLText

/// The names of an element's attributes, and whether they have to be judged: most need not be.
@safe
struct AttributeSet: ~Copyable {
    typealias Fault = XMLAttributeNames.Fault

    private var names: XMLAttributeNames
    /// The beginnings of the first local names: what differs in them differs.
    private var keys = InlineArray<8, UInt64>(repeating: 0)
    /// Whether there is anything to judge: two names that begin alike, many, or a prefix that may not be declared.
    private(set) var isInDoubt = false

    init(_ hash: KeyedHash) {
        names = XMLAttributeNames(hash)
    }

    @inline(__always)
    var count: Int { names.count }

    @inline(__always)
    mutating func removeAll() {
        names.removeAll()
        isInDoubt = false
    }

    /// Adds a name; the prefix may be empty.
    mutating func append(
        _ prefix: UnsafeBufferPointer<UInt8>, _ local: UnsafeBufferPointer<UInt8>
    ) throws(CodecError) {
        if prefix.count > 0 { isInDoubt = true }
        compare(unsafe ShortWord.of(local))
        guard unsafe names.append(prefix: prefix, local: local) else { throw .outOfMemory }
    }

    /// Adds a name of up to `count` bytes that `write` writes; it returns how many they are, and may write 32 more behind them.
    @inline(__always)
    mutating func append(
        _ key: UInt64, prefixCount: Int, isDeclared: Bool, count: Int, _ write: (UnsafeMutablePointer<UInt8>) -> Int
    ) throws(CodecError) {
        if !isDeclared { isInDoubt = true }
        compare(key)
        guard let place = unsafe names.reserve(count) else { throw .outOfMemory }
        unsafe names.extend(write(place), prefixCount: prefixCount)
    }

    /// Compares the beginning of a new name with those before it.
    @inline(__always)
    private mutating func compare(_ key: UInt64) {
        let count = self.count
        guard count < XMLAttributeNames.maxCompared else {
            isInDoubt = true
            return
        }
        for index in 0..<count {
            if keys[index] == key { isInDoubt = true }
        }
        keys[count] = key
    }

    /// Judges the attributes, once all the prefixes of the element are declared.
    mutating func fault(in scope: inout NamespaceScope) throws(CodecError) -> Fault? {
        do throws(OutOfMemory) {
            return try names.fault(in: &scope.namespaces)
        } catch {
            throw .outOfMemory
        }
    }
}
