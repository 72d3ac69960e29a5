public import Bytes

/// What the tokenizer finds, told as it finds it. Addresses are good during the call only.
public protocol XMLTextHandler: ~Copyable {
    /// Whether the tokenizer may go on. It asks between tokens; a handler takes what it is told in any case.
    var isReady: Bool { get }

    /// Whether the tokenizer may take its short ways through what is common. Tests say no, to hold them to the exact way.
    static var allowsShortWays: Bool { get }

    /// A start tag begins. Its attributes follow, then its declarations of namespaces, then `endAttributes`.
    mutating func beginElement(_ name: XMLName)
    mutating func attribute(_ name: XMLName, _ value: ByteText, isASCII: Bool)
    /// `isRedundant`: the prefix stands for that namespace already. Without `prefix` it is the default namespace.
    mutating func namespaceDeclaration(
        prefix: ByteText, namespace: ByteText, isRedundant: Bool)
    mutating func endAttributes()

    /// Text between two pieces of markup: references resolved, CDATA sections merged, never empty. A long one comes in pieces,
    /// each a run of whole characters, and all but the last with `isPartial`. With `endsElement` the end tag follows, which
    /// is not told of any more.
    mutating func text(_ text: ByteText, isASCII: Bool, isPartial: Bool, endsElement: Bool)
    mutating func endElement()
    mutating func comment(_ text: ByteText)
}

extension XMLTextHandler where Self: ~Copyable {
    @safe @inlinable
    public static var allowsShortWays: Bool { true }
}
