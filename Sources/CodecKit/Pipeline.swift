public import Bytes

/// Codecs one behind another that work as one: what a codec gives, the next takes, from memory between the two.
///
/// Its parts are appended in the order in which bytes pass through them, before the first message.
@safe
public struct Pipeline: Codec, ~Copyable {
    /// The most codecs that a pipeline has.
    public static var capacity: Int { 8 }

    /// Between two codecs. A quarter of it costs decoders up to 7 % of their speed, and four times as much gains nothing.
    private static var standardBufferSize: Int { 16 << 10 }

    private let maxStageOutput: UInt64
    private let bufferSize: Int
    private var stages: UnsafeMutablePointer<PipelineStage>?
    private var count = 0
    /// The index of the stage that takes the input of this message: those before it are passed by.
    private var first = 0

    /// A pipeline of no codecs yet. No codec but the last, whose output its caller sees, may give more than
    /// `maxStageOutput` bytes in a message; 0 for any number.
    public init(maxStageOutput: UInt64) {
        self.init(maxStageOutput: maxStageOutput, bufferSize: Self.standardBufferSize)
    }

    init(maxStageOutput: UInt64, bufferSize: Int) {
        self.maxStageOutput = maxStageOutput
        self.bufferSize = max(bufferSize, 1)
        unsafe stages = nil
    }

    deinit {
        guard let stages = unsafe stages else { return }
        unsafe stages.deinitialize(count: count)
        unsafe Memory.free(stages)
    }

    /// Puts a codec behind those that are there.
    public mutating func append(_ codec: consuming AnyCodec) throws(CodecError) {
        guard count < Self.capacity else {
            throw .quotaExceeded("a chain of too many codecs", limit: UInt64(truncatingIfNeeded: Self.capacity))
        }
        unsafe try allocated().advanced(by: count).initialize(to: PipelineStage(codec))
        count &+= 1
    }

    private mutating func allocated() throws(CodecError) -> UnsafeMutablePointer<PipelineStage> {
        if let stages = unsafe stages { return unsafe stages }
        do throws(OutOfMemory) {
            let memory = unsafe try Memory.allocate(byteCount: Self.capacity &* MemoryLayout<PipelineStage>.stride)
            let stages = unsafe memory.bindMemory(to: PipelineStage.self, capacity: Self.capacity)
            unsafe self.stages = stages
            return unsafe stages
        } catch {
            throw .outOfMemory
        }
    }

    public mutating func begin() throws(CodecError) {
        guard let stages = unsafe stages else { throw .invalidFormat("a chain of no codecs") }
        first = 0
        for index in 0..<count {
            do throws(CodecError) {
                unsafe try stages[index].begin(bufferSize: index < count &- 1 ? bufferSize : 0)
            } catch let failure {
                throw unsafe located(failure, stages, index)
            }
        }
    }

    public mutating func commit() {
        guard let stages = unsafe stages else { return }
        for index in 0..<count { unsafe stages[index].codec.commit() }
    }

    public mutating func abandon() {
        guard let stages = unsafe stages else { return }
        for index in 0..<count { unsafe stages[index].codec.abandon() }
    }

    public mutating func skipDecompression(link: Int) {
        guard let stages = unsafe stages, link >= 0, link < count else { return }
        unsafe stages[link].codec.skipDecompression(link: 0)
    }

    /// Has the input of the message that has begun go to the second codec. Only before its first byte.
    mutating func skipFirst() {
        first = min(1, max(count &- 1, 0))
    }

    /// Asks the first codec that can go on, until none can: so each works through as much at a time as there is memory for,
    /// and in the end all that can come out has.
    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    public mutating func process(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) -> Progress {
        guard let stages = unsafe stages else { throw .invalidFormat("a chain of no codecs") }
        while !output.isFull, let index = unsafe ready(stages, hasInput: !input.isEmpty, isLast: isLast) {
            do throws(CodecError) {
                unsafe try advance(stages, index, &input, &output, isLast)
            } catch let failure {
                throw unsafe located(failure, stages, index)
            }
            if unsafe index < count &- 1 && stages[index].hasPending && stages[index &+ 1].isFinished {
                throw unsafe located(.invalidFormat("more follows after the end of the stream"), stages, index &+ 1)
            }
        }
        return unsafe verdict(stages, isFull: output.isFull)
    }

