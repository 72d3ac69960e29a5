internal import Bytes
internal import CodecKit

/// The attributes of the start tag that is being read.
struct TagAttributes: ~Copyable {
    private var names: XMLAttributeNames
    /// The number of the tag. The slot of an attribute's name that has the same number says that the tag has that name already.
    /// It may begin anew.
    private var number: UInt32 = 0
    /// Two attributes may have the same name.
    private var mayRepeatName = false
    /// The number of bytes of the prefix of the element's name.
    private(set) var elementPrefixCount = 0
    /// The number of namespace declarations in force outside of the tag.
    private(set) var outerBindings = 0

    init(_ hash: KeyedHash) {
        names = XMLAttributeNames(hash)
    }

    /// Begins a tag.
    @inline(__always)
    mutating func begin(elementPrefixCount: Int, outerBindings: Int) {
        names.removeAll()
        self.elementPrefixCount = elementPrefixCount
        self.outerBindings = outerBindings
        number &+= 1
        mayRepeatName = false
    }

    /// Begins a tag of which it is known that it has no attributes.
    @inline(__always)
    mutating func beginWithoutAttributes(outerBindings: Int) {
        self.outerBindings = outerBindings
    }

    // MARK: Adding names

    /// The number of attributes.
    @inline(__always)
    var count: Int { names.count }

    /// Whether the tag must be judged at length for the sake of its attributes.
    @inline(__always)
    var isInDoubt: Bool { mayRepeatName || names.prefixedCount > 0 }

    /// Notes that a name whose slot is known is in the tag.
    @inline(__always)
    mutating func note(_ slot: XMLNameSlot) {
        if slot.name.epoch == number { mayRepeatName = true }
        slot.name.epoch = number
    }

    /// Notes that a slot has been given to another name: if it had the tag's number, that is lost.
    @inline(__always)
    mutating func noteReplacedSlot() {
        mayRepeatName = true
    }

    /// Adds a short name, unless that takes more memory than there is now.
    @inline(__always)
    mutating func appendReserved(_ words: XMLNameWords, count: Int, prefixCount: Int) -> Bool {
        names.appendReserved(words, count: count, prefixCount: prefixCount)
    }

    /// Stores a name that does not count as an attribute yet. False if there is no memory for it.
    mutating func put(_ name: ByteText, prefixCount: Int) -> Bool { names.put(name, prefixCount: prefixCount) }

    /// The name that was stored last, and the number of bytes of its prefix.
    var lastPut: (name: ByteText, prefixCount: Int) { names.lastPut }

    /// Counts the name that was stored last. False if there is no memory for it.
    mutating func appendLastPut() -> Bool { names.appendLastPut() }

    // MARK: Judging them

    /// What is wrong with the attributes, all declarations of the tag being in force; nil if nothing is.
    mutating func fault(in namespaces: inout XMLNamespaces) -> XMLAttributeNames.Fault? {
        names.fault(in: &namespaces)
    }
}

/// The attribute whose value is being read.
struct CurrentAttribute {
    /// Whether it declares a namespace, which is its value.
    private(set) var declares = false
    /// The quote that ends its value.
    var quote: UInt8 = 0
    /// The index at which its name begins in the bytes at hand; negative once those bytes are gone, and then `place` is known.
    private var start = -1
    private var place = XMLPlace()

    /// Begins an attribute whose name begins at `start`.
    mutating func begin(at start: Int, declares: Bool) {
        self.start = start
        self.declares = declares
    }

    mutating func end() {
        start = -1
    }

    /// Keeps where the attribute begins, since the bytes at hand, which begin at `place`, will be gone.
    @inline(__always)
    mutating func leave(_ bytes: ByteText, at place: XMLPlace) {
        if start >= 0 { keepPlace(bytes, place) }
    }

    private mutating func keepPlace(_ bytes: ByteText, _ place: XMLPlace) {
        self.place = place.advanced(bytes.prefix(start))
        start = -1
    }

    /// The error, said of the beginning of the attribute, in which all of it is wrong.
    func locate(_ error: CodecError, _ scanner: inout XMLScanner) -> CodecError {
        guard start >= 0 else { return place.locate(error) }
        scanner.position = start
        return error
    }
}
