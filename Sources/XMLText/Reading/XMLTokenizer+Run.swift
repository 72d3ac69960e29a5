public import Bytes

extension XMLTokenizer {
    /// Takes the next piece of the document, as far as the handler is ready for it, and returns how many bytes it took. It took
    /// all unless the handler is not ready. `isLast` says that nothing follows.
    @inlinable
    public mutating func run<Handler: XMLTextHandler & ~Copyable>(
        _ window: UnsafeRawBufferPointer, isLast: Bool, _ handler: inout Handler
    ) throws(XMLTextError) -> Int {
        guard let base = window.baseAddress else {
            try unsafe runPending(UnsafeRawPointer(slots), 0, &handler)
            if isLast && handler.isReady && !isComplete { throw try endedEarly() }
            return 0
        }
        let joined = try unsafe runPending(base, window.count, &handler)
        var scanner = unsafe XMLScanner(base, window.count)
        scanner.position = joined
        if pendingCount == 0 {
            do throws(XMLTextError) {
                while handler.isReady {
                    if Handler.allowsShortWays && state == .content && textCount == 0 && !isInLongText && !skipsLineFeed
                        && !isEndTold
                    {
                        try takeCommon(&scanner, &handler)
                        if !handler.isReady { break }
                    }
                    if scanner.position >= scanner.count { break }
                    let event = try step(&scanner)
                    if event == .needsMore {
                        try unsafe keepPending(base, scanner.position, scanner.count)
                        scanner.position = scanner.count
                        break
                    }
                    tell(event, &handler)
                }
            } catch {
                throw unsafe locate(error, base, scanner.position)
            }
        }
        unsafe leave(base, scanner.position)
        if isLast && handler.isReady && !isComplete { throw try endedEarly() }
        return scanner.position
    }

    /// Completes the token that was cut, if there is one, with the first bytes of the window. Returns how many it took.
    @inlinable @discardableResult
    mutating func runPending<Handler: XMLTextHandler & ~Copyable>(
        _ window: UnsafeRawPointer, _ count: Int, _ handler: inout Handler
    ) throws(XMLTextError) -> Int {
        var consumed = 0
        while pendingCount > 0 && handler.isReady {
            let (taken, isWorthLooking) = try unsafe feedPending(window + consumed, count &- consumed)
            consumed &+= taken
            if !isWorthLooking {
                if consumed == count { break }
                continue
            }
            let event = try stepPending()
            tell(event, &handler)
            dropPending()
        }
        return consumed
    }

    @inlinable
    mutating func tell<Handler: XMLTextHandler & ~Copyable>(_ event: XMLEvent, _ handler: inout Handler) {
        switch event {
        case .skipped, .needsMore: break
        case .beginElement: handler.beginElement(self.event.name)
        case .attribute: handler.attribute(self.event.name, self.event.bytes, isASCII: self.event.isASCII)
        case .endAttributes: endAttributes(&handler)
        case .emptyElement:
            endAttributes(&handler)
            handler.endElement()
            closeEmpty()
        case .text:
            handler.text(
                self.event.bytes, isASCII: self.event.isASCII, isPartial: self.event.isPartial,
                endsElement: self.event.endsElement)
            dropTold()
        case .endElement: handler.endElement()
        case .comment: handler.comment(self.event.bytes)
        }
    }

    @inlinable
    mutating func endAttributes<Handler: XMLTextHandler & ~Copyable>(_ handler: inout Handler) {
        for index in bindingMark..<bindingCount {
            handler.namespaceDeclaration(
                prefix: bindingPrefix(index), namespace: bindingNamespace(index), isRedundant: isRedundant(index))
        }
        handler.endAttributes()
    }

    @usableFromInline
    mutating func closeEmpty() { popAny() }

    @usableFromInline
    func bindingPrefix(_ index: Int) -> ByteText { namespaces.prefix(index) }

    @usableFromInline
    func bindingNamespace(_ index: Int) -> ByteText { namespaces.namespace(index) }

    @usableFromInline
    func isRedundant(_ index: Int) -> Bool { namespaces.isRedundant(index) }
}
