internal import Bytes

// How the codecs of a pipeline are flushed.
extension StageList {
    /// Flushes the codecs in turn. Before each, those after the last one flushed take what it has written, so that what the
    /// first holds back reaches the output through all others. Returns false if the output is full.
    ///
    /// Only encoders are flushed, whose output has no limit.
    @_lifetime(output: copy output)
    mutating func flush(into output: inout OutputCursor) throws(CodecError) -> Bool {
        while true {
            guard try passOn(into: &output) else { return false }
            guard flushedCount < count else { break }
            do throws(CodecError) {
                if try flush(flushedCount, into: &output) { flushedCount &+= 1 }
            } catch {
                try fail(error, at: flushedCount)
            }
        }
        flushedCount = 0
        return true
    }

    /// Has each codec take what the one before it has written. Returns false if the output is full.
    @_lifetime(output: copy output)
    private mutating func passOn(into output: inout OutputCursor) throws(CodecError) -> Bool {
        guard !output.isFull else { return false }
        var nothing = InputCursor(ByteText())
        return try process(&nothing, into: &output, isLast: false, from: 0, limit: 0) != .outputFull
    }

    /// Flushes one codec to its queue or, if it is the last one, to `output`. Returns whether it has written everything.
    @_lifetime(output: copy output)
    private mutating func flush(_ index: Int, into output: inout OutputCursor) throws(CodecError) -> Bool {
        if index == last { return try self[index].codec.flush(into: &output) }
        return try self[index].flushToQueue()
    }
}

extension PipelineStage {
    fileprivate mutating func flushToQueue() throws(CodecError) -> Bool {
        try Self.flush(&codec, into: &queue)
    }

    private static func flush(_ codec: inout SupervisedCodec, into queue: inout ByteQueue) throws(CodecError) -> Bool {
        var isFlushed = false
        try queue.write { (output) throws(CodecError) in isFlushed = try codec.flush(into: &output) }
        return isFlushed
    }
}
