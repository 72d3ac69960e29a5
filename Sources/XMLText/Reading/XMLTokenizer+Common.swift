public import Bytes

extension XMLTokenizer {
    /// The bytes that the short ways may look at behind a token's beginning without asking whether there are so many.
    @inlinable static var lookahead: Int { 32 }

    /// Takes what most documents consist of, as long as it is nothing else: short names, plain values, plain text. Leaves the
    /// rest, where it stands, to `step`.
    @inlinable @inline(__always)
    mutating func takeCommon<Handler: XMLTextHandler & ~Copyable>(
        _ scanner: inout XMLScanner, _ handler: inout Handler
    ) throws(XMLTextError) {
        let last = scanner.count &- Self.lookahead
        while scanner.position <= last && handler.isReady {
            let start = scanner.position
            if scanner[start] != 0x3C {
                guard takeCommonText(&scanner, last, &handler) else { return }
            } else if scanner[start &+ 1] == 0x2F {
                guard takeCommonEndTag(&scanner) else { return }
                handler.endElement()
            } else {
                guard try takeCommonStartTag(&scanner, last, &handler) else { return }
            }
            if state != .content { return }
        }
    }

    /// An end tag as it should be.
    @inlinable @inline(__always)
    mutating func takeCommonEndTag(_ scanner: inout XMLScanner) -> Bool {
        let frame = innermost
        let count = Int(frame.count)
        guard count <= XMLNameSlot.longestName else { return false }
        let name = scanner.position &+ 2
        guard unsafe XMLNameWords(scanner.base + name, count) == frame.words, scanner[name &+ count] == 0x3E else {
            return false
        }
        scanner.position = name &+ count &+ 1
        pop(frame)
        if depth == 0 { state = .epilog }
        return true
    }

    /// Text without references and the like. With the end tag behind it, if it is as it should be.
    @inlinable @inline(__always)
    mutating func takeCommonText<Handler: XMLTextHandler & ~Copyable>(
        _ scanner: inout XMLScanner, _ last: Int, _ handler: inout Handler
    ) -> Bool {
        let start = scanner.position
        let stop = min(scanner.count, start &+ Self.textPieceSize &+ 1)
        var isASCII = true
        var end = start
        while true {
            end = scanner.nextText(end, before: stop)
            guard end <= last && end < stop else { return false }
            let byte = scanner[end]
            if byte == 0x3C { break }
            if byte == 0x0A || byte == 0x09 {
                end &+= 1
            } else if byte >= 0x80 {
                guard let next = Self.skipCharacters(scanner, end) else { return false }
                end = next
                isASCII = false
            } else {
                return false
            }
        }
        guard end &- start <= Self.textPieceSize else { return false }
        let text = unsafe ByteText(
            start: (scanner.base + start).assumingMemoryBound(to: UInt8.self), count: end &- start)
        let next = scanner[end &+ 1]
        if next == 0x21 || next == 0x3F { return false }
        let endsElement = next == 0x2F
        handler.text(text, isASCII: isASCII, isPartial: false, endsElement: endsElement)
        scanner.position = end
        if endsElement && !(takeCommonEndTag(&scanner)) {
            isEndTold = true
            return false
        }
        return true
    }

    /// The end of a run of characters outside of ASCII; nil if one of them is not as it should be.
    @usableFromInline @inline(never)
    static func skipCharacters(_ scanner: XMLScanner, _ start: Int) -> Int? {
        var index = start
        while index < scanner.count, scanner[index] >= 0x80 {
            guard case .character(let value, let length) = unsafe XMLCharacters.decode(
                scanner.base + index, scanner.count &- index), XMLCharacters.isCharacter(value)
            else { return nil }
            index &+= length
        }
        return index
    }

    @inlinable @inline(__always)
    static func endsElementName(_ byte: UInt8) -> Bool {
        byte == 0x3E || byte == 0x2F || byte == 0x20 || byte == 0x0A
    }

