public import Bytes

/// A codec of any type. If its input has a format, it keeps the first bytes of each message, so that an error can say which
/// format they are of instead.
public struct AnyCodec: ~Copyable {
    private let box: CodecBox

    /// Moves a codec to memory of its own.
    @inline(__always)
    public init<Kind: Codec & ~Copyable>(_ codec: consuming Kind) throws(CodecError) {
        box = try CodecBox(codec)
    }

    /// The same for a pipeline. Not inlined: its functions stand once in the library, whoever makes one.
    @inline(never)
    public init(_ pipeline: consuming Pipeline) throws(CodecError) {
        box = try CodecBox(pipeline)
    }

    /// See `Codec.begin`.
    public func begin() throws(CodecError) {
        if box.observer.isActive { box.observer.begin() }
        try box.begin()
    }

    /// See `Codec.process`. An error may come up to 15 bytes of input late, when these tell what the message is.
    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    public func process(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) -> Progress {
        guard box.observer.isActive else { return try box.process(&input, into: &output, isLast: isLast) }
        let before = input.consumed
        let noted = box.observer.note(input)
        if box.observer.hasFailed { return try box.observer.goOn(&input, isLast: isLast) }
        let progress: Progress
        do throws(CodecError) {
            progress = try box.process(&input, into: &output, isLast: isLast)
        } catch {
            return try box.observer.explain(error, ahead: input.consumed &- before &- noted, &input, isLast: isLast)
        }
        if isLast && progress == .needsInput && input.isEmpty { try box.observer.refuseOther() }
        box.observer.forget(noted &- (input.consumed &- before))
        return progress
    }

    /// See `Codec.flush`. An error that waits for more input is thrown at once.
    @_lifetime(output: copy output)
    public func flush(into output: inout OutputCursor) throws(CodecError) -> Bool {
        if box.observer.hasFailed {
            var nothing = InputCursor(ByteText())
            _ = try box.observer.goOn(&nothing, isLast: true)
        }
        return try box.flush(into: &output)
    }

    /// See `Codec.commit`.
    public func commit() {
        box.end(commits: true)
    }

    /// See `Codec.abandon`.
    public func abandon() {
        box.end(commits: false)
    }

    /// See `Codec.relabel`.
    public func relabel(_ type: inout WideString, link: Int) throws(ContentTypeRefusal) {
        try box.relabel(&type, link: link)
    }

    /// See `Codec.skipDecompression`.
    public func skipDecompression(link: Int) {
        box.skipDecompression(link: link)
    }
}
