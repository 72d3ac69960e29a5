internal import Bytes
internal import CodecKit
internal import XMLText

/// Turns text XML into binary XML as WCF writes it: `application/soap+msbin1`, or `application/soap+msbinsession1` with the
/// strings of a session. All messages of a session must arrive, in the order in which they were encoded: after one that may
/// not have arrived, no further one is encoded.
struct BinaryXMLEncoder: Codec, ~Copyable {
    private var tokenizer: XMLTokenizer
    private var writer: RecordEncoder
    /// A message that added strings to the session was abandoned: the peer may have them or not.
    private var isOutOfStep = false

    @inline(never)
    init(_ options: CodecOptions, hasSession: Bool) throws(CodecError) {
        guard let tokenizer = XMLTokenizer(options.xml, options.invalidCharacters) else { throw .outOfMemory }
        self.tokenizer = tokenizer
        writer = RecordEncoder(
            usesTypedText: options.usesTypedText,
            strings: EncoderStrings(maxSize: hasSession ? options.xml.maxSessionSize : nil))
    }

    var inputFormat: MessageFormat? { .textXML }

    mutating func begin() throws(CodecError) {
        guard !isOutOfStep else {
            throw .outOfStep(
                "a message before this one was not completed: the session is over, and needs new instances on both sides")
        }
        // Names may have other identifiers now.
        if writer.strings.hasSession && !writer.strings.isSettled { tokenizer.forgetNames() }
        guard tokenizer.begin() else { throw .outOfMemory }
        writer.begin()
    }

    mutating func commit() {
        writer.strings.commit()
    }

    /// A message that adds no strings can be lost without harm.
    mutating func abandon() {
        if writer.strings.hasAdded { isOutOfStep = true }
    }

    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    mutating func process(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) -> Progress {
        while true {
            drain(&output)
            if writer.hasStaged { return .outputFull }
            if input.isEmpty && !tokenizer.hasWork {
                if tokenizer.isComplete {
                    if isLast {
                        if writer.strings.isCollecting {
                            writer.endCollecting()
                            if writer.output.hasFailed { throw .outOfMemory }
                            continue
                        }
                        return .finished
                    }
                    return writer.strings.hasSession ? .needsInput : .mayEnd
                }
                if !isLast { return .needsInput }
            }
            if output.isFull { return .outputFull }
            if let failure = run(&input, &output, isLast: isLast) { throw failure }
            if writer.output.hasFailed { throw .outOfMemory }
        }
    }

    /// Writes the records so far, and the text so far as a record. What stays behind is the token that has not ended: a tag
    /// from its "<" on except for what its name and attributes have become already, a comment, a reference, a character, or
    /// what may be the end of a CDATA section.
    @_lifetime(output: copy output)
    mutating func flush(into output: inout OutputCursor) throws(CodecError) -> Bool {
        drain(&output)
        if writer.hasStaged || output.isFull { return false }
        unsafe output.produce { room in
            unsafe writer.offer(room)
            tokenizer.tellTextSoFar(&writer)
            return writer.withdraw()
        }
        writer.flush()
        if writer.output.hasFailed { throw .outOfMemory }
        drain(&output)
        return !writer.hasStaged
    }

    @_lifetime(output: copy output)
    private mutating func drain(_ output: inout OutputCursor) {
        if writer.hasStaged && !output.isFull { writer.drain(&output) }
    }

    /// Lets the tokenizer read the input and the writer write what it finds.
    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    @inline(never)
    private mutating func run(
        _ input: inout InputCursor, _ output: inout OutputCursor, isLast: Bool
    ) -> CodecError? {
        var failure: CodecError?
        unsafe input.consume { window in
            var consumed = 0
            unsafe output.produce { room in
                unsafe writer.offer(room)
                do throws(CodecError) {
                    consumed = try unsafe tokenizer.run(window, isLast: isLast, &writer)
                } catch {
                    failure = error
                }
                return writer.withdraw()
            }
            return consumed
        }
        return failure
    }
}
