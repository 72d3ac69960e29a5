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
    private var root: RootWriter
    private var opening = DocumentOpening()
    private var pending = PendingText()
    /// Searches the root for the boundary.
    private var search = DelimiterSearch()
    private var hasBoundary = false
    private var stage = Stage.root
    /// The part that is being written, and how many of its bytes have been.
    private var part = 0
    private var written = 0

    init(_ options: CodecOptions) throws(CodecError) {
        self.options = options.package
        identity = PackageIdentity(self.options, secret: secret, number: 0)
        guard let tokenizer = XMLTokenizer(options.xml, options.invalidCharacters) else { throw .outOfMemory }
        self.tokenizer = tokenizer
        let limit = options.package.maxPartsBufferSize ?? Self.standardMaxPartsBufferSize
        root = RootWriter(maxInlineSize: Int(options.package.maxInlineSize), maxBinarySize: Int(limit))
    }

    private static var standardMaxPartsBufferSize: UInt32 { 1 << 26 }

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
        root.begin()
        opening = DocumentOpening()
        search = DelimiterSearch()
        hasBoundary = false
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
            if stage == .root && !root.isReturning && input.isEmpty && !tokenizer.hasWork {
                if tokenizer.isComplete && isLast {
                    endPart(nextIs: 0)
                    continue
                }
                if tokenizer.isComplete || !isLast { return .needsInput }
            }
            if output.isFull { return .outputFull }
            if stage == .part {
                writePart(&output)
            } else if root.isReturning {
                root.writeBack(&output, &pending)
                if root.takeMarkup() { pending.append("<") }
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
        if root.isBeforeMarkup, let next = input.first {
            root.decide(by: next)
        } else {
            var failure: CodecError?
            unsafe input.consume { whole in
                let window = unsafe ByteText(whole).prefix(output.room)
                return take(window, isLast: isLast && window.count == whole.count, &output, &failure)
            }
            if let failure { throw failure }
        }
        if root.takeNewPart() {
            pending.appendInclude(identity, number: root.parts.count)
            var search = DelimiterSearch()
            if identity.isChosen && search.finds(identity, in: root.parts.bytes(of: root.parts.count &- 1)) {
                hasBoundary = true
            }
        }
        if root.takeMarkup() { pending.append("<") }
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
        root.beginWindow()
        do throws(XMLTextError) {
            let taken = try unsafe tokenizer.run(UnsafeRawBufferPointer(window.buffer), isLast: isLast, &root)
            let passed = window.prefix(taken &- root.withheldCount).dropFirst(dropped)
            if identity.isChosen && search.finds(identity, in: passed) { hasBoundary = true }
            _ = output.append(passed)
            return taken
        } catch {
            failure = .ofXML(error)
            return 0
        }
    }

    private func checkFault() throws(CodecError) {
        if hasBoundary { throw .invalidFormat("the message contains the boundary of the package") }
        switch root.fault {
        case nil: break
        case .outOfMemory: throw .outOfMemory
        case .hasInclude:
            let (line, column) = tokenizer.position
            throw .invalidFormat("the message has an element Include of XOP before this place")
                .at(.text(line: line, column: column))
        case .tooMuchBinary:
            throw .quotaExceeded(
                "the content that becomes parts is too large", limit: UInt64(root.maxBinarySize), .maxPartsBufferSize)
        }
    }

    // MARK: The other parts

    @_lifetime(output: copy output)
    private mutating func writePart(_ output: inout OutputCursor) {
        let bytes = root.parts.bytes(of: part)
        written &+= output.append(bytes.dropFirst(written))
        if written == bytes.count { endPart(nextIs: part &+ 1) }
    }

    /// Ends a part, and begins the next one if there is one.
    private mutating func endPart(nextIs next: Int) {
        if next < root.parts.count {
            stage = .part
            part = next
            written = 0
            pending.appendPartHeader(identity, number: next &+ 1, type: root.parts.type(of: next))
        } else {
            stage = .end
            pending.appendEnd(identity)
        }
    }
}
