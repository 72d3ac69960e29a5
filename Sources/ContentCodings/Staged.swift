internal import Bytes
internal import CodecKit

/// Holds back the beginning of a message, up to `limit` bytes. If the message ends within them, the codec is told how long it
/// is and shown all of it at once; longer messages stream through. A host gives a message piece by piece and says only at the
/// end that it is over, which would be too late for a codec to choose its tables.
struct Staged<Coder: SizedCodec & ~Copyable>: Codec, ~Copyable {
    /// Where the bytes go.
    private enum Phase: UInt8 {
        /// Into `staging`, while the message may end there.
        case gathering
        /// From `staging` into the coder.
        case replaying
        /// Past `staging`.
        case streaming
    }

    private let limit: Int
    private var coder: Coder
    private var phase = Phase.gathering
    private var staging = ByteQueue()

    init(_ coder: consuming Coder, upTo limit: Int) {
        self.limit = limit
        self.coder = coder
    }

    mutating func begin() {
        phase = .gathering
        staging.empty()
    }

    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    mutating func process(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) -> Progress {
        if phase == .gathering {
            guard try gather(&input, isLast: isLast) else { return .needsInput }
        }
        if phase == .replaying {
            let progress = try Self.replay(&staging, to: &coder, into: &output, isLast: isLast && input.isEmpty)
            guard progress == .needsInput || progress == .mayEnd else { return progress }
            phase = .streaming
            if input.isEmpty && !isLast { return progress }
        }
        return try coder.process(&input, into: &output, isLast: isLast)
    }

    /// Ends the gathering: the message is no longer one that the coder can be shown as a whole.
    @_lifetime(output: copy output)
    mutating func flush(into output: inout OutputCursor) throws(CodecError) -> Bool {
        if phase == .gathering {
            try coder.begin(size: nil)
            phase = .replaying
        }
        if phase == .replaying {
            guard try Self.replay(&staging, to: &coder, into: &output, isLast: false) != .outputFull else { return false }
            phase = .streaming
            guard !output.isFull else { return false }
        }
        return try coder.flush(into: &output)
    }

    /// Whether enough is known of the message for the coder to begin.
    @_lifetime(input: copy input)
    private mutating func gather(_ input: inout InputCursor, isLast: Bool) throws(CodecError) -> Bool {
        if isLast && staging.count == 0 {
            try coder.begin(size: input.remaining <= limit ? input.remaining : nil)
            phase = .streaming
            return true
        }
        guard staging.append(from: &input, atMost: limit &- staging.count) else { throw .outOfMemory }
        guard isLast || !input.isEmpty else { return false }
        try coder.begin(size: input.isEmpty ? staging.count : nil)
        phase = staging.count > 0 ? .replaying : .streaming
        return true
    }

    /// Has the coder take what is in `staging`.
    @_lifetime(output: copy output)
    private static func replay(
        _ staging: inout ByteQueue, to coder: inout Coder, into output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) -> Progress {
        var input = InputCursor(staging.waiting)
        let progress = try coder.process(&input, into: &output, isLast: isLast)
        let taken = input.consumed
        staging.drop(taken)
        return progress
    }
}
