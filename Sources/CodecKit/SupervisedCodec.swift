internal import Bytes

/// A codec of a pipeline that is held to its contract, with what it said last and how far it has come.
struct SupervisedCodec: ~Copyable {
    let codec: AnyCodec
    /// The bytes of the message that the codec has taken.
    private(set) var taken: UInt64 = 0
    /// The bytes of the message that the codec has written.
    private(set) var given: UInt64 = 0
    /// How many bytes it had taken when it was last flushed.
    private var flushed: UInt64 = 0
    /// One that has not been asked yet may have something to write, like one that had no room.
    private var progress = Progress.outputFull

    init(_ codec: consuming AnyCodec) {
        self.codec = codec
    }

    mutating func begin() throws(CodecError) {
        progress = .outputFull
        taken = 0
        given = 0
        flushed = 0
        try codec.begin()
    }

    var isFinished: Bool { progress == .finished }

    /// Whether the message could end here as far as this codec knows.
    var mayEnd: Bool { progress == .finished || progress == .mayEnd }

    /// Whether it may have more to write without further input.
    var wantsRoom: Bool { progress == .outputFull }

    /// Has the codec take from `input` and write to `output`. With `isLast`, it must be finished once the input is empty.
    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    mutating func process(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) {
        let (consumed, produced) = (input.consumed, output.produced)
        defer {
            taken &+= UInt64(truncatingIfNeeded: input.consumed &- consumed)
            given &+= UInt64(truncatingIfNeeded: output.produced &- produced)
        }
        progress = try codec.process(&input, into: &output, isLast: isLast)
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
            progress = .finished
        }
    }

    /// Has the codec write what it holds back. Returns whether that was all; if not, there is no room left.
    @_lifetime(output: copy output)
    mutating func flush(into output: inout OutputCursor) throws(CodecError) -> Bool {
        guard !isFinished && taken > flushed else { return true }
        let produced = output.produced
        defer { given &+= UInt64(truncatingIfNeeded: output.produced &- produced) }
        guard try codec.flush(into: &output) else {
            guard output.isFull else { throw .invalidFormat("the codec makes no progress") }
            return false
        }
        flushed = taken
        return true
    }
}
