internal import Bytes
internal import CWSEncoder
internal import CodecKit

/// One direction of a transform as a codec: calls the author's callbacks and holds them to the rules of transforms.h.
@safe
struct TransformCodec: Codec, ~Copyable {
    /// Holds a reference.
    private let transform: Reference<Transform>
    private let callbacks: TransformCallbacks
    private let direction: Direction
    private let level: Int32
    /// What the callbacks write their strings to.
    private let statements: TransformStatements
    /// What `create` has made, if it has been called.
    private var state: UnsafeMutableRawPointer?
    private var isCreated = false
    /// Messages build on earlier ones, and one of them was lost.
    private var hasLostSession = false

    /// Nothing of the author's is called before the first message, when a failure can be reported with the strings of the
    /// callback.
    init(_ transform: Reference<Transform>, _ direction: Direction, _ options: CodecOptions) throws(CodecError) {
        guard let callbacks = transform.value.callbacks(direction),
            let statements = try? TransformStatements()
        else { throw .outOfMemory }
        transform.retain()
        self.transform = transform
        self.callbacks = callbacks
        self.direction = direction
        level = direction == .encoder ? options.level : 0
        self.statements = statements
        unsafe state = nil
    }

    deinit {
        if isCreated { unsafe callbacks.free(state) }
        transform.release()
    }

    // MARK: Messages

    mutating func begin() throws(CodecError) {
        if hasLostSession {
            throw .outOfStep(
                "a message before this one was not completed: the session is over, and needs new instances on both sides")
        }
        if !isCreated { try create() }
        let result = unsafe callbacks.begin(state, emptyError())
        guard result == S_OK else { throw failure(result, "begin returned a success other than S_OK") }
    }

    private mutating func create() throws(CodecError) {
        var options = WSE_CODEC_OPTIONS(size: ULONG(MemoryLayout<WSE_CODEC_OPTIONS>.size), level: level)
        var made: UnsafeMutableRawPointer?
        let result = unsafe callbacks.create(transform.value.context, &options, &made, emptyError())
        guard result == S_OK else { throw failure(result, "create returned a success other than S_OK") }
        unsafe state = made
        isCreated = true
    }

    mutating func commit() {
        if isCreated { unsafe callbacks.commit?(state) }
    }

    mutating func abandon() {
        if isCreated, let abandon = unsafe callbacks.abandon { return unsafe abandon(state) }
        hasLostSession = transform.value.usesSession
    }

    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    mutating func process(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) -> Progress {
        let (size, room) = (input.remaining, output.room)
        var answer = TransformAnswer()
        unsafe input.consume { source in
            unsafe output.produceInlined { target in
                unsafe ask(source, target, isLast, &answer)
                // Of what it cannot have written nothing counts: the room is memory that nobody has written.
                return answer.written <= room ? answer.written : 0
            }
            return answer.taken
        }
        guard answer.taken >= 0 && answer.taken <= size else { throw .brokenRule("process took more bytes than it was given") }
        guard answer.written >= 0 && answer.written <= room else {
            throw .brokenRule("process wrote more bytes than there was room for")
        }
        guard answer.result == S_OK else {
            throw failure(answer.result, "process returned a success other than S_OK")
        }
        let hasTakenAll = answer.taken == size
        switch answer.progress {
        case WSE_PROGRESS_OUTPUT_FULL:
            guard answer.written == room else { throw .brokenRule("process says that the output is full, and there is room") }
            return .outputFull
        case WSE_PROGRESS_NEEDS_INPUT:
            guard hasTakenAll else { throw leftInput }
            guard !isLast || direction == .decoder else {
                throw .brokenRule("process of an encoder asks for more after the last input")
            }
            return .needsInput
        case WSE_PROGRESS_MAY_END:
            guard hasTakenAll else { throw leftInput }
            return isLast ? .finished : .mayEnd
        case WSE_PROGRESS_FINISHED:
            guard direction == .decoder || isLast && hasTakenAll else {
                throw .brokenRule("process of an encoder says that the message is finished before it has taken all input")
            }
            return .finished
        default: throw .brokenRule("process says something that is none of WSE_PROGRESS")
        }
    }

    /// Calls `process`.
    @inline(__always)
    private func ask(
        _ source: UnsafeRawBufferPointer, _ target: UnsafeMutableRawBufferPointer, _ isLast: Bool,
        _ answer: inout TransformAnswer
    ) {
        var input = unsafe WSE_CODEC_INPUT(
            bytes: source.baseAddress?.assumingMemoryBound(to: BYTE.self), size: source.count, taken: 0)
        var output = unsafe WSE_CODEC_OUTPUT(
            bytes: target.baseAddress?.assumingMemoryBound(to: BYTE.self), size: target.count, written: 0)
        answer.result = unsafe callbacks.process(
            state, &input, &output, isLast ? 1 : 0, &answer.progress, emptyError())
        answer.taken = unsafe input.taken
        answer.written = unsafe output.written
    }

    // MARK: Failures

    private var leftInput: CodecError { .brokenRule("process asks for more input and has not taken all there is") }

    /// The object for the strings of a callback, without those of an earlier one.
    @inline(__always)
    private func emptyError() -> OpaquePointer {
        statements.reset()
        return unsafe OpaquePointer(statements.error.pointer)
    }

    /// The failure of a callback that did not return S_OK; `breach` says what is wrong if it returned another success.
    private func failure(_ result: HRESULT, _ breach: StaticString) -> CodecError {
        guard result.isFailure else { return .brokenRule(breach) }
        return unsafe .stated(statements.statement(result))
    }
}

/// What a call of `process` returned.
private struct TransformAnswer {
    var result: HRESULT = S_OK
    /// None of the values that there are, unless `process` sets it.
    var progress = WSE_PROGRESS(rawValue: .max)
    var taken = 0
    var written = 0
}
