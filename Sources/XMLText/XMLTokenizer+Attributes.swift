public import Bytes

extension XMLTokenizer {
    private static var stride: Int { MemoryLayout<XMLAttributeEntry>.stride }

    /// Makes ready for the attributes of a tag.
    @inlinable @inline(__always)
    mutating func beginTag(prefixCount: Int) {
        unsafe attributeCount = 0
        unsafe prefixedCount = 0
        unsafe tagNamesReset()
        unsafe bindingMark = bindingCount
        unsafe tagPrefixCount = prefixCount
        unsafe tagNumber &+= 1
        unsafe mayRepeatName = false
    }

    /// Keeps the name of an attribute, without counting it as one yet.
    mutating func keepName(_ name: UnsafeRawPointer, _ count: Int, prefixCount: Int) throws(XMLTextError) {
        do {
            try unsafe tagNames.reserve(tagNamesCount &+ count)
        } catch {
            throw .outOfMemory
        }
        unsafe (tagNames.base + tagNamesCount).copyMemory(from: name, byteCount: count)
        unsafe attribute = XMLAttributeEntry(offset: tagNamesCount, count: count, prefixCount: prefixCount)
    }

    /// Counts the attribute whose name was kept last.
    mutating func keepAttribute() throws(XMLTextError) {
        guard unsafe attributeCount < limits.maxAttributes else {
            throw unsafe .quota("an element has too many attributes", limits.maxAttributes, .maxAttributes)
        }
        do {
            try unsafe attributes.reserve((attributeCount &+ 1) &* Self.stride)
        } catch {
            throw .outOfMemory
        }
        unsafe attributes.base.storeBytes(
            of: attribute, toByteOffset: attributeCount &* Self.stride, as: XMLAttributeEntry.self)
        unsafe attributeCount &+= 1
        unsafe tagNamesCount &+= Int(attribute.count)
        if unsafe attribute.prefixCount > 0 { unsafe prefixedCount &+= 1 }
    }

    @usableFromInline
    mutating func keepAttribute(
        _ name: UnsafeRawPointer, _ count: Int, prefixCount: Int
    ) throws(XMLTextError) {
        try unsafe keepName(name, count, prefixCount: prefixCount)
        try unsafe keepAttribute()
    }

    /// The same of a name that is remembered, without asking for memory if there is enough.
    @inlinable @inline(__always)
    mutating func keepAttribute(
        _ slot: UnsafeMutablePointer<XMLNameSlot>, _ name: UnsafeRawPointer, _ count: Int, prefixCount: Int
    ) throws(XMLTextError) {
        let place = unsafe attributeCount &* MemoryLayout<XMLAttributeEntry>.stride
        guard unsafe attributeCount < limits.maxAttributes,
            unsafe tagNames.capacity &- tagNamesCount >= XMLNameSlot.longestName,
            unsafe attributes.capacity &- place >= MemoryLayout<XMLAttributeEntry>.stride
        else { return try unsafe keepAttribute(name, count, prefixCount: prefixCount) }
        unsafe (tagNames.base + tagNamesCount).storeBytes(of: slot.pointee.words, as: XMLNameWords.self)
        let entry = unsafe XMLAttributeEntry(offset: tagNamesCount, count: count, prefixCount: prefixCount)
        unsafe attributes.base.storeBytes(of: entry, toByteOffset: place, as: XMLAttributeEntry.self)
        unsafe attributeCount &+= 1
        unsafe tagNamesCount &+= count
        if prefixCount > 0 { unsafe prefixedCount &+= 1 }
    }

    /// Declares what an attribute declares whose name, of `count` bytes, has such a prefix.
    @usableFromInline
    mutating func declare(
        _ name: UnsafeRawPointer, _ count: Int, prefixCount: Int, _ namespace: UnsafeBufferPointer<UInt8>
    ) throws(XMLTextError) {
        guard unsafe namespaces.count &- bindingMark < limits.maxNamespaceDeclarations else {
            throw unsafe .quota(
                "an element has too many namespace declarations", limits.maxNamespaceDeclarations, .maxNamespaceDeclarations)
        }
        guard unsafe namespace.count <= limits.maxNameLength else {
            throw unsafe .quota("a namespace is too long", limits.maxNameLength, .maxNameLength)
        }
        let skipped = prefixCount == 0 ? count : prefixCount &+ 1
        let prefix = unsafe UnsafeBufferPointer(
            start: (name + skipped).assumingMemoryBound(to: UInt8.self), count: count &- skipped)
        if try unsafe namespaces.declare(prefix: prefix, namespace: namespace, mark: bindingMark) { unsafe advanceEpoch() }
        unsafe bindingCount = namespaces.count
    }

