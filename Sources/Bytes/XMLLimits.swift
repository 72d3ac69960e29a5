/// How much structure an XML document may have, as text or in binary. A document that reaches a limit exactly is accepted.
public struct XMLLimits: BitwiseCopyable, Sendable {
    /// Elements within one another.
    public var maxDepth = 128
    /// Attributes of an element, not counting namespace declarations.
    public var maxAttributes = 128
    /// Namespace declarations of an element.
    public var maxNamespaceDeclarations = 128
    /// Bytes of UTF-8 in a name, its prefix included, in the prefix that a declaration binds, and in a namespace. The `xmlns:`
    /// of a declaration does not count.
    public var maxNameLength = 16_384
    /// Bytes of UTF-8 in a comment, and in the value of an attribute that does not declare a namespace.
    public var maxAttributeValueLength = 65_536
    /// Elements in an array. Binary XML only.
    public var maxArrayLength = 65_536
    /// Bytes of all string tables of a session together. As WCF does, this counts the lengths before the strings. Binary XML
    /// only.
    public var maxSessionSize = 2_048

    /// The default limits.
    public init() {}
}
