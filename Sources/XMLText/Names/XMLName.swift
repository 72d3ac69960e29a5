public import Bytes

/// The name of an element or attribute, which is a valid qualified name.
public struct XMLName {
    /// The whole name, with prefix and colon.
    public let text: ByteText
    /// The number of bytes of the prefix; 0 if there is none, and then there is no colon, either.
    public let prefixCount: Int
    /// Where the tokenizer remembers the name; nil if the name is too long to be remembered.
    public let slot: XMLNameSlot?

    @inline(__always)
    init(_ text: ByteText, prefixCount: Int, slot: XMLNameSlot?) {
        self.text = text
        self.prefixCount = prefixCount
        self.slot = slot
    }

    /// The number of bytes of the whole name.
    public var count: Int { text.count }

    /// The prefix, without its colon.
    public var prefix: ByteText { text.prefix(prefixCount) }

    /// What follows the colon, or the whole name if there is none.
    public var localName: ByteText { prefixCount == 0 ? text : text.dropFirst(prefixCount &+ 1) }
}
