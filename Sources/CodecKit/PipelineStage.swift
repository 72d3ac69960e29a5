internal import Bytes

/// One codec of a pipeline, and what it gave and the next has not taken.
@safe
struct PipelineStage: ~Copyable {
    let codec: AnyCodec
    /// What the codec said last. A codec that was not asked yet may have something to give, as one without room has.
    var progress = Progress.outputFull
    /// Bytes of the message that the codec took and gave.
    var taken: UInt64 = 0
    var given: UInt64 = 0

    /// What it gave to the next codec: from `first` to `end`. The last codec gives to the caller and has no buffer.
    private var buffer = RawBuffer()
    private var first = 0
    private var end = 0

    init(_ codec: consuming AnyCodec) {
        self.codec = codec
    }

    /// Begins a message, with so many bytes of buffer, which are allocated for the first one.
    mutating func begin(bufferSize: Int) throws(CodecError) {
        progress = .outputFull
        taken = 0
        given = 0
        first = 0
        end = 0
        if buffer.byteCount < bufferSize {
            do throws(OutOfMemory) {
                buffer = try RawBuffer(byteCount: bufferSize)
            } catch {
                throw .outOfMemory
            }
        }
        try codec.begin()
    }

    var isFinished: Bool { progress == .finished }

    /// Whether the message could end here as far as this codec knows.
    var mayEnd: Bool { progress == .finished || progress == .mayEnd }

    var hasPending: Bool { first < end }

    var hasRoom: Bool { end < buffer.byteCount }

    /// What the next codec is to take.
    var pending: UnsafeRawBufferPointer {
        unsafe UnsafeRawBufferPointer(rebasing: buffer.bytes[first..<end])
    }

    /// Where the codec is to write, at most `limit` bytes.
    func room(limit: UInt64) -> UnsafeMutableRawBufferPointer {
        let count = Int(truncatingIfNeeded: min(UInt64(truncatingIfNeeded: buffer.byteCount &- end), limit))
        return unsafe UnsafeMutableRawBufferPointer(rebasing: buffer.bytes[end..<end &+ count])
    }

    /// The codec has written so many bytes.
    mutating func append(_ count: Int) {
        end &+= count
    }

    /// The next codec has taken so many bytes.
    mutating func drop(_ count: Int) {
        first &+= count
        guard first == end else { return }
        first = 0
        end = 0
    }
}
