internal import Bytes

/// Remembers the short names of elements and attributes, found by their bytes, and which name came after which.
///
/// There is a fixed number of slots; a new name takes the place of an old one. The memory of the slots does not move, so that a
/// slot is valid as long as the cache.
struct NameCache: ~Copyable {
    private static var elementCount: Int { 128 }
    private static var attributeCount: Int { 32 }
    private static var slotCount: Int { elementCount &+ attributeCount }

    /// First those of elements, then those of attributes. The number of each is a power of two.
    private var names = GrowableBuffer<RememberedName>()
    /// The slot of the name that came last.
    private var last: XMLNameSlot
    /// Begins anew whenever a prefix may stand for something else. An element whose slot has this number has a prefix that is
    /// declared.
    private(set) var epoch: UInt32 = 1

    /// nil if there is no memory for it.
    init?() {
        guard names.reserve(Self.slotCount) else { return nil }
        unsafe last = XMLNameSlot(names.base)
        names.extend(by: Self.slotCount)
        forget()
    }

    /// Forgets all names, and what the handler has stored with them.
    mutating func forget() {
        unsafe UnsafeMutableRawPointer(names.base).initializeMemory(
            as: UInt8.self, repeating: 0, count: Self.slotCount &* MemoryLayout<RememberedName>.stride)
    }

    /// Prefixes may stand for something else from now on.
    mutating func advanceEpoch() {
        epoch &+= 1
        if epoch == 0 {
            forget()
            epoch = 1
        }
    }

    // MARK: What is likely to come

    /// The slot of the element that is likely to come next.
    @inline(__always)
    var expectedElement: XMLNameSlot { slot(Int(last.name.nextElement)) }

    /// The slot of the attribute that is likely to come next.
    @inline(__always)
    var expectedAttribute: XMLNameSlot { slot(Self.elementCount &+ Int(last.name.nextAttribute)) }

    /// Notes that this element came next, and not the one that was expected.
    @inline(__always)
    func expect(element slot: XMLNameSlot) {
        last.name.nextElement = UInt8(truncatingIfNeeded: slot.distance(from: self.slot(0)))
    }

    /// Notes that this attribute came next, and not the one that was expected.
    @inline(__always)
    func expect(attribute slot: XMLNameSlot) {
        last.name.nextAttribute = UInt8(truncatingIfNeeded: slot.distance(from: self.slot(Self.elementCount)))
    }

    /// Goes on to this name.
    @inline(__always)
    mutating func advance(to slot: XMLNameSlot) {
        last = slot
    }

    /// The first of the 32 slots of attributes.
    @inline(__always)
    var firstAttribute: XMLNameSlot { slot(Self.elementCount) }

    // MARK: Finding and remembering names

    /// The slot of a name; nil if it is not remembered.
    @inline(__always)
    func find(_ words: XMLNameWords, isAttribute: Bool) -> XMLNameSlot? {
        let index = index(words, isAttribute)
        let slot = slot(index)
        if slot.name.words == words { return slot }
        let other = self.slot(index ^ 1)
        return other.name.words == words ? other : nil
    }

    /// Remembers a name of up to 24 bytes; nil if it is not a qualified name.
    @inline(never)
    mutating func remember(_ words: XMLNameWords, _ name: ByteText, isAttribute: Bool) -> XMLNameSlot? {
        guard let prefixCount = NameRules.prefixCount(name) else { return nil }
        let index = index(words, isAttribute)
        var slot = slot(index)
        if slot.name.words.first != 0 {
            // A name may be in either of two slots. If both are taken, a bit of the hash decides which of them is given up.
            let other = self.slot(index ^ 1)
            if other.name.words.first == 0 || words.hash & 1 == 0 { slot = other }
        }
        var remembered = RememberedName(
            words: words, count: UInt8(truncatingIfNeeded: name.count), prefixCount: UInt8(truncatingIfNeeded: prefixCount))
        if isAttribute && NameRules.isDeclaration(name, prefixCount: prefixCount) {
            remembered.prefixCount |= RememberedName.declaration
        }
        // What comes after the name that was there is likely to come after this one, too.
        remembered.nextElement = slot.name.nextElement
        remembered.nextAttribute = slot.name.nextAttribute
        slot.name = remembered
        return slot
    }

    /// The slot of a name, which is remembered if it was not yet; nil if it is too long or not a qualified name.
    mutating func slot(of name: ByteText, isAttribute: Bool) -> XMLNameSlot? {
        guard name.count <= XMLNameWords.longestName else { return nil }
        let words = XMLNameWords(name)
        return find(words, isAttribute: isAttribute) ?? remember(words, name, isAttribute: isAttribute)
    }

    @inline(__always)
    private func index(_ words: XMLNameWords, _ isAttribute: Bool) -> Int {
        let hash = words.hash
        return isAttribute
            ? Self.elementCount &+ Int(truncatingIfNeeded: hash >> 59) : Int(truncatingIfNeeded: hash >> 57)
    }

    @inline(__always)
    private func slot(_ index: Int) -> XMLNameSlot { unsafe XMLNameSlot(names.base + index) }
}
