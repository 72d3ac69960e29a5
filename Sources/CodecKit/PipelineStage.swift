internal import Bytes

/// One codec of a pipeline, and what it has written and the next one has not taken.
struct PipelineStage: ~Copyable {
    var codec: SupervisedCodec
    /// On the way to the next codec. The last codec writes to the caller's memory, and its queue owns none.
    var queue = ByteQueue()

    init(_ codec: consuming AnyCodec) {
        self.codec = SupervisedCodec(codec)
    }

    /// Begins a message, with a queue of `queueSize` bytes, which the first message allocates.
    mutating func begin(queueSize: Int) throws(CodecError) {
        queue.empty()
        guard queue.reserve(queueSize) else { throw .outOfMemory }
        try codec.begin()
    }
}
