public import Bytes

/// A codec of any type, at a stable address in memory of its own. Embedded Swift has no existentials of structures, hence
/// the table of functions. It keeps the first bytes of each message, and when decoding fails says what they are instead.
@safe
public struct AnyCodec: ~Copyable {
    private let state: UnsafeMutableRawPointer
    /// Behind the codec, in the same memory; nil if its input is of no particular format.
    private let beginning: UnsafeMutablePointer<Beginning>?
    private let beginMessage: (UnsafeMutableRawPointer) throws(CodecError) -> Void
    private let processBytes:
        (UnsafeMutableRawPointer, inout InputCursor, inout OutputCursor, Bool) throws(CodecError) -> Progress
    /// Commits the message, or abandons it.
    private let settleMessage: (UnsafeMutableRawPointer, _ commits: Bool) -> Void
    private let skipDecompressionOfLink: (UnsafeMutableRawPointer, Int) -> Void
    private let destroy: (UnsafeMutableRawPointer) -> Void

    /// What is known of the message from its first bytes.
    private struct Beginning {
        let expected: MessageFormat
        var opening = MessageOpening()
        /// The codec has failed, and more bytes will tell whether the message is of another format.
        var hasFailed = false
        var failure = CodecError.outOfMemory
    }

    /// Moves a codec to memory of its own.
    @inline(__always)
    public init<Kind: Codec & ~Copyable>(_ codec: consuming Kind) throws(CodecError) {
        do throws(OutOfMemory) {
            if let format = codec.inputFormat {
                let alignment = max(MemoryLayout<Beginning>.alignment, 1)
                let offset = (MemoryLayout<Kind>.size &+ alignment &- 1) / alignment &* alignment
                unsafe state = try Memory.allocate(byteCount: offset &+ MemoryLayout<Beginning>.stride)
                let place = unsafe (state + offset).bindMemory(to: Beginning.self, capacity: 1)
                unsafe place.initialize(to: Beginning(expected: format))
                unsafe beginning = place
            } else {
                unsafe state = UnsafeMutableRawPointer(try Memory.allocate(Kind.self))
                unsafe beginning = nil
            }
            unsafe state.bindMemory(to: Kind.self, capacity: 1).initialize(to: codec)
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
        if let beginning = unsafe beginning {
            unsafe beginning.pointee.opening.empty()
            unsafe beginning.pointee.hasFailed = false
        }
        try unsafe beginMessage(state)
    }

    /// See `Codec.process`. An error may come up to 15 bytes of input late, when these tell what the message is.
    @inline(__always)
    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    public func process(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) -> Progress {
        guard let beginning = unsafe beginning else { return try unsafe processBytes(state, &input, &output, isLast) }
        let before = input.consumed
        var noted = 0
        if unsafe !beginning.pointee.opening.isFull {
            unsafe input.peek { source in noted = unsafe beginning.pointee.opening.append(source) }
            if unsafe beginning.pointee.hasFailed {
                return try unsafe Self.settle(beginning.pointee.failure, &input, isLast: isLast, beginning)
            }
        }
        let progress: Progress
        do throws(CodecError) {
            progress = try unsafe processBytes(state, &input, &output, isLast)
        } catch {
            let failure = unsafe Self.located(error, input.consumed &- before &- noted, beginning)
            return try unsafe Self.settle(failure, &input, isLast: isLast, beginning)
        }
        if isLast && progress == .needsInput && input.isEmpty { try unsafe Self.refuseOther(beginning) }
        let left = noted &- (input.consumed &- before)
        if left > 0 { unsafe beginning.pointee.opening.removeLast(left) }
        return progress
    }

    /// The failure, with its place if that is where the codec is and may not be for long: before or within the first bytes,
    /// of which the codec has taken `ahead` more than are noted.
    @inline(never)
    private static func located(
        _ failure: CodecError, _ ahead: Int, _ beginning: UnsafeMutablePointer<Beginning>
    ) -> CodecError {
        guard case .current = failure.place, unsafe !beginning.pointee.opening.isFull else { return failure }
        return failure.at(.offset(unsafe UInt64(truncatingIfNeeded: max(beginning.pointee.opening.count &+ ahead, 0))))
    }

    /// Throws what the codec has, or that the message is of another format; or waits for the bytes that will tell.
    @inline(never)
    @_lifetime(input: copy input)
    private static func settle(
        _ failure: CodecError, _ input: inout InputCursor, isLast: Bool, _ beginning: UnsafeMutablePointer<Beginning>
    ) throws(CodecError) -> Progress {
        guard failure.kind == .invalidFormat || failure.kind == .quotaExceeded else { throw failure }
        let expected = unsafe beginning.pointee.expected
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
    @inline(never)
    private static func refuseOther(_ beginning: UnsafeMutablePointer<Beginning>) throws(CodecError) {
        let expected = unsafe beginning.pointee.expected
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
