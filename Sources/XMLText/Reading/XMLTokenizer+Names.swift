public import Bytes

extension XMLTokenizer {
    /// What is remembered of a name, nil if nothing is.
    @inlinable @inline(__always)
    func slot(_ words: XMLNameWords, isAttribute: Bool) -> UnsafeMutablePointer<XMLNameSlot>? {
        let first = slotIndex(words, isAttribute: isAttribute)
        let slot = unsafe slots + first
        if unsafe slot.pointee.words == words { return unsafe slot }
        let other = unsafe slots + (first ^ 1)
        return unsafe other.pointee.words == words ? other : nil
    }

    /// The slot of a name that is likely to come next, if it does and a byte follows that is not part of it.
    @inlinable @inline(__always)
    func expected(_ index: Int, _ name: UnsafeRawPointer) -> UnsafeMutablePointer<XMLNameSlot>? {
        let slot = unsafe slots + index
        let count = unsafe Int(slot.pointee.count)
        guard unsafe XMLNameWords(name, count) == slot.pointee.words else { return nil }
        return unsafe slot
    }

    @inlinable @inline(__always)
    func slotIndex(_ words: XMLNameWords, isAttribute: Bool) -> Int {
        let hash = words.hash
        return isAttribute
            ? Self.elementSlots &+ Int(truncatingIfNeeded: hash >> 59) : Int(truncatingIfNeeded: hash >> 57)
    }

    /// Checks a short name and remembers it; nil if it is none.
    @usableFromInline @inline(never)
    func remember(
        _ words: XMLNameWords, _ name: UnsafeRawPointer, _ count: Int, isAttribute: Bool
    ) -> UnsafeMutablePointer<XMLNameSlot>? {
        guard let prefixCount = unsafe Self.prefixCount(name, count) else { return nil }
        let first = slotIndex(words, isAttribute: isAttribute)
        var slot = unsafe slots + first
        if unsafe slot.pointee.words.first != 0 {
            let other = unsafe slots + (first ^ 1)
            // Of two that are taken the one that this name's hash does not point at gives way.
            if unsafe other.pointee.words.first == 0 || words.hash & 1 == 0 { unsafe slot = unsafe other }
        }
        unsafe slot.pointee.words = words
        unsafe slot.pointee.payload = (0, 0, 0, 0)
        unsafe slot.pointee.epoch = 0
        unsafe slot.pointee.count = UInt8(truncatingIfNeeded: count)
        unsafe slot.pointee.prefixCount = UInt8(truncatingIfNeeded: prefixCount)
        let whole = unsafe ByteText(start: name.assumingMemoryBound(to: UInt8.self), count: count)
if isAttribute && Self.isDeclaration(whole, prefixCount) {
            unsafe slot.pointee.prefixCount |= XMLNameSlot.declaration
        }
        return unsafe slot
    }

    /// Whether an attribute of that name declares a namespace.
    static func isDeclaration(_ name: ByteText, _ prefixCount: Int) -> Bool {
        let first = name.prefix((prefixCount == 0 ? name.count : prefixCount))
        return first == "xmlns"
    }

    /// The bytes of a qualified name that are its prefix; nil if it is no qualified name.
    static func prefixCount(_ name: UnsafeRawPointer, _ count: Int) -> Int? {
        var prefixCount = 0
        var index = 0
        var isFirst = true
        while index < count {
            switch unsafe XMLCharacters.decode(name + index, count &- index) {
            case .character(0x3A, _):
                guard !isFirst && prefixCount == 0 else { return nil }
                prefixCount = index
                isFirst = true
                index &+= 1
            case .character(let value, let length):
                guard isFirst ? XMLCharacters.isNameStart(value) : XMLCharacters.isNameCharacter(value) else { return nil }
                isFirst = false
                index &+= length
            case .incomplete, .invalid: return nil
            }
        }
        return isFirst ? nil : prefixCount
    }

    /// A short name as words, whatever can be read behind it.
    static func words(_ name: UnsafeRawPointer, _ count: Int) -> XMLNameWords {
        var copy = XMLNameWords(0, 0, 0)
        unsafe withUnsafeMutableBytes(of: &copy) { bytes in
            if let base = bytes.baseAddress, count <= bytes.count {
                unsafe base.copyMemory(from: name, byteCount: count)
            }
        }
        return XMLNameWords(
            UInt64(littleEndian: copy.first), UInt64(littleEndian: copy.second), UInt64(littleEndian: copy.third))
    }

    /// Opens an element. There are fewer than the limit.
    mutating func push(_ name: UnsafeRawPointer, _ count: Int) throws(XMLTextError) {
        do {
            if depth == frameCapacity {
                let grown = min(max(frameCapacity &* 2, 16), limits.maxDepth)
                try frames.reserve(grown &* MemoryLayout<XMLFrame>.stride)
                frameCapacity = grown
            }
            var words = XMLNameWords(0, 0, 0)
            if count <= XMLNameSlot.longestName {
                words = unsafe Self.words(name, count)
            } else {
                words.first = UInt64(truncatingIfNeeded: longNamesCount)
                try longNames.reserve(longNamesCount &+ count)
                unsafe (longNames.base + longNamesCount).copyMemory(from: name, byteCount: count)
                longNamesCount &+= count
            }
            unsafe (frames.base + depth &* MemoryLayout<XMLFrame>.stride)
                .storeBytes(of: XMLFrame(words, count: count, bindings: bindingCount), as: XMLFrame.self)
            depth &+= 1
        } catch {
            throw .outOfMemory
        }
    }

    /// The innermost open element. There is one.
    @inlinable @inline(__always)
    var innermost: XMLFrame {
        unsafe frames.base.load(fromByteOffset: (depth &- 1) &* MemoryLayout<XMLFrame>.stride, as: XMLFrame.self)
    }

    /// The name of the innermost open element, where it is kept.
    var innermostName: ByteText {
        let frame = innermost
        let place = unsafe Int(frame.count) <= XMLNameSlot.longestName
            ? frames.base + (depth &- 1) &* MemoryLayout<XMLFrame>.stride
            : longNames.base + Int(truncatingIfNeeded: frame.words.first)
        return unsafe ByteText(start: place.assumingMemoryBound(to: UInt8.self), count: Int(frame.count))
    }

    /// Closes the innermost element.
    @inlinable @inline(__always)
    mutating func pop(_ frame: XMLFrame) {
        depth &-= 1
        if Int(frame.bindings) < bindingCount { endBindings(Int(frame.bindings)) }
    }

    @usableFromInline @inline(never)
    mutating func endBindings(_ mark: Int) {
        namespaces.truncate(mark)
        bindingCount = mark
        advanceEpoch()
    }

    /// Closes the innermost element, whatever its name and place.
    mutating func popAny() {
        let frame = innermost
        if Int(frame.count) > XMLNameSlot.longestName {
            longNamesCount = Int(truncatingIfNeeded: frame.words.first)
        }
        pop(frame)
        state = depth == 0 ? .epilog : .content
    }
}
