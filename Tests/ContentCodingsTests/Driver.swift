import Bytes
import Catalog
import CodecKit
import TestSupport
import Testing

/// How a message is cut up: the sizes of what is fed and of the room that is offered, from first to last and then over again.
struct Cut: CustomStringConvertible {
    var feeds: [Int]
    var rooms: [Int]
    /// Whether the end of the message is told by a call without input, and not with the last of it.
    var endsSeparately = false
    /// Whether the end of the message is told at all.
    var isToldEnd = true

    static var whole: Cut { Cut(feeds: [.max], rooms: [1 << 16]) }
    static var byteByByte: Cut { Cut(feeds: [1], rooms: [1]) }

    static func random(seed: UInt64) -> Cut {
        var generator = SeededGenerator(seed: seed)
        func sizes() -> [Int] {
            (0..<40).map { _ in Int.random(in: 1...(1 << Int.random(in: 0...11, using: &generator)), using: &generator) }
        }
        return Cut(feeds: sizes(), rooms: sizes(), endsSeparately: Bool.random(using: &generator))
    }

    var description: String {
        "feeds \(feeds.prefix(6)), rooms \(rooms.prefix(6))\(endsSeparately ? ", separate end" : "")"
    }
}

/// What became of a message.
struct Outcome {
    enum End: Equatable {
        case finished
        /// All was given, the end not told, and the message could end there.
        case mayEnd
        /// All was given, the end told unless it is not to be, and still the codec wants more: the message is truncated.
        case wantsMore
        case failed(CodecError.Kind, String)
        /// More came out than `drive` is willing to take.
        case tooLong
        /// The codec broke the contract of `Codec.process`.
        case broken(String)
    }

    var end = End.wantsMore
    var output: [UInt8] = []
    /// The bytes of input that were not taken.
    var untouched = 0

    /// Where the output departs from what is expected; nil if nowhere. Short, where the bytes themselves would fill the log.
    func difference(from expected: [UInt8]) -> String? {
        if output == expected { return nil }
        let same = zip(output, expected).prefix { $0 == $1 }.count
        return "differs at byte \(same), with \(output.count) bytes for \(expected.count)"
    }

    var kind: CodecError.Kind? {
        if case .failed(let kind, _) = end { kind } else { nil }
    }
}

/// Runs one message through a codec, cut as `cut` says, and holds the codec to its contract. With `stopAfter` the message is
/// abandoned after so many calls.
func drive(
    _ codec: borrowing AnyCodec, _ message: [UInt8], _ cut: Cut = .whole, limit: Int = 1 << 24, stopAfter: Int = .max
) -> Outcome {
    var outcome = Outcome()
    do throws(CodecError) {
        try codec.begin()
        try process(codec, message, cut, limit, stopAfter, &outcome)
    } catch let failure {
        outcome.end = .failed(failure.kind, failure.reason.description)
    }
    return outcome
}

private func process(
    _ codec: borrowing AnyCodec, _ message: [UInt8], _ cut: Cut, _ limit: Int, _ stopAfter: Int, _ outcome: inout Outcome
) throws(CodecError) {
    let margin = 8
    let largest = min(cut.rooms.max() ?? 1, 1 << 20)
    let source = UnsafeMutableRawBufferPointer.allocate(byteCount: max(message.count, 1), alignment: 1)
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: largest + margin, alignment: 1)
    defer {
        unsafe source.deallocate()
        unsafe memory.deallocate()
    }
    unsafe source.copyBytes(from: message)
    var position = 0
    var offered = min(cut.feeds[0], message.count)
    var calls = 0
    var isLast = offered == message.count && !cut.endsSeparately && cut.isToldEnd
    var idle = 0
    while calls < stopAfter {
        let room = min(cut.rooms[calls % cut.rooms.count], largest)
        for index in room..<room + margin { unsafe memory[index] = 0xA5 }
        var input = unsafe InputCursor(RawSpan(_unsafeBytes: UnsafeRawBufferPointer(rebasing: source[position..<offered])))
        var output = unsafe OutputCursor(
            OutputRawSpan(buffer: UnsafeMutableRawBufferPointer(rebasing: memory[..<room]), initializedCount: 0))
        var progress = Progress.needsInput
        var failure: CodecError?
        do throws(CodecError) {
            progress = try codec.process(&input, into: &output, isLast: isLast)
        } catch let thrown {
            failure = thrown
        }
        calls += 1
        let (consumed, produced) = (input.consumed, output.produced)
        position += consumed
        outcome.untouched = message.count - position
        unsafe outcome.output.append(contentsOf: memory[..<produced])
        let isIntact = unsafe memory[room..<room + margin].allSatisfy { $0 == 0xA5 }
        guard isIntact else { return outcome.end = .broken("wrote beyond its room") }
        if let failure { throw failure }
        guard outcome.output.count <= limit else { return outcome.end = .tooLong }
        idle = consumed == 0 && produced == 0 ? idle + 1 : 0
        guard idle < 4 else { return outcome.end = .broken("makes no progress") }
        switch progress {
        case .finished: return outcome.end = .finished
        case .outputFull:
            guard produced == room else { return outcome.end = .broken("claims to have no room") }
        case .needsInput, .mayEnd:
            guard !(isLast && progress == .mayEnd) else { return outcome.end = .broken("may end where it must") }
            guard position == offered else { return outcome.end = .broken("wants input and leaves some") }
            if isLast { return outcome.end = .wantsMore }
            if offered == message.count {
                guard cut.isToldEnd else { return outcome.end = progress == .mayEnd ? .mayEnd : .wantsMore }
                isLast = true
            }
            offered += min(cut.feeds[calls % cut.feeds.count], message.count - offered)
            if offered == message.count && !cut.endsSeparately { isLast = cut.isToldEnd }
        }
    }
}

