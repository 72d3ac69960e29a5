/// A name that has been seen: a cache line of it, found by its bytes.
public struct XMLNameSlot: BitwiseCopyable {
    /// The most bytes of a name that is remembered.
    @inlinable public static var longestName: Int { 24 }

    /// Where the payload begins. So many bytes can be read from there on as it has, and one more.
    @inlinable public static var payloadOffset: Int { MemoryLayout<XMLNameWords>.size }

    /// The bytes of the name and zeros behind them; all zero in a slot that is free.
    @usableFromInline var words: XMLNameWords
    /// For the handler: whatever it has made of the name. The first byte is 0 until it has stored something.
    public var payload: (UInt64, UInt64, UInt64, UInt64)
    /// Of an element: its prefix is known to be declared as long as this is the tokenizer's own. Of an attribute: the number
    /// of the last tag that had it.
    @usableFromInline var epoch: UInt32
    @usableFromInline var count: UInt8
    @usableFromInline var prefixCount: UInt8
    /// The slots of the names that came next, as an element and as an attribute: they are likely to do so again.
    @usableFromInline var nextElement: UInt8
    @usableFromInline var nextAttribute: UInt8

    /// In `prefixCount` of an attribute that declares a namespace.
    @usableFromInline static var declaration: UInt8 { 0x80 }
}
