/// How much structure an XML document may have, as text or in binary. A document that reaches a limit exactly is accepted.
///
/// The limits are kept in 32 bits each, because the options of a codec are copied with each message.
public struct XMLLimits: BitwiseCopyable, Sendable {
    private var depth: UInt32 = 128
    private var attributes: UInt32 = 128
    private var namespaceDeclarations: UInt32 = 128
    private var nameLength: UInt32 = 16_384
    private var attributeValueLength: UInt32 = 65_536
    private var arrayLength: UInt32 = 65_536
    private var sessionSize: UInt32 = 2_048

    /// The default limits.
    public init() {}

    /// Elements within one another.
    public var maxDepth: Int {
        get { Int(depth) }
        set { depth = UInt32(clamping: newValue) }
    }

    /// Attributes of an element, not counting namespace declarations.
    public var maxAttributes: Int {
        get { Int(attributes) }
        set { attributes = UInt32(clamping: newValue) }
    }

    /// Namespace declarations of an element.
    public var maxNamespaceDeclarations: Int {
        get { Int(namespaceDeclarations) }
        set { namespaceDeclarations = UInt32(clamping: newValue) }
    }

    /// Bytes of UTF-8 in a name, its prefix included, in the prefix that a declaration binds, and in a namespace. The `xmlns:`
    /// of a declaration does not count.
    public var maxNameLength: Int {
        get { Int(nameLength) }
        set { nameLength = UInt32(clamping: newValue) }
    }

    /// Bytes of UTF-8 in a comment, and in the value of an attribute that does not declare a namespace.
    public var maxAttributeValueLength: Int {
        get { Int(attributeValueLength) }
        set { attributeValueLength = UInt32(clamping: newValue) }
    }

    /// Elements in an array. Binary XML only.
    public var maxArrayLength: Int {
        get { Int(arrayLength) }
        set { arrayLength = UInt32(clamping: newValue) }
    }

    /// Bytes of all string tables of a session together. As WCF does, this counts the lengths before the strings. Binary XML
    /// only.
    public var maxSessionSize: Int {
        get { Int(sessionSize) }
        set { sessionSize = UInt32(clamping: newValue) }
    }
}