    /// The slot of the name of an element, by its hash; nil if it is not short and as it should be.
    @usableFromInline @inline(never)
    mutating func findElement(_ scanner: inout XMLScanner, _ start: Int) -> UnsafeMutablePointer<XMLNameSlot>? {
        let end = scanner.nextEnd(start)
        let count = end &- start
        guard count > 0 && count <= XMLNameSlot.longestName && count <= limits.maxNameLength,
            Self.endsElementName(scanner[end])
        else { return nil }
        let name = unsafe scanner.base + start
        let words = unsafe XMLNameWords(name, count)
        return unsafe slot(words, isAttribute: false) ?? remember(words, name, count, isAttribute: false)
    }

    /// The same of an attribute.
    @usableFromInline @inline(never)
    mutating func findAttribute(_ scanner: inout XMLScanner, _ start: Int) -> UnsafeMutablePointer<XMLNameSlot>? {
        let end = scanner.nextEnd(start)
        let count = end &- start
        guard count > 0 && count <= XMLNameSlot.longestName && count <= limits.maxNameLength,
            scanner[end] == 0x3D
        else { return nil }
        let name = unsafe scanner.base + start
        let words = unsafe XMLNameWords(name, count)
        if let known = unsafe slot(words, isAttribute: true) { return unsafe known }
        // A slot gives way that this tag's number may be in.
        mayRepeatName = true
        return unsafe remember(words, name, count, isAttribute: true)
    }

    @inlinable @inline(__always)
    mutating func takeCommonStartTag<Handler: XMLTextHandler & ~Copyable>(
        _ scanner: inout XMLScanner, _ last: Int, _ handler: inout Handler
    ) throws(XMLTextError) -> Bool {
        let start = scanner.position &+ 1
        let name = unsafe scanner.base + start
        guard depth < frameCapacity else { return false }
        let before = unsafe lastSlot
        let slot: UnsafeMutablePointer<XMLNameSlot>
        if let next = unsafe expected(Int(before.pointee.nextElement), name),
            unsafe Self.endsElementName(scanner[start &+ Int(next.pointee.count)])
        {
            unsafe slot = unsafe next
        } else {
            guard let found = unsafe findElement(&scanner, start) else { return false }
            unsafe slot = unsafe found
            unsafe before.pointee.nextElement = UInt8(truncatingIfNeeded: found - slots)
        }
        unsafe lastSlot = unsafe slot
        let count = unsafe Int(slot.pointee.count)
        let words = unsafe slot.pointee.words
        let end = start &+ count
        let terminator = scanner[end]
        let prefixCount = unsafe Int(slot.pointee.prefixCount)
        bindingMark = bindingCount
        unsafe (frames.base + depth &* MemoryLayout<XMLFrame>.stride)
            .storeBytes(of: XMLFrame(words, count: count, bindings: bindingCount), as: XMLFrame.self)
        depth &+= 1
        unsafe handler.beginElement(XMLName(name, count: count, prefixCount: prefixCount, slot: slot))
        scanner.position = end
        if terminator == 0x3E {
            if unsafe prefixCount > 0 && slot.pointee.epoch != epoch {
                beginTag(prefixCount: prefixCount)
                try checkTag()
                unsafe slot.pointee.epoch = epoch
            }
            handler.endAttributes()
            scanner.position = end &+ 1
            return true
        }
        beginTag(prefixCount: prefixCount)
        return try unsafe takeCommonAttributes(&scanner, last, slot, &handler)
    }

