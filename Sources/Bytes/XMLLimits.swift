/// How much structure an XML document may have, as text or in binary. A document that reaches a limit exactly is accepted.
public struct XMLLimits: BitwiseCopyable, Sendable {
    /// The default limits.
    public init() {}

    /// Elements within one another.
    @Compact public var maxDepth = 128
    /// Attributes of an element, not counting namespace declarations.
    @Compact public var maxAttributes = 128
    /// Namespace declarations of an element.
    @Compact public var maxNamespaceDeclarations = 128
    /// Bytes of UTF-8 in a name, its prefix included, in the prefix that a declaration binds, and in a namespace. The `xmlns:`
    /// of a declaration does not count.
    @Compact public var maxNameLength = 16_384
    /// Bytes of UTF-8 in a comment, and in the value of an attribute that does not declare a namespace.
    @Compact public var maxAttributeValueLength = 65_536
    /// Elements in an array. Binary XML only.
    @Compact public var maxArrayLength = 65_536
    /// Bytes of all string tables of a session together. As WCF does, this counts the lengths before the strings. Binary XML
    /// only.
    @Compact public var maxSessionSize = 2_048

    /// A limit in 32 bits, because the options of a codec are copied with each message.
    @propertyWrapper
    public struct Compact: BitwiseCopyable, Sendable {
        private var number: UInt32

        public init(wrappedValue: Int) {
            number = UInt32(clamping: wrappedValue)
        }

        public var wrappedValue: Int {
            get { Int(number) }
            set { number = UInt32(clamping: newValue) }
        }
    }
}
