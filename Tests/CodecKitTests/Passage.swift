import Bytes
import CodecKit

/// What became of a message that went through a codec in pieces.
struct Passage {
    /// What it was cut into: sizes of input and of room, from first to last and then over again.
    struct Cut: CustomStringConvertible {
        var feeds = [Int.max]
        var rooms = [1 << 16]
        /// Whether the codec is told where the message ends, in a call with the last of it or in one of its own.
        var end = End.told

        enum End { case told, toldSeparately, untold }

        var description: String { "feeds \(feeds.prefix(4)), rooms \(rooms.prefix(4)), \(end)" }
    }

    var output: [UInt8] = []
    var progress = Progress.needsInput
    var error: CodecError?
    /// Bytes of input that were not taken.
    var untouched = 0
    /// How the codec broke its contract.
    var breach: String?

    var text: String { String(decoding: output, as: UTF8.self) }
    var reason: String? { error?.reason.description }

    /// Runs a message through `codec` and holds it to its contract.
    init(
        _ codec: borrowing AnyCodec, _ message: [UInt8], _ cut: Cut = Cut(),
        afterBegin: (borrowing AnyCodec) -> Void = { _ in }
    ) {
        untouched = message.count
        do throws(CodecError) {
            try codec.begin()
            afterBegin(codec)
            try pass(codec, message, cut)
        } catch let failure {
            error = failure
        }
    }

    private mutating func pass(_ codec: borrowing AnyCodec, _ message: [UInt8], _ cut: Cut) throws(CodecError) {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 1)
        defer { unsafe memory.deallocate() }
        var offered = min(cut.feeds[0], message.count)
        var isLast = offered == message.count && cut.end == .told
        var calls = 0
        while true {
            let position = message.count - untouched
            let room = min(cut.rooms[calls % cut.rooms.count], memory.count)
            calls += 1
            let piece = Array(message[position..<offered])
            var input = unsafe InputCursor(piece.span.bytes)
            var output = unsafe OutputCursor(
                OutputRawSpan(buffer: UnsafeMutableRawBufferPointer(rebasing: memory[..<room]), initializedCount: 0))
            defer {
                untouched -= input.consumed
                unsafe self.output.append(contentsOf: memory[..<output.produced])
            }
            progress = try codec.process(&input, into: &output, isLast: isLast)
            switch progress {
            case .finished: return
            case .outputFull:
                if !output.isFull { return breach = "has room" }
            case .needsInput, .mayEnd:
                if !input.isEmpty { return breach = "has input" }
                if isLast { return breach = "goes on after the end" }
                if offered == message.count {
                    if cut.end == .untold { return }
                    isLast = true
                }
                offered += min(cut.feeds[calls % cut.feeds.count], message.count - offered)
                if offered == message.count && cut.end == .told { isLast = true }
            }
        }
    }
}
