public import Bytes

/// A codec of any type, at a stable address in memory of its own. Embedded Swift has no existentials of structures, hence
/// the table of functions. It keeps the first bytes of each message, and when decoding fails says what they are instead.
@safe
public struct AnyCodec: ~Copyable {
    private let state: UnsafeMutableRawPointer
    private let beginning: UnsafeMutablePointer<Beginning>
    private let inputFormat: MessageFormat?
    private let beginMessage: (UnsafeMutableRawPointer) throws(CodecError) -> Void
    private let processBytes:
        (UnsafeMutableRawPointer, inout InputCursor, inout OutputCursor, Bool) throws(CodecError) -> Progress
    /// Commits the message, or abandons it.
    private let settleMessage: (UnsafeMutableRawPointer, _ commits: Bool) -> Void
    private let skipDecompressionOfLink: (UnsafeMutableRawPointer, Int) -> Void
    private let destroy: (UnsafeMutableRawPointer) -> Void

    /// What is known of the message from its first bytes.
    private struct Beginning {
        var opening = MessageOpening()
        /// The codec has failed, and more bytes will tell whether the message is of another format.
        var hasFailed = false
        var failure = CodecError.outOfMemory
    }

    /// Moves a codec to memory of its own.
    public init<Kind: Codec & ~Copyable>(_ codec: consuming Kind) throws(CodecError) {
        inputFormat = codec.inputFormat
        do throws(OutOfMemory) {
            let alignment = max(MemoryLayout<Beginning>.alignment, 1)
            let offset = (MemoryLayout<Kind>.size &+ alignment &- 1) / alignment &* alignment
            let memory = unsafe try Memory.allocate(byteCount: offset &+ MemoryLayout<Beginning>.stride)
            unsafe memory.bindMemory(to: Kind.self, capacity: 1).initialize(to: codec)
            unsafe beginning = (memory + offset).bindMemory(to: Beginning.self, capacity: 1)
            if inputFormat != nil { unsafe beginning.initialize(to: Beginning()) }
            unsafe state = memory
        } catch {
            throw .outOfMemory
        }
        unsafe beginMessage = { state throws(CodecError) in
            try unsafe state.assumingMemoryBound(to: Kind.self).pointee.begin()
        }
        unsafe processBytes = { state, input, output, isLast throws(CodecError) in
            try unsafe state.assumingMemoryBound(to: Kind.self).pointee
                .process(&input, into: &output, isLast: isLast)
        }
        unsafe settleMessage = { state, commits in
            let codec = unsafe state.assumingMemoryBound(to: Kind.self)
            if commits { unsafe codec.pointee.commit() } else { unsafe codec.pointee.abandon() }
        }
        unsafe skipDecompressionOfLink = { state, link in
            unsafe state.assumingMemoryBound(to: Kind.self).pointee.skipDecompression(link: link)
        }
        unsafe destroy = { state in
            unsafe state.assumingMemoryBound(to: Kind.self).deinitialize(count: 1)
            unsafe Memory.free(state)
        }
    }

    deinit {
        unsafe destroy(state)
    }

    /// See `Codec.begin`.
    public func begin() throws(CodecError) {
        if inputFormat != nil {
            unsafe beginning.pointee.opening.empty()
            unsafe beginning.pointee.hasFailed = false
        }
        try unsafe beginMessage(state)
    }

    /// See `Codec.process`. An error may come up to 15 bytes of input late, when these tell what the message is.
    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    public func process(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) -> Progress {
        guard let expected = inputFormat else { return try unsafe processBytes(state, &input, &output, isLast) }
        let before = input.consumed
        var noted = 0
        if unsafe !beginning.pointee.opening.isFull {
            noted = note(input)
            if unsafe beginning.pointee.hasFailed {
                return try settle(unsafe beginning.pointee.failure, expected, &input, isLast: isLast)
            }
        }
        let progress: Progress
        do throws(CodecError) {
            progress = try unsafe processBytes(state, &input, &output, isLast)
        } catch {
            return try settle(located(error, input.consumed &- before &- noted), expected, &input, isLast: isLast)
        }
        if isLast && progress == .needsInput && input.isEmpty { try refuseOther(expected) }
        if noted > input.consumed &- before {
            unsafe beginning.pointee.opening.removeLast(noted &- (input.consumed &- before))
        }
        return progress
    }

    /// Adds the bytes left to the beginning of the message. Returns how many that were.
    private func note(_ input: borrowing InputCursor) -> Int {
        var noted = 0
        unsafe input.peek { source in noted = unsafe beginning.pointee.opening.append(source) }
        return noted
    }

    /// The failure, with its place if that is where the codec is and may not be for long: before or within the first bytes,
    /// of which the codec has taken `ahead` more than are noted.
    private func located(_ failure: CodecError, _ ahead: Int) -> CodecError {
        guard case .current = failure.place, unsafe !beginning.pointee.opening.isFull else { return failure }
        return failure.at(.offset(unsafe UInt64(truncatingIfNeeded: max(beginning.pointee.opening.count &+ ahead, 0))))
    }

    /// Throws what the codec has, or that the message is of another format; or waits for the bytes that will tell.
    @_lifetime(input: copy input)
    private func settle(
        _ failure: CodecError, _ expected: MessageFormat, _ input: inout InputCursor, isLast: Bool
    ) throws(CodecError) -> Progress {
        guard failure.kind == .invalidFormat || failure.kind == .quotaExceeded else { throw failure }
        switch unsafe beginning.pointee.opening.recognition(expected: expected) {
        case .unknown: throw failure
        case .format(let found): throw failure.finding(found, expected: expected)
        case .undecided:
            if isLast { throw failure }
            unsafe beginning.pointee.failure = failure
            unsafe beginning.pointee.hasFailed = true
            input.skip(input.remaining)
            return .needsInput
        }
    }

    /// Throws if the message, which has ended too early, is of another format.
    private func refuseOther(_ expected: MessageFormat) throws(CodecError) {
        if case .format(let found) = unsafe beginning.pointee.opening.recognition(expected: expected) {
            throw CodecError.invalidFormat("the input ends before the stream does").finding(found, expected: expected)
        }
    }

    /// See `Codec.commit`.
    public func commit() {
        unsafe settleMessage(state, true)
    }

    /// See `Codec.abandon`.
    public func abandon() {
        unsafe settleMessage(state, false)
    }

    /// See `Codec.skipDecompression`.
    public func skipDecompression(link: Int) {
        unsafe skipDecompressionOfLink(state, link)
    }
}