    /// The first codec that has something to do and room to do it; nil if there is none.
    private func ready(_ stages: UnsafeMutablePointer<PipelineStage>, hasInput: Bool, isLast: Bool) -> Int? {
        var (hasInput, isLast) = (hasInput, isLast)
        for index in first..<count {
            let isFinished = unsafe stages[index].isFinished
            if !isFinished {
                let hasWork = unsafe hasInput || isLast || stages[index].progress == .outputFull
                let hasRoom = unsafe index == count &- 1 || stages[index].hasRoom
                if hasWork && hasRoom { return index }
            }
            hasInput = unsafe stages[index].hasPending
            isLast = isFinished
        }
        return nil
    }

    /// What became of all the codecs together, none of which can go on.
    private func verdict(_ stages: UnsafeMutablePointer<PipelineStage>, isFull: Bool) -> Progress {
        var allFinished = true
        var allMayEnd = true
        for index in first..<count {
            allFinished = unsafe allFinished && stages[index].isFinished
            allMayEnd = unsafe allMayEnd && stages[index].mayEnd
        }
        if allFinished { return .finished }
        if isFull { return .outputFull }
        return allMayEnd ? .mayEnd : .needsInput
    }

    /// Has one codec work from what is before it to what is behind it.
    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    private func advance(
        _ stages: UnsafeMutablePointer<PipelineStage>, _ index: Int, _ input: inout InputCursor,
        _ output: inout OutputCursor, _ isLast: Bool
    ) throws(CodecError) {
        if index == first { return unsafe try advance(stages, index, from: &input, into: &output, isLast) }
        let isLast = unsafe stages[index &- 1].isFinished
        var pending = unsafe InputCursor(RawSpan(_unsafeBytes: stages[index &- 1].pending))
        defer { unsafe stages[index &- 1].drop(pending.consumed) }
        unsafe try advance(stages, index, from: &pending, into: &output, isLast)
        guard unsafe !stages[index].isFinished || pending.isEmpty else {
            throw .invalidFormat("more follows after the end of the stream")
        }
    }

    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    private func advance(
        _ stages: UnsafeMutablePointer<PipelineStage>, _ index: Int, from input: inout InputCursor,
        into output: inout OutputCursor, _ isLast: Bool
    ) throws(CodecError) {
        if index == count &- 1 { return unsafe try work(&stages[index], &input, &output, isLast) }
        // At the limit there is room for one byte: to write it is to exceed the limit.
        let allowed = maxStageOutput > 0 ? unsafe max(maxStageOutput &- stages[index].given, 1) : .max
        var room = unsafe OutputCursor(OutputRawSpan(buffer: stages[index].room(limit: allowed), initializedCount: 0))
        unsafe try work(&stages[index], &input, &room, isLast)
        unsafe stages[index].append(room.produced)
        if maxStageOutput > 0, unsafe stages[index].given > maxStageOutput {
            throw .quotaExceeded(
                "a codec of the chain gives more bytes than the limit allows", limit: maxStageOutput, .maxDecodedSize)
        }
    }

    /// Asks a codec, keeps its books and holds it to its contract.
    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    private func work(
        _ stage: inout PipelineStage, _ input: inout InputCursor, _ output: inout OutputCursor, _ isLast: Bool
    ) throws(CodecError) {
        let (consumed, produced) = (input.consumed, output.produced)
        defer {
            stage.taken &+= UInt64(truncatingIfNeeded: input.consumed &- consumed)
            stage.given &+= UInt64(truncatingIfNeeded: output.produced &- produced)
        }
        let progress = try stage.codec.process(&input, into: &output, isLast: isLast)
        stage.progress = progress
        let isIdle = input.consumed == consumed && output.produced == produced
        switch progress {
        case .finished: break
        case .outputFull:
            if isIdle { throw .invalidFormat("the codec makes no progress") }
        case .needsInput, .mayEnd:
            guard input.isEmpty else {
                if isIdle { throw .invalidFormat("the codec makes no progress") }
                break
            }
            guard isLast else { break }
            guard progress == .mayEnd else { throw .invalidFormat("the input ends before the stream does") }
            stage.progress = .finished
        }
    }

    /// A failure of one codec, with its number, and the place in what it took.
    private func located(
        _ failure: CodecError, _ stages: UnsafeMutablePointer<PipelineStage>, _ index: Int
    ) -> CodecError {
        var failure = failure
        failure.link = UInt8(truncatingIfNeeded: index &+ 1)
        if case .current = failure.place { failure.place = unsafe .offset(stages[index].taken) }
        return failure
    }
}
