internal import Bytes
internal import CodecKit
internal import XMLText

/// Turns text XML into a package of MTOM. The root is written while the document is read. Long base64 content of elements is
/// held back, decoded, and written after it, each as a part.
struct MTOMEncoder: Codec, ~Copyable {
    /// What is written next.
    private enum Stage: UInt8 {
        case root
        /// The bytes of a part.
        case part
        case end
    }

    private let options: PackageOptions
    private let secret = KeyedHash()
    /// The number of the message to come.
    private var number: UInt64 = 0
    /// The type of the message to come.
    private var nextType = MessageType.soap12

    private var identity: PackageIdentity
    private var tokenizer: XMLTokenizer
    private var listener: RootListener
    private var opening = DocumentOpening()
    private var pending = PendingText()
    /// Searches the root for the boundary.
    private var search = DelimiterSearch()
    /// Where the boundary has been found in the document, or the end of the content that has it.
    private var boundaryOffset: UInt64?
    /// How many bytes of the document have been taken.
    private var position: UInt64 = 0
    private var stage = Stage.root
    /// The part that is being written, and how many of its bytes have been.
    private var part = 0
    private var written = 0

    init(_ options: CodecOptions) throws(CodecError) {
        self.options = options.package
        identity = PackageIdentity(self.options, secret: secret, number: 0)
        guard let tokenizer = XMLTokenizer(options.xml, options.invalidCharacters) else { throw .outOfMemory }
        self.tokenizer = tokenizer
        let limit = options.package.partsBufferSize(isEncoder: true)
        listener = RootListener(
            RootWriter(maxInlineSize: Int(options.package.maxInlineSize), maxBinarySize: Int(limit)))
    }

    var inputFormat: MessageFormat? { .textXML }

    mutating func relabel(_ type: inout WideString, link: Int) throws(ContentTypeRefusal) {
        let label = PackageLabel(type.text)
        let message = try label.messageType
        var text = PendingText()
        text.appendContentType(PackageIdentity(options, secret: secret, number: number), of: message)
        try label.appendAction(to: &text)
        do throws(OutOfMemory) {
            if text.hasFailed { throw OutOfMemory() }
            var relabelled = WideString()
            try relabelled.append(text.text)
            type = relabelled
        } catch {
            throw .outOfMemory
        }
        nextType = message
    }

    mutating func begin() throws(CodecError) {
        guard tokenizer.begin() else { throw .outOfMemory }
        identity = PackageIdentity(options, secret: secret, number: number)
        listener.writer.begin()
        opening = DocumentOpening()
        search = DelimiterSearch()
        boundaryOffset = nil
        position = 0
        pending.removeAll()
        pending.appendRootHeader(identity, of: nextType)
        stage = .root
        number &+= 1
        nextType = .soap12
    }

    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    mutating func process(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) -> Progress {
        while true {
            pending.drain(&output)
            if pending.hasFailed { throw .outOfMemory }
            if !pending.isEmpty { return .outputFull }
            if stage == .end { return .finished }
            if stage == .root && !listener.writer.isReturning && input.isEmpty && !tokenizer.hasWork {
                if tokenizer.isComplete && isLast {
                    endPart(nextIs: 0)
                    continue
                }
                if tokenizer.isComplete || !isLast { return .needsInput }
            }
            if output.isFull { return .outputFull }
            if stage == .part {
                writePart(&output)
            } else if listener.writer.isReturning {
                listener.writer.writeBack(&output, &pending)
                if listener.writer.takeMarkup() { pending.append("<") }
            } else {
                try writeRoot(&input, &output, isLast: isLast)
            }
        }
    }

    // MARK: The root

    /// Lets the tokenizer read the document, and passes on what belongs to the root.
    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    private mutating func writeRoot(
        _ input: inout InputCursor, _ output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) {
        var contentEnd = position
        if listener.writer.isBeforeMarkup, let next = input.first {
            listener.writer.decide(by: next)
            contentEnd &-= 1
        } else {
            var failure: CodecError?
            let before = input.consumed
            unsafe input.consume { whole in
                let window = unsafe ByteText(whole).prefix(output.room)
                return take(window, isLast: isLast && window.count == whole.count, &output, &failure)
            }
            if let failure { throw failure }
            position &+= UInt64(truncatingIfNeeded: input.consumed &- before)
            contentEnd = position
        }
        if listener.writer.takeNewPart() {
            pending.appendInclude(identity, number: listener.writer.parts.count)
            var search = DelimiterSearch()
            if identity.isChosen
                && search.find(identity, in: listener.writer.parts.bytes(of: listener.writer.parts.count &- 1)) != nil
            {
                boundaryOffset = contentEnd
            }
        }
        if listener.writer.takeMarkup() { pending.append("<") }
        try checkFault()
    }

    /// Returns how many bytes of the window were taken.
    @_lifetime(output: copy output)
    private mutating func take(
        _ window: ByteText, isLast: Bool, _ output: inout OutputCursor, _ failure: inout CodecError?
    ) -> Int {
        var dropped = 0
        if !opening.isOver {
            dropped = opening.cut(window)
            if opening.owesLessThan {
                pending.append("<")
                return 0
            }
        }
        listener.writer.beginWindow()
        do throws(CodecError) {
            let taken = try unsafe tokenizer.run(UnsafeRawBufferPointer(window.buffer), isLast: isLast, &listener)
            let passed = window.prefix(taken &- listener.writer.withheldCount).dropFirst(dropped)
            if identity.isChosen, let index = search.find(identity, in: passed) {
                boundaryOffset = position &+ UInt64(truncatingIfNeeded: dropped &+ index)
            }
            _ = output.append(passed)
            return taken
        } catch {
            failure = error.ofPackage
            return 0
        }
    }

    private func checkFault() throws(CodecError) {
        if let boundaryOffset {
            throw CodecError.invalidFormat("the message contains the boundary of the package").at(.offset(boundaryOffset))
        }
        switch listener.writer.fault {
        case nil: break
        case .outOfMemory: throw .outOfMemory
        case .hasInclude:
            let (line, column) = tokenizer.position
            throw .invalidFormat("the message has an element Include of XOP before this place")
                .at(.text(line: line, column: column))
        case .tooMuchBinary:
            let (line, column) = tokenizer.position
            throw CodecError.quotaExceeded(
                "the content that becomes parts is too large", limit: UInt64(listener.writer.maxBinarySize), .maxPartsBufferSize
            ).at(.text(line: line, column: column))
        }
    }

    // MARK: The other parts

    @_lifetime(output: copy output)
    private mutating func writePart(_ output: inout OutputCursor) {
        let bytes = listener.writer.parts.bytes(of: part)
        written &+= output.append(bytes.dropFirst(written))
        if written == bytes.count { endPart(nextIs: part &+ 1) }
    }

    /// Ends a part, and begins the next one if there is one.
    private mutating func endPart(nextIs next: Int) {
        if next < listener.writer.parts.count {
            stage = .part
            part = next
            written = 0
            pending.appendPartHeader(identity, number: next &+ 1, type: listener.writer.parts.type(of: next))
        } else {
            stage = .end
            pending.appendEnd(identity)
        }
    }
}
