/// How much structure a document may have. One of exactly so much is accepted.
public struct XMLTextLimits: Sendable {
    /// Elements within one another.
    public var maxDepth = 128
    /// Attributes of an element, namespace declarations not among them.
    public var maxAttributes = 128
    /// Namespace declarations of an element.
    public var maxNamespaceDeclarations = 128
    /// Bytes of UTF-8 in a name, its prefix included, and in a namespace. Of a declaration's name, `xmlns:` does not count.
    public var maxNameLength = 16_384
    /// Bytes of UTF-8 in the value of an attribute that declares no namespace, and in a comment.
    public var maxAttributeValueLength = 65_536

    /// The limits that hold unless set otherwise.
    public init() {}
}
