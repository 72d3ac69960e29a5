public import Bytes

/// The name of an element or attribute, valid as a qualified name.
@safe
public struct XMLName {
    /// The whole of it, prefix and colon included.
    public let base: UnsafeRawPointer
    public let count: Int
    /// The bytes of the prefix; 0 if there is none, and then no colon, either.
    public let prefixCount: Int
    /// Where the tokenizer remembers the name, and the handler may, too; nil if the name is too long to be remembered.
    public let slot: UnsafeMutablePointer<XMLNameSlot>?

    @inlinable @inline(__always)
    init(_ base: UnsafeRawPointer, count: Int, prefixCount: Int, slot: UnsafeMutablePointer<XMLNameSlot>?) {
        unsafe self.base = unsafe base
        self.count = count
        self.prefixCount = prefixCount
        unsafe self.slot = unsafe slot
    }

    /// The prefix, without its colon.
    public var prefix: ByteText {
        unsafe ByteText(start: base.assumingMemoryBound(to: UInt8.self), count: prefixCount)
    }

    /// What follows the colon, or all.
    public var localName: ByteText {
        let skipped = prefixCount == 0 ? 0 : prefixCount &+ 1
        return unsafe ByteText(
            start: (base + skipped).assumingMemoryBound(to: UInt8.self), count: count &- skipped)
    }
}
