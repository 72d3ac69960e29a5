public import Bytes

/// What the tokenizer remembers of a name: one cache line.
@usableFromInline
struct RememberedName: BitwiseCopyable {
    /// In `prefixCount` of an attribute that declares a namespace.
    static var declaration: UInt8 { 0x80 }

    /// The bytes of the name, padded with zeros; all zero if the slot is free.
    var words: XMLNameWords
    /// What the handler has made of the name: how many bytes, 0 until it has stored any, and then up to 31 bytes.
    var payload: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    /// Of an element: the tokenizer's epoch in which its prefix was last found to be declared.
    var epoch: UInt32 = 0
    var count: UInt8
    var prefixCount: UInt8
    /// The slots of the element and of the attribute that came next last time, and are likely to do so again.
    var nextElement: UInt8 = 0
    var nextAttribute: UInt8 = 0

    static var payloadOffset: Int { MemoryLayout<XMLNameWords>.size }
}

/// The place where the tokenizer remembers a name. A handler may store there what it has made of the name, and find it again
/// when the name comes again. A slot is valid as long as its tokenizer, which may at any time use it for another name: then it
/// is empty again.
@safe
public struct XMLNameSlot: BitwiseCopyable {
    /// The most bytes that a handler can store.
    public static var payloadCapacity: Int { 31 }

    private let place: UnsafeMutablePointer<RememberedName>

    /// The slot at this place, which is one of the memory of a `NameCache`.
    @inline(__always)
    init(_ place: UnsafeMutablePointer<RememberedName>) {
        unsafe self.place = place
    }

    @inline(__always)
    var name: RememberedName {
        @inline(__always) unsafeAddress { unsafe UnsafePointer(place) }
        @inline(__always) nonmutating unsafeMutableAddress { unsafe place }
    }

    /// How many slots this one is after another of the same cache, which is not behind it.
    @inline(__always)
    func distance(from other: XMLNameSlot) -> Int {
        let bytes = unsafe UInt(bitPattern: place) &- UInt(bitPattern: other.place)
        return Int(bitPattern: bytes / UInt(bitPattern: MemoryLayout<RememberedName>.stride))
    }

    /// The slot that is `count` slots after this one, of which the cache has as many.
    func advanced(by count: Int) -> XMLNameSlot { unsafe XMLNameSlot(place + count) }

    /// The bytes of the name.
    var text: ByteText {
        unsafe ByteText(UnsafeRawBufferPointer(start: UnsafeRawPointer(place), count: Int(name.count)))
    }

    /// Whether a text of at least 24 bytes begins with the name, followed by what does not matter.
    @inline(__always)
    func begins(_ text: ByteText) -> Bool {
        let stored = unsafe ByteText(
            UnsafeRawBufferPointer(start: UnsafeRawPointer(place), count: XMLNameWords.longestName))
        return XMLNameWords.isSame(text, stored, count: Int(name.count))
    }

    /// The number of bytes that the handler has stored; 0 if none.
    @inline(__always)
    public var payloadCount: Int { Int(truncatingIfNeeded: name.payload.0 & 0xFF) }

    /// The bytes that the handler has stored, followed by bytes that do not matter.
    @inline(__always)
    public var payload: (SIMD16<UInt8>, SIMD16<UInt8>) {
        // The last byte is the first one after the payload, and still of the slot.
        let start = unsafe UnsafeRawPointer(place) + RememberedName.payloadOffset + 1
        let low = unsafe start.loadUnaligned(as: SIMD16<UInt8>.self)
        return (low, unsafe start.loadUnaligned(fromByteOffset: 16, as: SIMD16<UInt8>.self))
    }

    /// Stores bytes for the handler, unless there are too many.
    public func store(_ bytes: ByteText) {
        guard bytes.count <= Self.payloadCapacity else { return }
        let start = unsafe UnsafeMutableRawPointer(place) + RememberedName.payloadOffset
        unsafe start.storeBytes(of: UInt8(truncatingIfNeeded: bytes.count), as: UInt8.self)
        unsafe bytes.copy(to: start + 1)
    }
}