    /// What can be said of a tag only when all of it is known.
    @usableFromInline @inline(never)
    mutating func checkTag() throws(XMLTextError) {
        if unsafe tagPrefixCount > 0 {
            let prefix = unsafe UnsafeBufferPointer(rebasing: innermostName[..<tagPrefixCount])
            if unsafe XMLBytes.equal(prefix, "xmlns") { throw .invalid("an element has the prefix xmlns") }
            guard unsafe namespaces.find(prefix) != nil else { throw .invalid("the prefix of an element is not declared") }
        }
        if unsafe prefixedCount > 0 {
            for index in unsafe 0..<attributeCount {
                var entry = unsafe self.entry(index)
                guard entry.prefixCount > 0 else { continue }
                let prefix = unsafe UnsafeBufferPointer(rebasing: bytes(entry)[..<Int(entry.prefixCount)])
                guard let binding = unsafe namespaces.find(prefix) else {
                    throw .invalid("the prefix of an attribute is not declared")
                }
                entry.binding = UInt32(truncatingIfNeeded: binding &+ 1)
                unsafe attributes.base.storeBytes(of: entry, toByteOffset: index &* Self.stride, as: XMLAttributeEntry.self)
            }
        }
        if unsafe attributeCount > 8 {
            try unsafe checkManyAttributes()
        } else {
            for index in unsafe 0..<attributeCount {
                for other in 0..<index where unsafe isSame(entry(index), entry(other)) { throw unsafe Self.duplicate }
            }
        }
    }

    private static var duplicate: XMLTextError { .invalid("an element has two attributes of one name") }

    @usableFromInline
    mutating func tagNamesReset() { unsafe tagNamesCount = 0 }

    private func entry(_ index: Int) -> XMLAttributeEntry {
        unsafe attributes.base.load(fromByteOffset: index &* Self.stride, as: XMLAttributeEntry.self)
    }

    private func bytes(_ entry: XMLAttributeEntry) -> UnsafeBufferPointer<UInt8> {
        unsafe UnsafeBufferPointer(
            start: (tagNames.base + Int(entry.offset)).assumingMemoryBound(to: UInt8.self), count: Int(entry.count))
    }

    private func localName(_ entry: XMLAttributeEntry) -> UnsafeBufferPointer<UInt8> {
        let skipped = entry.prefixCount == 0 ? 0 : Int(entry.prefixCount &+ 1)
        return unsafe UnsafeBufferPointer(rebasing: bytes(entry)[skipped...])
    }

    private func isSame(_ left: XMLAttributeEntry, _ right: XMLAttributeEntry) -> Bool {
        guard unsafe XMLBytes.equal(localName(left), localName(right)) else { return false }
        if left.binding == right.binding { return true }
        guard left.binding > 0 && right.binding > 0 else { return false }
        return unsafe XMLBytes.equal(
            namespaces.namespace(Int(left.binding &- 1)), namespaces.namespace(Int(right.binding &- 1)))
    }

    /// By a table of hashes of local name and namespace, so that many attributes take no more time each than few.
    private mutating func checkManyAttributes() throws(XMLTextError) {
        var size = 32
        while unsafe size < 2 &* attributeCount { size &*= 2 }
        do {
            try unsafe duplicates.reserve(size &* 4)
        } catch {
            throw .outOfMemory
        }
        unsafe duplicates.base.initializeMemory(as: UInt8.self, repeating: 0, count: size &* 4)
        let table = unsafe duplicates.base.assumingMemoryBound(to: UInt32.self)
        for index in unsafe 0..<attributeCount {
            let entry = unsafe self.entry(index)
            var hash = unsafe XMLBytes.hash(localName(entry))
            if entry.binding > 0 { hash = unsafe hash &* 31 &+ namespaces[Int(entry.binding &- 1)].namespaceHash }
            var place = Int(hash) & (size &- 1)
            while unsafe table[place] != 0 {
                if unsafe isSame(entry, self.entry(Int(table[place] &- 1))) { throw unsafe Self.duplicate }
                place = (place &+ 1) & (size &- 1)
            }
            unsafe table[place] = UInt32(truncatingIfNeeded: index &+ 1)
        }
    }
}
