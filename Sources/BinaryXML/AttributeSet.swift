internal import CodecKit
internal import XMLText

/// The names of an element's attributes, which must differ, by namespace and name.
struct AttributeSet: ~Copyable {
    private struct Name: BitwiseCopyable {
        var start: Int
        var prefixCount: Int
        var localCount: Int
        /// The beginning of the local name: what differs in it differs.
        var key: UInt64
    }

    /// What is wrong with the attributes of an element.
    enum Fault: UInt8 {
        case undeclaredPrefix
        case duplicate
    }

    /// So many are compared with one another; more go through a hash table.
    private static var maxCompared: Int { 8 }

    private var names = GrowableArray<Name>()
    private var bytes = GrowableArray<UInt8>()
    /// A hash table with linear probing: an index, from 1, or 0.
    private var slots = GrowableArray<UInt32>()
    /// Whether there is anything to judge: two names that begin alike, many, or a prefix that may not be declared.
    private(set) var isInDoubt = false
    private let hash: SeededHash

    init(_ hash: SeededHash) {
        self.hash = hash
    }

    var count: Int { names.count }

    @inline(__always)
    mutating func removeAll() {
        names.truncate(to: 0)
        bytes.truncate(to: 0)
        isInDoubt = false
    }

    /// Adds a name; the prefix may be empty.
    mutating func append(
        _ prefix: UnsafeBufferPointer<UInt8>, _ local: UnsafeBufferPointer<UInt8>
    ) throws(CodecError) {
        let start = bytes.count
        unsafe try bytes.append(prefix)
        unsafe try bytes.append(local)
        if prefix.count > 0 { isInDoubt = true }
        try append(Name(
            start: start, prefixCount: prefix.count, localCount: local.count, key: unsafe ShortWord.of(local)))
    }

    /// Adds a name of up to 64 bytes, which can be read 16 bytes at a time, with a prefix of up to seven, as a number.
    @inline(__always)
    mutating func append(
        prefix: UInt64, _ prefixCount: Int, isDeclared: Bool, short local: UnsafePointer<UInt8>, _ localCount: Int
    ) throws(CodecError) {
        let start = bytes.count
        try bytes.reserve(128)
        guard let place = unsafe bytes.free.baseAddress else { return }
        unsafe UnsafeMutableRawPointer(place).storeBytes(of: prefix.littleEndian, as: UInt64.self)
        unsafe ShortCopy.copyStrides(from: local, to: place + prefixCount, count: localCount)
        bytes.extend(by: prefixCount &+ localCount)
        if !isDeclared { isInDoubt = true }
        try append(Name(
            start: start, prefixCount: prefixCount, localCount: localCount,
            key: unsafe ShortWord.of(padded: local, count: localCount)))
    }

    @inline(__always)
    private mutating func append(_ name: Name) throws(CodecError) {
        if names.count < Self.maxCompared {
            for index in 0..<names.count {
                if names[index].key == name.key { isInDoubt = true }
            }
        } else {
            isInDoubt = true
        }
        try names.append(name)
    }

    /// Judges the attributes, once all the prefixes of the element are declared.
    mutating func fault(in scope: inout NamespaceScope) throws(CodecError) -> Fault? {
        for index in 0..<names.count {
            let prefix = unsafe prefix(names[index])
            guard unsafe prefix.count == 0 || scope.declares(prefix) else { return .undeclaredPrefix }
        }
        if names.count <= Self.maxCompared {
            for index in 1..<max(names.count, 1) {
                for other in 0..<index {
                    if isSame(names[index], names[other], scope) { return .duplicate }
                }
            }
            return nil
        }
        return try hasDuplicate(scope) ? .duplicate : nil
    }

    private mutating func hasDuplicate(_ scope: borrowing NamespaceScope) throws(CodecError) -> Bool {
        var size = 32
        while size < names.count &* 2 { size &*= 2 }
        slots.truncate(to: 0)
        try slots.reserve(size)
        for _ in 0..<size { try slots.append(0) }
        for index in 0..<names.count {
            let name = names[index]
            let prefix = unsafe prefix(name)
            let namespace = unsafe prefix.count > 0 ? hash(scope.namespace(of: prefix)) : 1
            var slot = unsafe Int(truncatingIfNeeded: hash(local(name), namespace)) & (size &- 1)
            while slots[slot] > 0 {
                if isSame(names[Int(slots[slot]) &- 1], name, scope) { return true }
                slot = (slot &+ 1) & (size &- 1)
            }
            slots[slot] = UInt32(truncatingIfNeeded: index &+ 1)
        }
        return false
    }

    private func isSame(_ left: Name, _ right: Name, _ scope: borrowing NamespaceScope) -> Bool {
        guard unsafe equal(local(left), local(right)) else { return false }
        if unsafe equal(prefix(left), prefix(right)) { return true }
        guard left.prefixCount > 0, right.prefixCount > 0 else { return false }
        return unsafe equal(scope.namespace(of: prefix(left)), scope.namespace(of: prefix(right)))
    }

    private func prefix(_ name: Name) -> UnsafeBufferPointer<UInt8> {
        unsafe bytes.part(name.start, name.prefixCount)
    }

    private func local(_ name: Name) -> UnsafeBufferPointer<UInt8> {
        unsafe bytes.part(name.start &+ name.prefixCount, name.localCount)
    }
}
