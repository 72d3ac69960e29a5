internal import Bytes

// How the codecs of a pipeline work together.
extension StageList {
    mutating func begin(queueSize: Int) throws(CodecError) {
        failedCount = 0
        flushedCount = 0
        for index in 0..<count {
            do throws(CodecError) {
                try self[index].begin(queueSize: index < last ? queueSize : 0)
            } catch {
                throw located(error, index)
            }
        }
    }

    /// Has `body` end the message in every codec.
    func forEachCodec(_ body: (borrowing AnyCodec) -> Void) {
        for index in 0..<count { body(self[index].codec.codec) }
    }

    func relabel(_ type: inout WideString, link: Int) throws(ContentTypeRefusal) {
        guard link >= 0, link < count else { return }
        try self[link].codec.codec.relabel(&type, link: 0)
    }

    func skipDecompression(link: Int) {
        guard link >= 0, link < count else { return }
        self[link].codec.codec.skipDecompression(link: 0)
    }

    /// Repeatedly runs the first codec that can make progress. Each codec therefore processes as much at a time as the queues
    /// hold, and all output that can come out has come out on return. `first` is the index of the codec that takes the input;
    /// no codec but the last may write more than `limit` bytes, if that is not 0.
    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    mutating func process(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool, from first: Int, limit: UInt64
    ) throws(CodecError) -> Progress {
        let first = min(first, last)
        while !output.isFull, let index = nextReady(from: first, hasInput: !input.isEmpty, isLast: isLast) {
            do throws(CodecError) {
                if index == first {
                    try self[index].process(&input, into: &output, isLast: isLast, isLastStage: index == last, limit)
                } else {
                    try takePending(index, into: &output, limit)
                }
            } catch {
                try fail(error, at: index)
            }
            if index < last && !self[index].queue.isEmpty && self[index &+ 1].codec.isFinished {
                try fail(.invalidFormat("more follows after the end of the stream"), at: index &+ 1)
            }
        }
        if failedCount > 0, let failure {
            // The codecs after it may have more to write.
            guard output.isFull else { throw failure }
            return .outputFull
        }
        return verdict(from: first, isFull: output.isFull)
    }

    /// Keeps the failure of a codec until those after it have done what they can, or throws it if there are none.
    mutating func fail(_ error: CodecError, at index: Int) throws(CodecError) {
        let error = located(error, index)
        guard index < last else { throw error }
        failedCount = index &+ 1
        failure = error
    }

    /// Has the codec at `index` take what the one before it has written.
    @_lifetime(output: copy output)
    private mutating func takePending(_ index: Int, into output: inout OutputCursor, _ limit: UInt64) throws(CodecError) {
        let isLastStage = index == last
        // What a codec that failed had written is not all that it would have written.
        let isWhole = index > failedCount
        try withNeighbours(upTo: index) { (before, stage) throws(CodecError) in
            var pending = InputCursor(before.queue.waiting)
            try stage.process(
                &pending, into: &output, isLast: isWhole && before.codec.isFinished, isLastStage: isLastStage, limit)
            let (taken, isEmpty) = (pending.consumed, pending.isEmpty)
            before.queue.drop(taken)
            guard !stage.codec.isFinished || isEmpty else {
                throw .invalidFormat("more follows after the end of the stream")
            }
        }
    }

    /// The first codec that has something to do and room to do it; nil if there is none. Those up to the one that has failed
    /// do nothing more.
    @inline(__always)
    private func nextReady(from first: Int, hasInput: Bool, isLast: Bool) -> Int? {
        var (hasInput, isLast) = (hasInput, isLast)
        var ready: Int?
        let failedCount = failedCount
        scan(from: first) { index, stage in
            let isFinished = stage.codec.isFinished || index < failedCount
            if !isFinished && (hasInput || isLast || stage.codec.wantsRoom) && (index == last || stage.queue.room > 0) {
                ready = index
                return false
            }
            hasInput = !stage.queue.isEmpty
            isLast = stage.codec.isFinished && index >= failedCount
            return true
        }
        return ready
    }

    /// What became of all the codecs together, none of which can go on.
    @inline(__always)
    private func verdict(from first: Int, isFull: Bool) -> Progress {
        var allFinished = true
        var allMayEnd = true
        scan(from: first) { _, stage in
            allFinished = allFinished && stage.codec.isFinished
            allMayEnd = allMayEnd && stage.codec.mayEnd
            return true
        }
        if allFinished { return .finished }
        if isFull { return .outputFull }
        return allMayEnd ? .mayEnd : .needsInput
    }

    /// A failure of one codec, with its number and where in its input it was.
    private func located(_ failure: CodecError, _ index: Int) -> CodecError {
        var failure = failure
        failure.link = UInt8(truncatingIfNeeded: index &+ 1)
        if case .current = failure.place { failure.place = .offset(self[index].codec.taken) }
        return failure
    }
}

extension PipelineStage {
    /// Has the codec take from `input` and write to its queue or, in the last stage, to `output`.
    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    fileprivate mutating func process(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool, isLastStage: Bool, _ limit: UInt64
    ) throws(CodecError) {
        if isLastStage { return try codec.process(&input, into: &output, isLast: isLast) }
        // At the limit there is room for one byte: to write it is to exceed the limit.
        let allowed = limit > 0 ? max(limit &- codec.given, 1) : .max
        do throws(CodecError) {
            try Self.fill(&queue, from: &input, with: &codec, isLast: isLast, atMost: Int(clamping: allowed))
        } catch {
            try checkSize(limit)
            throw error
        }
        try checkSize(limit)
    }

    /// Refuses the byte beyond the limit, which the next codec does not get.
    @inline(__always)
    private mutating func checkSize(_ limit: UInt64) throws(CodecError) {
        guard limit > 0, codec.given > limit else { return }
        queue.removeLast()
        throw .quotaExceeded(
            "a codec of the chain produces more bytes than the limit allows", limit: limit, .maxDecodedSize
        ).at(.output(limit))
    }

    @_lifetime(input: copy input)
    private static func fill(
        _ queue: inout ByteQueue, from input: inout InputCursor, with codec: inout SupervisedCodec, isLast: Bool,
        atMost limit: Int
    ) throws(CodecError) {
        try queue.write(atMost: limit) { (output) throws(CodecError) in
            try codec.process(&input, into: &output, isLast: isLast)
        }
    }
}
