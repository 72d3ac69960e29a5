internal import Bytes

/// Keeps the first bytes of a message, and when decoding it fails tells which other format they are of.
struct FormatObserver {
    /// The format of the input; nil if it takes any bytes and there is nothing to observe.
    private let expected: MessageFormat?
    private var opening = MessageOpening()
    /// Why the codec has failed, while more bytes are awaited that will tell whether the message is of another format.
    private var failure: CodecError?

    init(expected: MessageFormat?) {
        self.expected = expected
    }

    /// Whether there is something to observe.
    var isActive: Bool { expected != nil }

    /// A message begins.
    mutating func begin() {
        opening.empty()
        failure = nil
    }

    /// Whether the codec has failed and must not be asked any more.
    var hasFailed: Bool { failure != nil }

    /// Keeps the first bytes of `input` if they are among the first of the message. Returns how many were kept.
    @inline(__always)
    mutating func note(_ input: borrowing InputCursor) -> Int {
        opening.isFull ? 0 : opening.append(input.rest)
    }

    /// Forgets the last bytes kept, which the codec has not taken and will be shown again.
    @inline(__always)
    mutating func forget(_ count: Int) {
        if count > 0 { opening.removeLast(count) }
    }

    /// Judges once more, with more bytes, a message on which the codec has failed.
    @inline(never)
    @_lifetime(input: copy input)
    @_optimize(size)
    mutating func goOn(_ input: inout InputCursor, isLast: Bool) throws(CodecError) -> Progress {
        guard let failure else { return .needsInput }
        return try judge(failure, &input, isLast: isLast)
    }

    /// Throws the failure of the codec, or that the message is of another format; or waits for the bytes that will tell. The
    /// codec has taken `ahead` bytes more than are kept.
    @inline(never)
    @_lifetime(input: copy input)
    @_optimize(size)
    mutating func explain(
        _ failure: CodecError, ahead: Int, _ input: inout InputCursor, isLast: Bool
    ) throws(CodecError) -> Progress {
        // Fix the place now: once more input is taken, the current position is no longer where the codec failed.
        guard case .current = failure.place, !opening.isFull else { return try judge(failure, &input, isLast: isLast) }
        let offset = UInt64(truncatingIfNeeded: max(opening.count &+ ahead, 0))
        return try judge(failure.at(.offset(offset)), &input, isLast: isLast)
    }

    @_lifetime(input: copy input)
    @_optimize(size)
    private mutating func judge(
        _ failure: CodecError, _ input: inout InputCursor, isLast: Bool
    ) throws(CodecError) -> Progress {
        guard failure.kind == .invalidFormat || failure.kind == .quotaExceeded else { throw failure }
        guard let expected else { throw failure }
        switch opening.recognition(expected: expected) {
        case .unknown: throw failure
        case .format(let found): throw failure.finding(found, expected: expected)
        case .undecided:
            if isLast { throw failure }
            self.failure = failure
            input.skip(input.remaining)
            return .needsInput
        }
    }

    /// Throws if the message, which has ended too early, is of another format.
    @inline(never)
    @_optimize(size)
    func refuseOther() throws(CodecError) {
        if let expected, case .format(let found) = opening.recognition(expected: expected) {
            throw CodecError.invalidFormat("the input ends before the stream does").finding(found, expected: expected)
        }
    }
}
