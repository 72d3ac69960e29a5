internal import Bytes
internal import CodecKit

/// The short ways through what most documents consist of: short names, plain values, plain text. They look ahead without asking
/// for the number of bytes, as `XMLScanner.lookahead` allows.
extension XMLTokenizer {
    /// Takes common tokens for as long as there are any, and leaves what comes then to `step`. A function of its own, so that
    /// the compiler has all registers for it.
    @inline(never)
    mutating func takeCommon<Handler: XMLTextHandler & ~Copyable>(
        _ scanner: inout XMLScanner, _ handler: inout Handler
    ) throws(CodecError) {
        let last = scanner.count &- XMLScanner.lookahead
        while scanner.position <= last && handler.isReady {
            let start = scanner.position
            if scanner[start] != UInt8(ascii: "<") {
                if Handler.takesContent && isContentOffered { return }
                guard takeCommonText(&scanner, last, &handler) else { return }
            } else if scanner[start &+ 1] == UInt8(ascii: "/") {
                guard takeCommonEndTag(&scanner) else { return }
                handler.endElement()
                if Handler.takesContent { isContentOffered = false }
            } else {
                if Handler.takesContent { isContentOffered = false }
                guard try takeCommonStartTag(&scanner, last, &handler) else { return }
            }
            if state != .content { return }
        }
    }

    /// An end tag without white space that matches its start tag.
    @inline(__always)
    private mutating func takeCommonEndTag(_ scanner: inout XMLScanner) -> Bool {
        let frame = elements.innermost
        let count = frame.count
        guard frame.isShort else { return false }
        let name = scanner.position &+ 2
        guard elements.begins(scanner.text(from: name), with: frame), scanner[name &+ count] == UInt8(ascii: ">") else {
            return false
        }
        scanner.position = name &+ count &+ 1
        elements.popShort()
        endBindings(frame.bindings)
        if elements.depth == 0 { state = .epilog }
        return true
    }

    // MARK: Text

