/// How much structure an XML document may have, in either form. One of exactly so much is accepted.
public struct XMLLimits: BitwiseCopyable, Sendable {
    /// Elements within one another.
    public var maxDepth: UInt32 = 128
    /// Attributes of an element, namespace declarations not among them.
    public var maxAttributes: UInt32 = 128
    /// Namespace declarations of an element.
    public var maxNamespaceDeclarations: UInt32 = 128
    /// Bytes of UTF-8 in a name, its prefix included, in the prefix that a declaration is for, and in a namespace.
    public var maxNameLength: UInt32 = 16_384
    /// Bytes of UTF-8 in the value of an attribute that declares no namespace, and in a comment.
    public var maxAttributeValueLength: UInt32 = 65_536
    /// Elements in an array.
    public var maxArrayLength: UInt32 = 65_536
    /// Bytes of all the string tables of a session together, the lengths of the strings included, as WCF counts them.
    public var maxSessionSize: UInt32 = 2_048

    /// The limits that hold unless set otherwise.
    public init() {}
}
