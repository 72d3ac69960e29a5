public import Bytes
public import CodecKit

/// The namespace declarations in force, innermost last, found by their prefixes. Each namespace is stored once and has a
/// number, so that comparing two namespaces takes no longer than comparing two numbers.
public struct XMLNamespaces: ~Copyable {
    @usableFromInline
    struct Binding: BitwiseCopyable {
        /// The prefix as a number if it has one to seven bytes; else 0.
        var word: UInt64
        /// The index among `namespaces` of what the prefix stands for.
        var namespace: Int32
        /// No outer declaration has this namespace, so that it is dropped with this declaration.
        var ownsNamespace: Bool
        var isRedundant: Bool
    }

    private static let xml: StaticString = "http://www.w3.org/XML/1998/namespace"
    private static let xmlns: StaticString = "http://www.w3.org/2000/xmlns/"

    /// The number of declarations in force, that of `xml` included.
    @inline(__always)
    public var count: Int { bindings.count }
    private var prefixes: TextStack
    private var namespaces: TextStack
    private var bindings = GrowableBuffer<Binding>()
    /// The declarations that were found last for some short prefixes. An entry counts only as long as the binding at its index
    /// still has that prefix; an inner declaration of the same prefix has overwritten it.
    private var recent = InlineArray<16, Int32>(repeating: 0)

    /// No declarations yet. Call `reset` before anything else.
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
        return append(ByteText("xml"), ByteText(Self.xml), known: nil, isRedundant: true)
    }

    /// The prefix of a declaration. Valid until the next one.
    public func prefix(_ index: Int) -> ByteText { prefixes[index] }

    /// The namespace of a declaration. Valid until the next one.
    public func namespace(_ index: Int) -> ByteText { namespaces[Int(bindings[index].namespace)] }

    /// The number of a declaration's namespace: the same for the same namespace, as long as both declarations are in force.
    public func namespaceNumber(_ index: Int) -> Int32 { bindings[index].namespace }

    /// Whether the prefix stood for that namespace before the declaration.
    public func isRedundant(_ index: Int) -> Bool { bindings[index].isRedundant }

    /// The innermost declaration of a prefix, which is empty for the default namespace; nil if there is none.
    public mutating func find(_ prefix: ByteText) -> Int? {
        let word = Self.word(prefix)
        if let index = recall(word) { return index }
        guard let index = prefixes.find(prefix) else { return nil }
        remember(word, index)
        return index
    }

    /// Whether a prefix of one to seven bytes, given as a number, is at hand as a declared one. False does not mean that it is
    /// not declared.
    @inline(__always)
    public func knows(_ word: UInt64) -> Bool { recall(word) != nil }

    /// Declares a prefix in the tag whose declarations begin at `mark`. Returns whether that changes what the prefix stands
    /// for. Namespaces in XML 1.0, section 3.
    public mutating func declare(prefix: ByteText, namespace: ByteText, mark: Int) throws(CodecError) -> Bool {
        try check(prefix, namespace)
        let known = namespaces.find(namespace)
        var isRedundant = prefix.count == 0 && namespace.count == 0
        if let outer = find(prefix) {
            if outer >= mark { throw .invalidFormat("an element declares a namespace prefix twice") }
            isRedundant = known.map { Int32(truncatingIfNeeded: $0) == bindings[outer].namespace } ?? false
        }
        guard append(prefix, namespace, known: known, isRedundant: isRedundant) else { throw .outOfMemory }
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

    private func check(_ prefix: ByteText, _ namespace: ByteText) throws(CodecError) {
        if prefix == "xmlns" { throw .invalidFormat("the prefix xmlns is declared") }
        let isXML = prefix == "xml"
        if isXML != (namespace == Self.xml) {
            throw isXML
                ? .invalidFormat("the prefix xml is declared for a namespace other than its own")
                : .invalidFormat("a prefix other than xml is declared for the namespace of xml")
        }
        if namespace == Self.xmlns { throw .invalidFormat("the namespace of xmlns is declared") }
        if prefix.count > 0 && namespace.count == 0 { throw .invalidFormat("a prefix is declared for an empty namespace") }
    }

    /// `known` is the index of the namespace among `namespaces`, if it is there. False if there is no memory for it.
    private mutating func append(_ prefix: ByteText, _ namespace: ByteText, known: Int?, isRedundant: Bool) -> Bool {
        guard bindings.reserve(additional: 1), prefixes.push(prefix) else { return false }
        if known == nil && !namespaces.push(namespace) {
            prefixes.truncate(to: count)
            return false
        }
        let word = Self.word(prefix)
        let binding = Binding(
            word: word, namespace: Int32(truncatingIfNeeded: known ?? namespaces.count &- 1), ownsNamespace: known == nil,
            isRedundant: isRedundant)
        remember(word, count)
        bindings.appendReserved(binding)
        return true
    }

    // MARK: Short prefixes

    private static func word(_ prefix: ByteText) -> UInt64 {
        prefix.count < 8 ? ShortWord.of(prefix) : 0
    }

    @inline(__always)
    private static func place(_ word: UInt64) -> Int { Int(truncatingIfNeeded: (word &* 0x9E37_79B9_7F4A_7C15) >> 60) }

    @inline(__always)
    private func recall(_ word: UInt64) -> Int? {
        let index = Int(recent[Self.place(word)])
        guard word > 0 && index < count && bindings[index].word == word else { return nil }
        return index
    }

    private mutating func remember(_ word: UInt64, _ index: Int) {
        if word > 0 { recent[Self.place(word)] = Int32(truncatingIfNeeded: index) }
    }
}