    /// Text without references, and the end tag after it if that is a common one.
    @inline(__always)
    private mutating func takeCommonText<Handler: XMLTextHandler & ~Copyable>(
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
            if byte == UInt8(ascii: "<") { break }
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\t") {
                end &+= 1
            } else if byte >= 0x80 {
                let run = UTF8Run.end(scanner.text(0, stop), from: end)
                if run == end { return false }
                end = run
                isASCII = false
            } else {
                return false
            }
        }
        guard end &- start <= Self.textPieceSize else { return false }
        let next = scanner[end &+ 1]
        if next == UInt8(ascii: "!") || next == UInt8(ascii: "?") { return false }
        let endsElement = next == UInt8(ascii: "/")
        let text = scanner.text(start, end)
        if !handler.distinguishesElements || !offerText(text, endsElement: endsElement, &handler) {
            handler.text(text, isASCII: isASCII, isPartial: false, endsElement: endsElement)
        }
        scanner.position = end
        if endsElement && !takeCommonEndTag(&scanner) {
            hasToldEnd = true
            return false
        }
        return true
    }

    // MARK: Start tags

    @inline(__always)
    private static func endsElementName(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ">") || byte == UInt8(ascii: "/") || byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\n")
    }

    /// The slot of the name at `start`, found by its hash; nil if the name is not short and valid, or not ended as usual.
    @inline(never)
    private mutating func findElement(_ scanner: inout XMLScanner, _ start: Int) -> XMLNameSlot? {
        let end = scanner.nextEnd(start)
        let count = end &- start
        guard count > 0 && count <= XMLNameWords.longestName && count <= limits.maxNameLength,
            Self.endsElementName(scanner[end])
        else { return nil }
        let words = scanner.words(start, count: count)
        return names.find(words, isAttribute: false) ?? names.remember(words, scanner.text(start, end), isAttribute: false)
    }

    @inline(__always)
    private mutating func takeCommonStartTag<Handler: XMLTextHandler & ~Copyable>(
        _ scanner: inout XMLScanner, _ last: Int, _ handler: inout Handler
    ) throws(CodecError) -> Bool {
        let start = scanner.position &+ 1
        guard elements.hasRoom else { return false }
        var slot = names.expectedElement
        if !slot.begins(scanner.text(from: start))
            || !Self.endsElementName(scanner[start &+ Int(slot.name.count)])
        {
            guard let found = findElement(&scanner, start) else { return false }
            slot = found
            names.expect(element: slot)
        }
        names.advance(to: slot)
        let count = Int(slot.name.count)
        let prefixCount = Int(slot.name.prefixCount)
        let end = start &+ count
        let terminator = scanner[end]
        let outerBindings = namespaces.count
        elements.pushReserved(slot.name.words, count: count, bindings: outerBindings)
        handler.beginElement(XMLName(scanner.text(start, end), prefixCount: prefixCount, slot: slot))
        scanner.position = end
        if terminator == UInt8(ascii: ">") {
            attributes.beginWithoutAttributes(outerBindings: outerBindings)
            if prefixCount > 0 && slot.name.epoch != names.epoch {
                attributes.begin(elementPrefixCount: prefixCount, outerBindings: outerBindings)
                try checkTag()
                slot.name.epoch = names.epoch
            }
            handler.resolveNames(in: &namespaces)
            handler.endAttributes()
            scanner.position = end &+ 1
            if Handler.takesContent { isContentOffered = true }
            return true
        }
        attributes.begin(elementPrefixCount: prefixCount, outerBindings: outerBindings)
        return try takeCommonAttributes(&scanner, last, slot, &handler)
    }

    /// The rest of a start tag, after the name of the element.
    @inline(__always)
    private mutating func takeCommonAttributes<Handler: XMLTextHandler & ~Copyable>(
        _ scanner: inout XMLScanner, _ last: Int, _ element: XMLNameSlot, _ handler: inout Handler
    ) throws(CodecError) -> Bool {
        state = .tag
        sawSpace = false
        while scanner.position <= last {
            let start = scanner.position
            switch scanner[start] {
            case UInt8(ascii: ">"):
                try endCommonTag(element, &handler)
                scanner.position = start &+ 1
                state = .content
                if Handler.takesContent { isContentOffered = true }
                return true
            case UInt8(ascii: " "), UInt8(ascii: "\n"):
                scanner.position = start &+ 1
                sawSpace = true
                if try takeCommonAttribute(&scanner, &handler) {
                    sawSpace = false
                    guard handler.isReady else { return false }
                } else if !Self.endsElementName(scanner[start &+ 1]) {
                    return false
                }
            case UInt8(ascii: "/"):
                guard scanner[start &+ 1] == UInt8(ascii: ">") else { return false }
                try endCommonTag(element, &handler)
                handler.endElement()
                scanner.position = start &+ 2
                closeElement()
                return true
            default: return false
            }
        }
        return false
    }

    @inline(__always)
    private mutating func endCommonTag<Handler: XMLTextHandler & ~Copyable>(
        _ element: XMLNameSlot, _ handler: inout Handler
    ) throws(CodecError) {
        if attributes.isInDoubt || attributes.elementPrefixCount > 0 && element.name.epoch != names.epoch {
            try checkTag()
            element.name.epoch = names.epoch
        }
        if attributes.outerBindings < namespaces.count { return endAttributes(&handler) }
        handler.resolveNames(in: &namespaces)
        handler.endAttributes()
    }

    // MARK: Attributes

    /// The slot of the name at `start`, found by its hash; nil if the name is not short and valid, or "=" does not follow.
    @inline(never)
    private mutating func findAttribute(
        _ scanner: inout XMLScanner, _ start: Int
    ) throws(CodecError) -> XMLNameSlot? {
        let end = scanner.nextEnd(start)
        let count = end &- start
        guard count > 0 && count <= XMLNameWords.longestName && count <= limits.maxNameLength,
            scanner[end] == UInt8(ascii: "=")
        else { return nil }
        let words = scanner.words(start, count: count)
        if let known = names.find(words, isAttribute: true) { return known }
        guard attributes.settle(after: names.firstAttribute) else { throw .outOfMemory }
        return names.remember(words, scanner.text(start, end), isAttribute: true)
    }

    /// The end of a plain value from `start` on, and whether it is ASCII; nil if the value is not plain.
    @inline(__always)
    private static func endOfCommonValue(
        _ scanner: inout XMLScanner, _ start: Int, _ quote: UInt8
    ) -> (end: Int, isASCII: Bool)? {
        var end = start
        var isASCII = true
        while true {
            end = scanner.nextValue(end)
            guard end < scanner.count else { return nil }
            let byte = scanner[end]
            if byte == quote { return (end, isASCII) }
            if byte >= 0x80 {
                let next = UTF8Run.end(scanner.bytes, from: end)
                if next == end { return nil }
                end = next
                isASCII = false
            } else {
                guard byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") else { return nil }
                end &+= 1
            }
        }
    }

    /// An attribute with a short name and a plain value.
    @inline(__always)
    private mutating func takeCommonAttribute<Handler: XMLTextHandler & ~Copyable>(
        _ scanner: inout XMLScanner, _ handler: inout Handler
    ) throws(CodecError) -> Bool {
        let start = scanner.position
        var slot = names.expectedAttribute
        if !slot.begins(scanner.text(from: start))
            || scanner[start &+ Int(slot.name.count)] != UInt8(ascii: "=")
        {
            guard let found = try findAttribute(&scanner, start) else { return false }
            slot = found
            names.expect(attribute: slot)
        }
        let count = Int(slot.name.count)
        let end = start &+ count
        let quote = scanner[end &+ 1]
        guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'"),
            let (stop, isASCII) = Self.endOfCommonValue(&scanner, end &+ 2, quote)
        else { return false }
        let value = scanner.text(end &+ 2, stop)
        names.advance(to: slot)
        let name = scanner.text(start, end)
        let prefixCount = Int(slot.name.prefixCount & ~RememberedName.declaration)
        if slot.name.prefixCount & RememberedName.declaration != 0 {
            guard value.count <= limits.maxNameLength else { return false }
            try declare(name, prefixCount: prefixCount, value)
        } else {
            guard value.count <= limits.maxAttributeValueLength else { return false }
            guard attributes.count < limits.maxAttributes else { throw tooManyAttributes }
            guard attributes.note(slot, after: names.firstAttribute) else { throw .outOfMemory }
            handler.attribute(XMLName(name, prefixCount: prefixCount, slot: slot), value, isASCII: isASCII)
        }
        scanner.position = stop &+ 1
        return true
    }
}
