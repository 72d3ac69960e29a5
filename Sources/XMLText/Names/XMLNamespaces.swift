public import Bytes

/// The namespace declarations in force, innermost last, found by their prefix. Each namespace is kept once, under a number, so
/// that comparing two takes no longer than comparing numbers.
@safe
public struct XMLNamespaces: ~Copyable {
    @usableFromInline
    struct Binding: BitwiseCopyable {
        /// The prefix as a number, if it has one to seven bytes, else 0.
        @usableFromInline var word: UInt64
        /// Which of `namespaces` it stands for.
        var namespace: Int32
        /// The namespace was not declared further out, and goes with this declaration.
        var ownsNamespace: Bool
        var isRedundant: Bool
    }

    private static let xml: StaticString = "http://www.w3.org/XML/1998/namespace"
    private static let xmlns: StaticString = "http://www.w3.org/2000/xmlns/"

    /// The number of declarations in force. That of `xml` is always among them.
    @inlinable @inline(__always)
    public var count: Int { bindings.count }
    private var prefixes: TextStack
    private var namespaces: TextStack
    @usableFromInline var bindings = GrowableBuffer<Binding>()
    /// For some short prefixes which declaration was found last. One that has ended since, or whose place another has taken,
    /// does not count; any later one of the same prefix has been put here itself.
    @usableFromInline var recent = InlineArray<16, Int32>(repeating: 0)

    /// No declarations; `reset` comes before anything else.
    public init(_ hash: KeyedHash) {
        prefixes = TextStack(hash)
        namespaces = TextStack(hash)
    }

    /// Ends all declarations but that of `xml`. False if there is no memory for that one.
    public mutating func reset() -> Bool {
        if count > 0 {
            truncate(1)
            return true
        }
        let prefix: StaticString = "xml"
        return unsafe append(
            UnsafeBufferPointer(start: prefix.utf8Start, count: 3),
            UnsafeBufferPointer(start: Self.xml.utf8Start, count: Self.xml.utf8CodeUnitCount), known: nil, isRedundant: true)
    }

    /// The prefix of a declaration. Valid until the next one.
    public func prefix(_ index: Int) -> UnsafeBufferPointer<UInt8> { unsafe prefixes[index] }

    /// The namespace of a declaration. Valid until the next one.
    public func namespace(_ index: Int) -> UnsafeBufferPointer<UInt8> { unsafe namespaces[Int(bindings[index].namespace)] }

    /// The number of a declaration's namespace: the same for the same namespace, as long as both declarations are in force.
    public func namespaceNumber(_ index: Int) -> Int32 { bindings[index].namespace }

    /// Whether the prefix stood for that namespace before the declaration.
    public func isRedundant(_ index: Int) -> Bool { bindings[index].isRedundant }

    /// The innermost declaration of a prefix, none for the default namespace; nil if there is none.
    public mutating func find(_ prefix: UnsafeBufferPointer<UInt8>) -> Int? {
        let word = unsafe Self.word(prefix)
        if let index = recall(word) { return index }
        guard let index = unsafe prefixes.find(prefix) else { return nil }
        remember(word, index)
        return index
    }

    /// Whether it can be told at once that a prefix of one to seven bytes, as a number, is declared. One that is may be denied.
    @inlinable @inline(__always)
    public func knows(_ word: UInt64) -> Bool { recall(word) != nil }

    /// Declares a prefix in the tag whose declarations begin at `mark`. Returns whether that changes what prefixes stand for.
    /// Namespaces in XML 1.0, section 3.
    public mutating func declare(
        prefix: UnsafeBufferPointer<UInt8>, namespace: UnsafeBufferPointer<UInt8>, mark: Int
    ) throws(XMLTextError) -> Bool {
        try unsafe check(prefix, namespace)
        let known = unsafe namespaces.find(namespace)
        var isRedundant = prefix.count == 0 && namespace.count == 0
        if let outer = unsafe find(prefix) {
            if outer >= mark { throw .invalid("an element declares a namespace prefix twice") }
            isRedundant = known.map { Int32(truncatingIfNeeded: $0) == bindings[outer].namespace } ?? false
        }
        guard unsafe append(prefix, namespace, known: known, isRedundant: isRedundant) else { throw .outOfMemory }
        return !isRedundant
    }

    /// Ends the declarations from `mark` on.
    public mutating func truncate(_ mark: Int) {
        while count > mark {
            if bindings[count &- 1].ownsNamespace { namespaces.truncate(to: namespaces.count &- 1) }
            bindings.truncate(to: count &- 1)
        }
        prefixes.truncate(to: mark)
    }

    private func check(
        _ prefix: UnsafeBufferPointer<UInt8>, _ namespace: UnsafeBufferPointer<UInt8>
    ) throws(XMLTextError) {
        if unsafe equal(prefix, "xmlns") { throw .invalid("the prefix xmlns is declared") }
        let isXML = unsafe equal(prefix, "xml")
        if unsafe isXML != equal(namespace, Self.xml) {
            throw isXML
                ? .invalid("the prefix xml is declared for another namespace than its own")
                : .invalid("another prefix than xml is declared for its namespace")
        }
        if unsafe equal(namespace, Self.xmlns) { throw .invalid("the namespace of xmlns is declared") }
        if prefix.count > 0 && namespace.count == 0 { throw .invalid("a prefix is declared for no namespace") }
    }

    /// `known`: which of `namespaces` it is.
    private mutating func append(
        _ prefix: UnsafeBufferPointer<UInt8>, _ namespace: UnsafeBufferPointer<UInt8>, known: Int?, isRedundant: Bool
    ) -> Bool {
        guard bindings.reserve(additional: 1), unsafe prefixes.push(prefix) else { return false }
        if unsafe known == nil && !namespaces.push(namespace) {
            prefixes.truncate(to: count)
            return false
        }
        let word = unsafe Self.word(prefix)
        let binding = Binding(
            word: word, namespace: Int32(truncatingIfNeeded: known ?? namespaces.count &- 1), ownsNamespace: known == nil,
            isRedundant: isRedundant)
        remember(word, count)
        bindings.appendReserved(binding)
        return true
    }

    // MARK: Short prefixes

    private static func word(_ prefix: UnsafeBufferPointer<UInt8>) -> UInt64 {
        unsafe prefix.count < 8 ? ShortWord.of(prefix) : 0
    }

    @inlinable @inline(__always)
    static func place(_ word: UInt64) -> Int { Int(truncatingIfNeeded: (word &* 0x9E37_79B9_7F4A_7C15) >> 60) }

    @inlinable @inline(__always)
    func recall(_ word: UInt64) -> Int? {
        let index = Int(recent[Self.place(word)])
        guard word > 0 && index < count && bindings[index].word == word else { return nil }
        return index
    }

    private mutating func remember(_ word: UInt64, _ index: Int) {
        if word > 0 { recent[Self.place(word)] = Int32(truncatingIfNeeded: index) }
    }
}
