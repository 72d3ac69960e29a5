import Bytes
import BinaryXML
import CodecKit

/// What became of a message.
struct Encoded: Equatable {
    var bytes: [UInt8] = []
    var reason: String?
    var kind: CodecError.Kind?
    var isFinished = false
    /// The contract of `Codec.process` was broken.
    var isBroken = false
}

/// What becomes of a message outside of the codec.
enum Fate {
    /// It counts, if the codec has finished it.
    case committed
    case abandoned
    /// Nothing of it has gone out or come in.
    case forgotten
}

/// Runs a message through a codec in pieces of `feed` bytes, with room for `room` at a time, or what is in `cuts` first.
func encode(
    _ codec: borrowing AnyCodec, _ message: [UInt8], cuts: [Int] = [], feed: Int = .max, room: Int = 1 << 16,
    fate: Fate = .committed
) -> Encoded {
    var result = Encoded()
    do throws(CodecError) {
        try codec.begin()
        try run(codec, message, cuts, feed, room, &result)
        if fate == .committed && result.isFinished { codec.commit() }
        if fate == .abandoned { codec.abandon() }
    } catch {
        (result.reason, result.kind) = (error.reason.description, error.kind)
    }
    return result
}

private func run(
    _ codec: borrowing AnyCodec, _ message: [UInt8], _ cuts: [Int], _ feed: Int, _ room: Int, _ result: inout Encoded
) throws(CodecError) {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: room, alignment: 1)
    defer { unsafe memory.deallocate() }
    var position = 0
    var remaining = cuts
    var end = 0
    func advance() {
        let next = feed > message.count ? message.count : min(message.count, end + feed)
        end = remaining.isEmpty ? next : remaining.removeFirst()
    }
    advance()
    while true {
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: max(end - position, 1), alignment: 1)
        defer { unsafe copy.deallocate() }
        unsafe copy.copyBytes(from: message[position..<end])
        var input = unsafe InputCursor(
            RawSpan(_unsafeBytes: UnsafeRawBufferPointer(rebasing: copy[..<(end - position)])))
        var output = unsafe OutputCursor(OutputRawSpan(buffer: memory, initializedCount: 0))
        let progress = try codec.process(&input, into: &output, isLast: end == message.count)
        position += input.consumed
        let produced = output.produced
        unsafe result.bytes.append(contentsOf: memory[..<produced])
        switch progress {
        case .finished:
            result.isFinished = position == message.count
            return
        case .outputFull: result.isBroken = result.isBroken || produced < room
        case .needsInput, .mayEnd:
            result.isBroken = result.isBroken || position < end || end == message.count
            if end == message.count { return }
            advance()
        }
    }
}

/// Options with and without the writing of text as values.
func options(typed: Bool = false, _ change: (inout XMLLimits) -> Void = { _ in }) -> CodecOptions {
    var limits = XMLLimits()
    change(&limits)
    return CodecOptions(xml: limits, usesTypedText: typed)
}

func encoder(_ options: CodecOptions = options()) throws -> AnyCodec { try BinaryXMLFactories.encoder(options) }

/// What the decoder makes of records.
func decoded(_ records: [UInt8], _ limits: CodecOptions = options()) throws -> Encoded {
    encode(try BinaryXMLFactories.decoder(limits), records)
}