/// A codec of the catalogue, both directions.
struct Coding: CustomStringConvertible, Sendable {
    let description: String

    static let all = ["identity", "gzip", "deflate", "br", "zstd"].map { Coding(description: $0) }
    /// Those that compress.
    static let compressing = Array(all.dropFirst())

    private func entry() throws -> CodecDescription {
        let index = unsafe Array(description.utf8).withUnsafeBufferPointer { unsafe Catalog.index(named: ByteText($0)) }
        return try #require(index.flatMap { Catalog.codec(at: $0) })
    }

    func encoder(level: Int32? = nil) throws -> AnyCodec {
        let entry = try entry()
        return try entry.makeEncoder(CodecOptions(level: level ?? entry.levels?.standard ?? 0, maxWindowSize: .max))
    }

    func decoder(maxWindowSize: UInt32? = nil) throws -> AnyCodec {
        let entry = try entry()
        return try entry.makeDecoder(
            CodecOptions(level: 0, maxWindowSize: maxWindowSize ?? entry.defaultMaxWindowSize ?? .max))
    }

    func levels() throws -> [Int32] {
        guard let levels = try entry().levels else { return [0] }
        let all = [levels.lowest, -1000, -5, -1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 16, 19, 20, 21, 22]
        return all.filter { $0 >= levels.lowest && $0 <= levels.highest }
    }

    /// What the encoder makes of a message in one piece.
    func encoded(_ message: [UInt8], level: Int32? = nil) throws -> [UInt8] {
        let outcome = drive(try encoder(level: level), message)
        try #require(outcome.end == .finished)
        return outcome.output
    }

    func decode(_ stream: [UInt8], _ cut: Cut = .whole) throws -> Outcome {
        drive(try decoder(), stream, cut)
    }
}

enum Message {
    static let short = Array("<s:Envelope><s:Body>a body, a body, somebody</s:Body></s:Envelope>".utf8)

    /// Words from a small vocabulary: what compresses as XML does.
    static func words(_ count: Int, seed: UInt64) -> [UInt8] {
        var generator = SeededGenerator(seed: seed)
        var bytes: [UInt8] = []
        let vocabulary = ["<item>", "</item>", "price", "quantity=\"", "\"", " ", "0", "17", "order", "\n"]
        while bytes.count < count {
            bytes += Array(vocabulary[Int.random(in: 0..<vocabulary.count, using: &generator)].utf8)
        }
        return Array(bytes.prefix(count))
    }

    /// What does not compress.
    static func noise(_ count: Int, seed: UInt64) -> [UInt8] {
        var generator = SeededGenerator(seed: seed)
        return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }

    static let all: [(name: String, bytes: [UInt8])] = [
        ("empty", []), ("one byte", [0]), ("short", short), ("words", words(5000, seed: 11)), ("noise", noise(3000, seed: 12)),
        ("zeros", [UInt8](repeating: 0, count: 40_000)),
    ]
}
