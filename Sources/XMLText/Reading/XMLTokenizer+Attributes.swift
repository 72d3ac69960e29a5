internal import Bytes

extension XMLTokenizer {
    /// Makes ready for the attributes of a tag.
    @inlinable @inline(__always)
    mutating func beginTag(prefixCount: Int) {
        attributeNames.removeAll()
        bindingMark = bindingCount
        tagPrefixCount = prefixCount
        tagNumber &+= 1
        mayRepeatName = false
    }

    /// Keeps the name of an attribute, without counting it as one yet.
    mutating func keepName(_ name: UnsafeRawPointer, _ count: Int, prefixCount: Int) throws(XMLTextError) {
        guard unsafe attributeNames.put(name, count, prefixCount: prefixCount) else { throw .outOfMemory }
    }

    /// Counts the attribute whose name was kept last.
    mutating func keepAttribute() throws(XMLTextError) {
        guard attributeNames.count < limits.maxAttributes else {
            throw .quota("an element has too many attributes", limits.maxAttributes, .maxAttributes)
        }
        guard attributeNames.appendLastPut() else { throw .outOfMemory }
    }

    @usableFromInline
    mutating func keepAttribute(
        _ name: UnsafeRawPointer, _ count: Int, prefixCount: Int
    ) throws(XMLTextError) {
        try unsafe keepName(name, count, prefixCount: prefixCount)
        try keepAttribute()
    }

    /// The same of a name that is remembered, without asking for memory if there is enough.
    @inlinable @inline(__always)
    mutating func keepAttribute(
        _ slot: UnsafeMutablePointer<XMLNameSlot>, _ name: UnsafeRawPointer, _ count: Int, prefixCount: Int
    ) throws(XMLTextError) {
        guard attributeNames.count < limits.maxAttributes, attributeNames.hasRoom(XMLNameSlot.longestName) else {
            return try unsafe keepAttribute(name, count, prefixCount: prefixCount)
        }
        unsafe attributeNames.next.storeBytes(of: slot.pointee.words, as: XMLNameWords.self)
        attributeNames.extend(count, prefixCount: prefixCount)
    }

    /// Declares what an attribute declares whose name, of `count` bytes, has such a prefix.
    @usableFromInline
    mutating func declare(
        _ name: UnsafeRawPointer, _ count: Int, prefixCount: Int, _ namespace: UnsafeBufferPointer<UInt8>
    ) throws(XMLTextError) {
        guard namespaces.count &- bindingMark < limits.maxNamespaceDeclarations else {
            throw .quota(
                "an element has too many namespace declarations", limits.maxNamespaceDeclarations, .maxNamespaceDeclarations)
        }
        // There are never more declarations than a frame can count: `namespaces` refuses them before.
        let skipped = prefixCount == 0 ? count : prefixCount &+ 1
        let prefix = unsafe UnsafeBufferPointer(
            start: (name + skipped).assumingMemoryBound(to: UInt8.self), count: count &- skipped)
        if try unsafe namespaces.declare(prefix: prefix, namespace: namespace, mark: bindingMark) { advanceEpoch() }
        bindingCount = namespaces.count
    }

    /// What can be said of a tag only when all of it is known.
    @usableFromInline @inline(never)
    mutating func checkTag() throws(XMLTextError) {
        if tagPrefixCount > 0 {
            let prefix = unsafe UnsafeBufferPointer(rebasing: innermostName[..<tagPrefixCount])
            if unsafe equal(prefix, "xmlns") { throw .invalid("an element has the prefix xmlns") }
            guard unsafe namespaces.find(prefix) != nil else { throw .invalid("the prefix of an element is not declared") }
        }
        let fault: XMLAttributeNames.Fault?
        do throws(OutOfMemory) {
            fault = try attributeNames.fault(in: &namespaces)
        } catch {
            throw .outOfMemory
        }
        switch fault {
        case .undeclaredPrefix: throw .invalid("the prefix of an attribute is not declared")
        case .duplicate: throw .invalid("an element has two attributes of one name")
        case nil: break
        }
    }
}
