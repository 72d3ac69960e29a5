internal import Bytes

/// The namespace declarations in force, innermost last, found by their prefix.
@unsafe
struct XMLNamespaces {
    /// One declaration. Its prefix and, behind that, its namespace are among `bytes`.
    struct Binding: BitwiseCopyable {
        var offset: UInt32
        var prefixCount: UInt32
        var namespaceCount: UInt32
        var hash: UInt32
        /// The declaration before in the same chain; `none` at its end.
        var next: UInt32
        var namespaceHash: UInt32
        var isRedundant: Bool
    }

    private static var none: UInt32 { .max }
    private static var stride: Int { MemoryLayout<Binding>.stride }
    private static let xml: StaticString = "http://www.w3.org/XML/1998/namespace"
    private static let xmlns: StaticString = "http://www.w3.org/2000/xmlns/"

    private(set) var count = 0
    private var memory = unsafe GrowableMemory()
    private var bytes = unsafe GrowableMemory()
    private var byteCount = 0
    private var chains = unsafe GrowableMemory()
    private var chainMask = 15

    func free() {
        unsafe memory.free()
        unsafe bytes.free()
        unsafe chains.free()
    }

    /// Forgets all but `xml`, which is always there.
    mutating func reset() throws(OutOfMemory) {
        unsafe count = 0
        unsafe byteCount = 0
        try unsafe chains.reserve((chainMask &+ 1) &* 4)
        unsafe clearChains()
        let prefix: StaticString = "xml"
        try unsafe append(
            prefix: UnsafeBufferPointer(start: prefix.utf8Start, count: 3),
            namespace: UnsafeBufferPointer(start: Self.xml.utf8Start, count: Self.xml.utf8CodeUnitCount),
            isRedundant: true)
    }

    /// The declaration at `index`.
    subscript(index: Int) -> Binding {
        unsafe memory.base.load(fromByteOffset: index &* Self.stride, as: Binding.self)
    }

    func prefix(_ index: Int) -> UnsafeBufferPointer<UInt8> {
        let binding = unsafe self[index]
        return unsafe UnsafeBufferPointer(
            start: (bytes.base + Int(binding.offset)).assumingMemoryBound(to: UInt8.self), count: Int(binding.prefixCount))
    }

    func namespace(_ index: Int) -> UnsafeBufferPointer<UInt8> {
        let binding = unsafe self[index]
        return unsafe UnsafeBufferPointer(
            start: (bytes.base + Int(binding.offset &+ binding.prefixCount)).assumingMemoryBound(to: UInt8.self),
            count: Int(binding.namespaceCount))
    }

    /// The innermost declaration of a prefix, none for the default namespace; nil if there is none.
    func find(_ prefix: UnsafeBufferPointer<UInt8>) -> Int? {
        let hash = unsafe XMLBytes.hash(prefix)
        var index = unsafe chain(hash).pointee
        while unsafe index != Self.none {
            let binding = unsafe self[Int(index)]
            if unsafe binding.hash == hash && XMLBytes.equal(self.prefix(Int(index)), prefix) { return Int(index) }
            index = binding.next
        }
        return nil
    }

    /// Declares a prefix in the tag whose declarations begin at `mark`. Returns whether that changes what prefixes stand for.
    mutating func declare(
        prefix: UnsafeBufferPointer<UInt8>, namespace: UnsafeBufferPointer<UInt8>, mark: Int
    ) throws(XMLTextError) -> Bool {
        try unsafe check(prefix, namespace)
        var isRedundant = prefix.count == 0 && namespace.count == 0
        if let known = unsafe find(prefix) {
            if known >= mark { throw .invalid("an element declares a namespace prefix twice") }
            isRedundant = unsafe XMLBytes.equal(self.namespace(known), namespace)
        }
        do throws(OutOfMemory) {
            try unsafe append(prefix: prefix, namespace: namespace, isRedundant: isRedundant)
        } catch {
            throw .outOfMemory
        }
        return !isRedundant
    }

    /// Ends the declarations from `mark` on.
    mutating func truncate(_ mark: Int) {
        while unsafe count > mark {
            unsafe count &-= 1
            let binding = unsafe self[count]
            // Chains begin with the innermost declaration, so that this one is the first of its chain.
            unsafe chain(binding.hash).pointee = binding.next
            unsafe byteCount = Int(binding.offset)
        }
    }

    private func check(
        _ prefix: UnsafeBufferPointer<UInt8>, _ namespace: UnsafeBufferPointer<UInt8>
    ) throws(XMLTextError) {
        if unsafe XMLBytes.equal(prefix, "xmlns") { throw .invalid("the prefix xmlns is declared") }
        let isXML = unsafe XMLBytes.equal(prefix, "xml")
        if unsafe isXML != XMLBytes.equal(namespace, Self.xml) {
            throw isXML
                ? .invalid("the prefix xml is declared for another namespace than its own")
                : .invalid("another prefix than xml is declared for its namespace")
        }
        if unsafe XMLBytes.equal(namespace, Self.xmlns) { throw .invalid("the namespace of xmlns is declared") }
        if prefix.count > 0 && namespace.count == 0 { throw .invalid("a prefix is declared for no namespace") }
    }

    private mutating func append(
        prefix: UnsafeBufferPointer<UInt8>, namespace: UnsafeBufferPointer<UInt8>, isRedundant: Bool
    ) throws(OutOfMemory) {
        let length = prefix.count &+ namespace.count
        try unsafe bytes.reserve(byteCount &+ length)
        try unsafe memory.reserve((count &+ 1) &* Self.stride)
        if unsafe count > chainMask { try unsafe rebuildChains() }
        unsafe XMLBytes.copy(prefix, to: bytes.base + byteCount)
        unsafe XMLBytes.copy(namespace, to: bytes.base + byteCount + prefix.count)
        let hash = unsafe XMLBytes.hash(prefix)
        let head = unsafe chain(hash)
        let binding = unsafe Binding(
            offset: UInt32(truncatingIfNeeded: byteCount), prefixCount: UInt32(truncatingIfNeeded: prefix.count),
            namespaceCount: UInt32(truncatingIfNeeded: namespace.count), hash: hash, next: head.pointee,
            namespaceHash: XMLBytes.hash(namespace), isRedundant: isRedundant)
        unsafe memory.base.storeBytes(of: binding, toByteOffset: count &* Self.stride, as: Binding.self)
        unsafe head.pointee = UInt32(truncatingIfNeeded: count)
        unsafe count &+= 1
        unsafe byteCount &+= length
    }

    private func chain(_ hash: UInt32) -> UnsafeMutablePointer<UInt32> {
        unsafe chains.base.assumingMemoryBound(to: UInt32.self) + (Int(hash) & chainMask)
    }

    private func clearChains() {
        for index in unsafe 0...chainMask {
            unsafe chains.base.storeBytes(of: Self.none, toByteOffset: 4 &* index, as: UInt32.self)
        }
    }

    /// Keeps chains short however many declarations there are.
    private mutating func rebuildChains() throws(OutOfMemory) {
        let wanted = unsafe (chainMask &+ 1) &* 4
        try unsafe chains.reserve(wanted &* 4)
        unsafe chainMask = wanted &- 1
        unsafe clearChains()
        for index in unsafe 0..<count {
            var binding = unsafe self[index]
            let head = unsafe chain(binding.hash)
            binding.next = unsafe head.pointee
            unsafe memory.base.storeBytes(of: binding, toByteOffset: index &* Self.stride, as: Binding.self)
            unsafe head.pointee = UInt32(truncatingIfNeeded: index)
        }
    }
}
