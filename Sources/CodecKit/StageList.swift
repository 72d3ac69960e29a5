internal import Bytes

/// The codecs of a pipeline, at least one, in the order in which bytes pass through them.
///
/// Safe because the first `count` of `capacity` places in memory are initialised, `count` is at least 1, and every index
/// is brought into range.
///
/// Usable from inline for the reason that `CodecBox` gives.
@safe
@usableFromInline
struct StageList: ~Copyable {
    /// The most codecs that a pipeline has.
    static var capacity: Int { 8 }

    private let places: UnsafeMutablePointer<PipelineStage>
    private(set) var count = 1
    /// The number of the codec that has failed, counted from 1; 0 if none has. Its failure counts only once the codecs after it
    /// can do no more with what it had written: if they fail on that, they have failed first.
    var failedCount = 0
    var failure: CodecError?
    /// How many codecs have been flushed by the flush that is under way; 0 if none is.
    var flushedCount = 0

    /// A list of one codec.
    init(_ codec: consuming AnyCodec) throws(CodecError) {
        let size = Self.capacity &* MemoryLayout<PipelineStage>.stride
        guard let memory = unsafe try? Memory.allocate(byteCount: size) else { throw .outOfMemory }
        unsafe places = memory.bindMemory(to: PipelineStage.self, capacity: Self.capacity)
        unsafe places.initialize(to: PipelineStage(codec))
    }

    deinit {
        unsafe places.deinitialize(count: count)
        unsafe Memory.free(places)
    }

    /// Adds a codec, unless there are `capacity` of them. Returns whether there was room.
    mutating func append(_ codec: consuming AnyCodec) -> Bool {
        guard count < Self.capacity else { return false }
        unsafe (places + count).initialize(to: PipelineStage(codec))
        count &+= 1
        return true
    }

    /// The index of the codec whose output is that of the pipeline.
    var last: Int { count &- 1 }

    /// The codec at `index`, or the nearest one that there is.
    subscript(index: Int) -> PipelineStage {
        unsafeAddress { unsafe UnsafePointer(place(index)) }
        unsafeMutableAddress { unsafe place(index) }
    }

    /// Shows `body` the codecs from `first` on with their indices, until it returns false.
    @inline(__always)
    func scan(from first: Int, _ body: (Int, borrowing PipelineStage) -> Bool) {
        var index = max(first, 0)
        while index < count, unsafe body(index, places[index]) { index &+= 1 }
    }

    /// Shows `body` the codec at `index` and the one before it; the first one has none before it.
    @inline(__always)
    mutating func withNeighbours(
        upTo index: Int, _ body: (inout PipelineStage, inout PipelineStage) throws(CodecError) -> Void
    ) throws(CodecError) {
        let index = min(index, last)
        guard index > 0 else { return }
        try unsafe body(&places[index &- 1], &places[index])
    }

    @inline(__always)
    private func place(_ index: Int) -> UnsafeMutablePointer<PipelineStage> {
        unsafe places + min(max(index, 0), last)
    }
}
