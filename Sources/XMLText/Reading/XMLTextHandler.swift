public import Bytes

/// Is told what the tokenizer finds, as it finds it. Names and texts are valid during the call only.
public protocol XMLTextHandler: ~Copyable {
    /// Whether the tokenizer may go on. It asks between tokens; what it tells before it asks again must be taken.
    var isReady: Bool { get }

    /// Whether the tokenizer may take its short ways through what is common. Tests say no, to compare them with the exact way.
    static var allowsShortWays: Bool { get }

    /// Whether the handler treats text in some elements in a way of its own. Then it is asked `distinguishes` before each text.
    var distinguishesElements: Bool { get }

    /// Whether text in elements of this local name may be treated so.
    func distinguishes(_ localName: ByteText) -> Bool
    /// Text that `text` would be told whole, in an element of a name for which `distinguishes` says yes. Its qualified name is
    /// one that the tokenizer remembers: it has at most 24 bytes. False if the text is to be told as any other.
    mutating func text(_ text: ByteText, inElementOf namespace: ByteText, endsElement: Bool) -> Bool

    /// Whether it is asked with `takeContent`.
    static var takesContent: Bool { get }

    /// A start tag begins. Its attributes follow, then its namespace declarations, then `endAttributes`.
    mutating func beginElement(_ name: XMLName)
    mutating func attribute(_ name: XMLName, _ value: ByteText, isASCII: Bool)
    /// `isRedundant` says that the prefix stands for that namespace already. The prefix of the default namespace is empty.
    mutating func namespaceDeclaration(prefix: ByteText, namespace: ByteText, isRedundant: Bool)
    mutating func endAttributes()

    /// Comes before `endAttributes`, for handlers that have to know what the prefixes of a tag stand for: all declarations of
    /// the tag are in force, even if the tag is that of an empty element.
    mutating func resolveNames(in namespaces: inout XMLNamespaces)

    /// Is offered the content of an element as it is written, from the end of its start tag on. Returns how many bytes of it
    /// the handler takes, none of which may be anything but letters, digits, "+", "/" or "=": of these, nothing is told. If it
    /// takes all, it is offered the bytes that come next; what it leaves is told as always.
    mutating func takeContent(_ bytes: ByteText) -> Int

    /// Text between two pieces of markup, with references resolved and CDATA sections merged; never empty. A long text comes in
    /// pieces of whole characters, all but the last with `isPartial`. With `endsElement` the end tag follows, for which
    /// `endElement` is not called.
    mutating func text(_ text: ByteText, isASCII: Bool, isPartial: Bool, endsElement: Bool)
    mutating func endElement()
    mutating func comment(_ text: ByteText)
}

extension XMLTextHandler where Self: ~Copyable {
    public static var allowsShortWays: Bool { true }

    @inline(__always)
    public var distinguishesElements: Bool { false }

    public func distinguishes(_ localName: ByteText) -> Bool { false }

    public mutating func text(_ text: ByteText, inElementOf namespace: ByteText, endsElement: Bool) -> Bool { false }

    public static var takesContent: Bool { false }

    public mutating func resolveNames(in namespaces: inout XMLNamespaces) {}

    public mutating func takeContent(_ bytes: ByteText) -> Int { 0 }
}
