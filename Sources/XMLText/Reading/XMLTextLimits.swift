/// How much structure a document may have. A document that reaches a limit exactly is accepted.
public struct XMLTextLimits: Sendable {
    /// Elements within one another.
    public var maxDepth = 128
    /// Attributes of an element, not counting namespace declarations.
    public var maxAttributes = 128
    /// Namespace declarations of an element.
    public var maxNamespaceDeclarations = 128
    /// Bytes of UTF-8 in a name, its prefix included, and in a namespace. The `xmlns:` of a declaration does not count.
    public var maxNameLength = 16_384
    /// Bytes of UTF-8 in a comment, and in the value of an attribute that does not declare a namespace.
    public var maxAttributeValueLength = 65_536

    /// The default limits.
    public init() {}
}