    /// The rest of a start tag.
    @inlinable @inline(__always)
    mutating func takeCommonAttributes<Handler: XMLTextHandler & ~Copyable>(
        _ scanner: inout XMLScanner, _ last: Int, _ element: UnsafeMutablePointer<XMLNameSlot>, _ handler: inout Handler
    ) throws(XMLTextError) -> Bool {
        state = .tag
        while scanner.position <= last {
            sawSpace = false
            while scanner[scanner.position] == 0x20 || scanner[scanner.position] == 0x0A {
                scanner.position &+= 1
                sawSpace = true
                guard scanner.position <= last else { return false }
            }
            let start = scanner.position
            switch scanner[start] {
            case 0x3E:
                try unsafe endCommonTag(element, &handler)
                scanner.position = start &+ 1
                state = .content
                return true
            case 0x2F:
                guard scanner[start &+ 1] == 0x3E else { return false }
                try unsafe endCommonTag(element, &handler)
                handler.endElement()
                scanner.position = start &+ 2
                closeEmpty()
                return true
            default:
                guard sawSpace, try takeCommonAttribute(&scanner, &handler) else { return false }
                sawSpace = false
                guard handler.isReady else { return false }
            }
        }
        return false
    }

    @inlinable @inline(__always)
    mutating func endCommonTag<Handler: XMLTextHandler & ~Copyable>(
        _ element: UnsafeMutablePointer<XMLNameSlot>, _ handler: inout Handler
    ) throws(XMLTextError) {
        if unsafe mayRepeatName || attributeNames.prefixedCount > 0 || tagPrefixCount > 0 && element.pointee.epoch != epoch {
            try checkTag()
            unsafe element.pointee.epoch = epoch
        }
        if bindingMark < bindingCount { endAttributes(&handler) } else { handler.endAttributes() }
    }

    /// An attribute with a short name and a plain value.
    @inlinable @inline(__always)
    mutating func takeCommonAttribute<Handler: XMLTextHandler & ~Copyable>(
        _ scanner: inout XMLScanner, _ handler: inout Handler
    ) throws(XMLTextError) -> Bool {
        let start = scanner.position
        let name = unsafe scanner.base + start
        let before = unsafe lastSlot
        let slot: UnsafeMutablePointer<XMLNameSlot>
        if let next = unsafe expected(Self.elementSlots &+ Int(before.pointee.nextAttribute), name),
            unsafe scanner[start &+ Int(next.pointee.count)] == 0x3D
        {
            unsafe slot = unsafe next
        } else {
            guard let found = unsafe findAttribute(&scanner, start) else { return false }
            unsafe slot = unsafe found
            unsafe before.pointee.nextAttribute = UInt8(truncatingIfNeeded: found - slots &- Self.elementSlots)
        }
        let count = unsafe Int(slot.pointee.count)
        let end = start &+ count
        let quote = scanner[end &+ 1]
        guard quote == 0x22 || quote == 0x27 else { return false }
        var stop = end &+ 2
        while true {
            stop = scanner.nextValue(stop)
            guard stop < scanner.count else { return false }
            let byte = scanner[stop]
            if byte == quote { break }
            guard byte == 0x22 || byte == 0x27 else { return false }
            stop &+= 1
        }
        let value = unsafe ByteText(
            start: (scanner.base + end + 2).assumingMemoryBound(to: UInt8.self), count: stop &- end &- 2)
        unsafe lastSlot = unsafe slot
        let prefixCount = unsafe Int(slot.pointee.prefixCount & ~XMLNameSlot.declaration)
        if unsafe slot.pointee.prefixCount & XMLNameSlot.declaration != 0 {
            guard value.count <= limits.maxNameLength else { return false }
            try unsafe declare(name, count, prefixCount: prefixCount, value)
        } else {
            guard value.count <= limits.maxAttributeValueLength else { return false }
            if unsafe slot.pointee.epoch == tagNumber { mayRepeatName = true }
            unsafe slot.pointee.epoch = tagNumber
            try unsafe keepAttribute(slot, name, count, prefixCount: prefixCount)
            unsafe handler.attribute(XMLName(name, count: count, prefixCount: prefixCount, slot: slot), value, isASCII: true)
        }
        scanner.position = stop &+ 1
        return true
    }
}
