internal import Bytes
public import CodecKit

extension XMLTokenizer {
    /// Takes the next piece of the document until the handler is not ready. Returns the number of bytes taken: all of them if
    /// the handler stays ready. `isLast` says that nothing follows.
    public mutating func run<Handler: XMLTextHandler & ~Copyable>(
        _ window: UnsafeRawBufferPointer, isLast: Bool, _ handler: inout Handler
    ) throws(CodecError) -> Int {
        let window = unsafe ByteText(window)
        var scanner = XMLScanner(window, position: try runCutToken(window, &handler))
        var placed = 0
        if cut.isEmpty {
            do throws(CodecError) {
                placed = try runWindow(&scanner, &handler)
            } catch {
                throw place.advanced(window.prefix(scanner.position)).locate(error)
            }
        }
        attribute.leave(window, at: place)
        place.advance(window.prefix(scanner.position).dropFirst(placed))
        if isLast && handler.isReady && !isComplete { throw try endedEarly() }
        return scanner.position
    }

    /// Whether it is in content, with nothing left over from what came before.
    @inline(__always)
    private var mayTakeCommon: Bool {
        state == .content && text.isEmpty && !text.isContinued && !skipsLineFeed && !hasToldEnd
    }

    /// Takes tokens off the window while there are any and the handler is ready. Returns how many bytes `place` counts already:
    /// those before a token that is cut.
    @inline(__always)
    private mutating func runWindow<Handler: XMLTextHandler & ~Copyable>(
        _ scanner: inout XMLScanner, _ handler: inout Handler
    ) throws(CodecError) -> Int {
        while handler.isReady {
            if Handler.takesContent && isContentOffered {
                offerContent(&scanner, &handler)
                if isContentOffered || !handler.isReady { break }
            }
            if Handler.allowsShortWays && mayTakeCommon {
                try takeCommon(&scanner, &handler)
                if !handler.isReady { break }
                if Handler.takesContent && isContentOffered { continue }
            }
            if scanner.isAtEnd { break }
            let event = try step(&scanner)
            if event == .needsMore {
                attribute.leave(scanner.bytes, at: place)
                place.advance(scanner.bytes.prefix(scanner.position))
                guard cut.begin(scanner.text(from: scanner.position), at: place) else { throw .outOfMemory }
                let placed = scanner.position
                scanner.position = scanner.count
                return placed
            }
            tell(event, &handler)
        }
        return 0
    }

    /// Offers the handler the content that comes next. It is no longer offered once the handler has left some of it.
    @inline(never)
    private mutating func offerContent<Handler: XMLTextHandler & ~Copyable>(
        _ scanner: inout XMLScanner, _ handler: inout Handler
    ) {
        let rest = scanner.text(from: scanner.position)
        if rest.isEmpty { return }
        let taken = min(max(handler.takeContent(rest), 0), rest.count)
        scanner.position &+= taken
        if taken < rest.count { isContentOffered = false }
    }

    /// Completes the token that was cut, if there is one, with the first bytes of the window. Returns the number of bytes
    /// taken.
    private mutating func runCutToken<Handler: XMLTextHandler & ~Copyable>(
        _ window: ByteText, _ handler: inout Handler
    ) throws(CodecError) -> Int {
        var consumed = 0
        while !cut.isEmpty && handler.isReady {
            guard let (added, isWorthLooking) = cut.feed(window.dropFirst(consumed)) else { throw .outOfMemory }
            consumed &+= added
            if !isWorthLooking {
                if consumed == window.count { break }
                continue
            }
            let event = try stepCutToken()
            tell(event, &handler)
            cut.dropTaken(&attribute)
        }
        return consumed
    }

    /// Takes one token off the token that was cut.
    private mutating func stepCutToken() throws(CodecError) -> XMLEvent {
        var scanner = XMLScanner(cut.bytes)
        do throws(CodecError) {
            let event = try step(&scanner)
            cut.took(scanner.position, needsMore: event == .needsMore)
            return event
        } catch {
            throw cut.locate(error, after: scanner.position)
        }
    }

    /// What is wrong with a document that ends before it is complete. A token that was cut is looked at once more: which rule
    /// it breaks must not depend on where it was cut.
    @inline(never)
    private mutating func endedEarly() throws(CodecError) -> CodecError {
        if !cut.isEmpty { _ = try stepCutToken() }
        return place.locate(.invalidFormat("the document ends before its root element does"))
    }

    /// Tells the handler the text so far, of which more may follow. Short texts are told like this, too, and their end may be
    /// told with no more text.
    public mutating func tellTextSoFar<Handler: XMLTextHandler & ~Copyable>(_ handler: inout Handler) {
        if !text.isEmpty { tell(tellPiece(), &handler) }
    }

    // MARK: Telling the handler

    private mutating func tell<Handler: XMLTextHandler & ~Copyable>(_ event: XMLEvent, _ handler: inout Handler) {
        switch event {
        case .skipped, .needsMore: break
        case .beginElement: handler.beginElement(self.event.name)
        case .attribute: handler.attribute(self.event.name, self.event.text, isASCII: self.event.isASCII)
        case .endAttributes:
            endAttributes(&handler)
            if Handler.takesContent { isContentOffered = true }
        case .emptyElement:
            endAttributes(&handler)
            handler.endElement()
            closeElement()
        case .text:
            tellText(&handler)
            text.dropTold()
        case .endElement: handler.endElement()
        case .comment: handler.comment(self.event.text)
        }
    }

    private mutating func tellText<Handler: XMLTextHandler & ~Copyable>(_ handler: inout Handler) {
        if handler.distinguishesElements && !event.isPiece
            && offerText(event.text, endsElement: event.endsElement, &handler)
        {
            return
        }
        handler.text(event.text, isASCII: event.isASCII, isPartial: event.isPartial, endsElement: event.endsElement)
    }

    /// Offers a whole text to a handler that treats text in some elements in a way of its own. False if it does not do so here.
    @inline(never)
    mutating func offerText<Handler: XMLTextHandler & ~Copyable>(
        _ text: ByteText, endsElement: Bool, _ handler: inout Handler
    ) -> Bool {
        // Looking at longer names would take time that the length of the text does not justify.
        guard elements.innermost.isShort else { return false }
        let name = elements.innermostName
        var prefixCount = 0
        for index in 0..<name.count where name[index] == UInt8(ascii: ":") { prefixCount = index }
        guard handler.distinguishes(name.dropFirst(prefixCount == 0 ? 0 : prefixCount &+ 1)),
            let binding = namespaces.find(name.prefix(prefixCount))
        else { return false }
        return handler.text(text, inElementOf: namespaces.namespace(binding), endsElement: endsElement)
    }

    /// Tells the declarations of a start tag, and that it ends.
    mutating func endAttributes<Handler: XMLTextHandler & ~Copyable>(_ handler: inout Handler) {
        for index in attributes.outerBindings..<namespaces.count {
            handler.namespaceDeclaration(
                prefix: namespaces.prefix(index), namespace: namespaces.namespace(index),
                isRedundant: namespaces.isRedundant(index))
        }
        handler.resolveNames(in: &namespaces)
        handler.endAttributes()
    }
}
