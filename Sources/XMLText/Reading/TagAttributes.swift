internal import Bytes
internal import CodecKit

/// The attributes of the start tag that is being read.
struct TagAttributes: ~Copyable {
    /// The names that have been looked at one by one. As long as there are none, no two names are the same.
    private var names: XMLAttributeNames
    /// The other names, which are remembered: one bit for the slot of each.
    private var noted: UInt32 = 0
    private var hasNotedPrefix = false
    /// The number of attributes.
    private(set) var count = 0
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
        if names.count > 0 { names.removeAll() }
        noted = 0
        hasNotedPrefix = false
        count = 0
        self.elementPrefixCount = elementPrefixCount
        self.outerBindings = outerBindings
    }

    /// Begins a tag of which it is known that it has no attributes.
    @inline(__always)
    mutating func beginWithoutAttributes(outerBindings: Int) {
        self.outerBindings = outerBindings
    }

    // MARK: Adding names

    /// Whether the tag must be judged at length for the sake of its attributes.
    @inline(__always)
    var isInDoubt: Bool { names.count > 0 || hasNotedPrefix }

    /// Counts an attribute whose name is remembered in `slot`, `first` being the first of those of attributes. False if there
    /// is no memory for it.
    @inline(__always)
    mutating func note(_ slot: XMLNameSlot, after first: XMLNameSlot) -> Bool {
        let bit: UInt32 = 1 &<< UInt32(truncatingIfNeeded: slot.distance(from: first))
        if noted & bit != 0 && !settle(after: first) { return false }
        noted |= bit
        if slot.name.prefixCount > 0 { hasNotedPrefix = true }
        count &+= 1
        return true
    }

    /// Stores the names that are only noted: another name may take a slot now, or a name has come twice. False if there is no
    /// memory for it.
    @inline(never)
    mutating func settle(after first: XMLNameSlot) -> Bool {
        while noted != 0 {
            let slot = first.advanced(by: noted.trailingZeroBitCount)
            guard names.put(slot.text, prefixCount: Int(slot.name.prefixCount)), names.appendLastPut() else { return false }
            noted &= noted &- 1
        }
        return true
    }

    /// Stores a name that does not count as an attribute yet. False if there is no memory for it.
    mutating func put(_ name: ByteText, prefixCount: Int) -> Bool { names.put(name, prefixCount: prefixCount) }

    /// The name that was stored last, and the number of bytes of its prefix.
    var lastPut: (name: ByteText, prefixCount: Int) { names.lastPut }

    /// Counts the name that was stored last. False if there is no memory for it.
    mutating func appendLastPut() -> Bool {
        count &+= 1
        return names.appendLastPut()
    }

    // MARK: Judging them

    /// What is wrong with the attributes, all declarations of the tag being in force; nil if nothing is.
    mutating func fault(in namespaces: inout XMLNamespaces, after first: XMLNameSlot) -> XMLAttributeNames.Fault? {
        settle(after: first) ? names.fault(in: &namespaces) : .outOfMemory
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
