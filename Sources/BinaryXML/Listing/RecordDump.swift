internal import Bytes
internal import CodecKit

/// Lists the records of a message in binary XML, one a line: where the record begins, in hexadecimal, its name in [MC-NBFX],
/// and what it holds. As it serves to find out what is wrong with a peer's messages, it accepts all that has the structure of
/// records.
///
/// Unless the session is listed from its start, its messages are looked at as a whole before they are listed, to find out what
/// their identifiers stand for. That is why they are held back, up to a limit.
struct RecordDump: Codec, ~Copyable {
    /// The most bytes that are held back. Of a longer message, what its identifiers stand for may remain unknown.
    static var maxHeldCount: Int { 1 << 20 }

    private var stream: RecordStream<RecordLister>
    private let hasSession: Bool
    private let holdsBack: Bool
    private var isHolding = false
    /// What is or was held back of the message, of which those bytes before `listedCount` have been listed.
    private var held = GrowableBuffer<UInt8>()
    private var listedCount = 0
    /// What stopped the listing; thrown once all lines before it are out.
    private var failure: CodecError?

    /// A message of a session begins with its string table, which is listed, too.
    @_optimize(size)
    init(_ options: CodecOptions, hasSession: Bool) {
        self.hasSession = hasSession
        holdsBack = hasSession && !options.isListedFromStart
        stream = RecordStream(
            RecordLister(options.xml, isSession: hasSession, isFromStart: options.isListedFromStart))
    }

    var inputFormat: MessageFormat? { hasSession ? .sessionXML : .binaryXML }

    @_optimize(size)
    mutating func begin() throws(CodecError) {
        failure = nil
        isHolding = holdsBack
        held.removeAll()
        listedCount = 0
        try stream.begin()
    }

    @_optimize(size)
    mutating func commit() {
        stream.endMessage()
    }

    /// Other than a decoder, it goes on after a message that it could not read.
    @_optimize(size)
    mutating func abandon() {
        stream.endMessage()
    }

    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    @_optimize(size)
    mutating func process(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) -> Progress {
        if let failure { throw failure }
        if isHolding {
            try holdBack(&input)
            let isWhole = isLast && input.isEmpty
            guard isWhole || held.count == Self.maxHeldCount else { return .needsInput }
            isHolding = false
            try stream.lookAhead(held.text, isWhole: isWhole)
        }
        let written = output.produced
        do throws(CodecError) {
            return try list(&input, into: &output, isLast: isLast)
        } catch {
            guard output.produced > written else { throw error }
            failure = error
            return .outputFull
        }
    }

    @_lifetime(input: copy input)
    @_optimize(size)
    private mutating func holdBack(_ input: inout InputCursor) throws(CodecError) {
        let count = min(input.remaining, Self.maxHeldCount &- held.count)
        guard input.copy(count, to: &held) else { throw .outOfMemory }
        input.skip(count)
    }

    /// Lists what was held back, and then the input.
    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    @_optimize(size)
    private mutating func list(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) -> Progress {
        if listedCount < held.count {
            let rest = unsafe UnsafeRawBufferPointer(held.part(listedCount, held.count &- listedCount))
            var pending = unsafe InputCursor(RawSpan(_unsafeBytes: rest))
            let isLastHeld = isLast && input.isEmpty
            let progress = try stream.process(&pending, into: &output, isLast: isLastHeld)
            listedCount &+= pending.consumed
            // Otherwise all that was held back has been listed.
            if isLastHeld || progress == .outputFull { return progress }
        }
        return try stream.process(&input, into: &output, isLast: isLast)
    }
}
