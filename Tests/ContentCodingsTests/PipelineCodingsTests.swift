import TestSupport
import Testing

@testable import CodecKit

@Suite struct PipelineCodingsTests {
    /// Codings in the order in which an encoder applies them; a decoder takes them off from the last to the first.
    struct Chain: CustomStringConvertible, Sendable {
        let codings: [Coding]

        init(_ names: String...) {
            codings = names.map { Coding(description: $0) }
        }

        var description: String { codings.map(\.description).joined(separator: ",") }

        func encoder(bufferSize: Int = 16 << 10) throws -> AnyCodec {
            var pipeline = Pipeline(maxStageOutput: 0, bufferSize: bufferSize)
            for coding in codings { try pipeline.append(coding.encoder()) }
            return try AnyCodec(pipeline)
        }

        func decoder(bufferSize: Int = 16 << 10, maxStageOutput: UInt64 = 0) throws -> AnyCodec {
            var pipeline = Pipeline(maxStageOutput: maxStageOutput, bufferSize: bufferSize)
            for coding in codings.reversed() { try pipeline.append(coding.decoder()) }
            return try AnyCodec(pipeline)
        }

        /// What the encoders make of a message one after another.
        func encoded(_ message: [UInt8]) throws -> [UInt8] {
            try codings.reduce(message) { try $1.encoded($0) }
        }

        /// What the decoders make of a stream one after another.
        func decoded(_ stream: [UInt8]) throws -> [UInt8] {
            try codings.reversed().reduce(stream) { try $1.decode($0).output }
        }

        /// Whether the bytes do not depend on how the message is cut. Those of zstd do: its frame declares the size of a
        /// message that comes in one piece, which one that comes from another codec need not do.
        var isDeterministic: Bool { !codings.dropFirst().contains { $0.description == "zstd" } }
    }

    static let chains = [
        Chain("gzip", "br"), Chain("br", "gzip"), Chain("deflate", "gzip"), Chain("zstd", "deflate"), Chain("gzip", "gzip"),
        Chain("br", "zstd"), Chain("identity", "zstd"), Chain("zstd", "identity", "br"),
        Chain("gzip", "deflate", "br", "zstd", "identity", "zstd", "br", "gzip"),
    ]

    private static let bufferSizes = [1, 3, 16 << 10]

    /// Every way to tell a decoder of the end, one of them being not to, as its caller does.
    private static func cuts(_ feeds: [Int], _ rooms: [Int]) -> [Cut] {
        [
            Cut(feeds: feeds, rooms: rooms), Cut(feeds: feeds, rooms: rooms, endsSeparately: true),
            Cut(feeds: feeds, rooms: rooms, isToldEnd: false),
        ]
    }

    private func expect(
        _ outcome: Outcome, _ expected: [UInt8], _ comment: Comment, at location: SourceLocation = #_sourceLocation
    ) {
        #expect(outcome.end == .finished || outcome.end == .mayEnd, comment, sourceLocation: location)
        #expect(outcome.difference(from: expected) == nil, comment, sourceLocation: location)
        #expect(outcome.untouched == 0, comment, sourceLocation: location)
    }

    @Test(arguments: chains, bufferSizes)
    func `a chain makes the bytes that its codecs make one after another`(chain: Chain, bufferSize: Int) throws {
        let encoder = try chain.encoder(bufferSize: bufferSize)
        let decoder = try chain.decoder(bufferSize: bufferSize)
        for (name, message) in Message.all {
            let stream = try chain.encoded(message)
            let outcome = drive(encoder, message)
            #expect(outcome.end == .finished, "\(name)")
            #expect(!chain.isDeterministic || outcome.difference(from: stream) == nil, "\(name)")
            #expect(try chain.decoded(outcome.output) == message, "\(name)")
            for cut in Self.cuts([.max], [1 << 16]) + Self.cuts([1000], [1000]) {
                expect(drive(decoder, stream, cut), message, "\(name), \(cut)")
            }
        }
    }

    @Test(arguments: chains)
    func `a large message comes back`(chain: Chain) throws {
        let message = Message.words(300_000, seed: 51) + Message.noise(100_000, seed: 52)
        let stream = drive(try chain.encoder(), message, Cut(feeds: [50_000, 7], rooms: [4096, 70_000]))
        #expect(stream.end == .finished)
        let cut = Cut(feeds: [7, 50_000], rooms: [70_000, 4096], isToldEnd: false)
        expect(drive(try chain.decoder(), stream.output, cut), message, "\(cut)")
    }

    @Test(arguments: chains)
    func `an encoder does not care where a message is cut in two`(chain: Chain) throws {
        let encoder = try chain.encoder()
        let decoder = try chain.decoder()
        for first in 0...Message.short.count {
            for endsSeparately in [false, true] {
                let cut = Cut(feeds: [first, .max], rooms: [first + 1, 1], endsSeparately: endsSeparately)
                let stream = drive(encoder, Message.short, cut)
                #expect(stream.end == .finished, "\(cut)")
                expect(drive(decoder, stream.output), Message.short, "\(cut)")
            }
        }
    }

    @Test(arguments: chains)
    func `a decoder does not care where a stream is cut in two, nor where the room ends`(chain: Chain) throws {
        let stream = try chain.encoded(Message.short)
        let decoder = try chain.decoder()
        for first in 0...max(stream.count, Message.short.count) {
            for cut in Self.cuts([first, .max], [1 << 12]) + Self.cuts([.max], [first + 1, 1])
                + Self.cuts([1], [first + 1, Message.short.count])
            {
                expect(drive(decoder, stream, cut), Message.short, "\(cut)")
            }
        }
    }

    @Test(arguments: chains, 0..<8 as Range<UInt64>)
    func `random cuts and buffers change nothing, seeded by the argument`(chain: Chain, seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let message = Message.words(4000, seed: seed) + Message.noise(1000, seed: seed)
        let bufferSize = Int.random(in: 1...300, using: &generator)
        let stream = drive(try chain.encoder(bufferSize: bufferSize), message, .random(seed: seed))
        #expect(stream.end == .finished)
        let outcome = drive(try chain.decoder(bufferSize: bufferSize), stream.output, .random(seed: seed &+ 1000))
        expect(outcome, message, "buffers of \(bufferSize) bytes")
    }

    @Test(arguments: chains)
    func `every truncation of a stream is incomplete`(chain: Chain) throws {
        let decoder = try chain.decoder()
        for message in [[], Message.short, Message.words(250, seed: 53)] {
            let stream = try chain.encoded(message)
            for count in 1..<stream.count {
                for cut in Self.cuts([.max], [1 << 12]) + [.byteByByte] {
                    let outcome = drive(decoder, Array(stream[..<count]), cut)
                    let isRefused = outcome.end == .failed(.invalidFormat, "the input ends before the stream does")
                    #expect(cut.isToldEnd ? isRefused : outcome.end == .wantsMore, "\(count) of \(stream.count) bytes, \(cut)")
                    #expect(message.starts(with: outcome.output), "\(count) of \(stream.count) bytes, \(cut)")
                }
            }
        }
    }

    /// An inner stream that was damaged before the other coding was put around it.
    private func refusals(
        _ inner: String, _ outer: String, _ damage: ([UInt8]) -> [UInt8]
    ) throws -> [(cut: Cut, outcome: Outcome)] {
        let stream = try Coding(description: outer).encoded(damage(Coding(description: inner).encoded(Message.short)))
        let decoder = try Chain(inner, outer).decoder()
        return (Self.cuts([.max], [1 << 12]) + Self.cuts([1], [1])).map { ($0, drive(decoder, stream, $0)) }
    }

    @Test(arguments: ["gzip", "deflate", "br", "zstd"], ["gzip", "deflate", "br", "zstd"])
    func `an inner stream that ends too soon is incomplete`(inner: String, outer: String) throws {
        for dropped in [1, 5, 20] {
            for (cut, outcome) in try refusals(inner, outer, { $0.dropLast(dropped) }) {
                // Who is not told the end cannot know that no other member follows.
                let isOpen = !cut.isToldEnd && ["gzip", "zstd"].contains(outer)
                let refusal = Outcome.End.failed(.invalidFormat, "the input ends before the stream does")
                #expect(outcome.end == (isOpen ? .wantsMore : refusal), "\(dropped) bytes dropped, \(cut)")
            }
        }
    }

    @Test(arguments: ["gzip", "deflate", "br", "zstd"], ["gzip", "deflate", "br", "zstd"])
    func `what follows an inner stream is refused`(inner: String, outer: String) throws {
        for (cut, outcome) in try refusals(inner, outer, { $0 + [0] }) {
            #expect(outcome.kind == .invalidFormat, "\(cut)")
        }
    }

    @Test(arguments: chains)
    func `what follows the outer stream is refused or left to the caller`(chain: Chain) throws {
        let stream = try chain.encoded(Message.short) + [0]
        let decoder = try chain.decoder()
        for cut in Self.cuts([.max], [1 << 12]) + Self.cuts([1], [1]) {
            let outcome = drive(decoder, stream, cut)
            let isLeft = outcome.end == .finished && outcome.untouched == 1
            #expect(isLeft || outcome.kind == .invalidFormat, "\(cut)")
        }
    }

    @Test(arguments: bufferSizes)
    func `members in a row inside and outside decode to the messages in a row`(bufferSize: Int) throws {
        let gzip = Coding(description: "gzip")
        let messages = [Message.short, [], Message.words(900, seed: 54), [], [7]]
        let inner = try messages.flatMap { try gzip.encoded($0) }
        let half = inner.count / 2
        let stream = try gzip.encoded(Array(inner[..<half])) + gzip.encoded([]) + gzip.encoded(Array(inner[half...]))
        let decoder = try Chain("gzip", "gzip").decoder(bufferSize: bufferSize)
        for cut in Self.cuts([.max], [1 << 16]) + Self.cuts([1], [1]) + Self.cuts([7], [5]) {
            expect(drive(decoder, stream, cut), messages.flatMap { $0 }, "\(cut)")
        }
    }

    @Test func `an outer member that ends inside an inner one is not the end`() throws {
        let gzip = Coding(description: "gzip")
        let inner = try gzip.encoded(Message.short)
        let decoder = try Chain("gzip", "gzip").decoder()
        for count in 1..<inner.count {
            let stream = try gzip.encoded(Array(inner[..<count]))
            let outcome = drive(decoder, stream, Cut(feeds: [3], rooms: [9], isToldEnd: false))
            #expect(outcome.end == .wantsMore, "\(count)")
        }
    }

    @Test func `a bomb inside another coding stops at the limit, and one that just fits does not`() throws {
        let zeros = [UInt8](repeating: 0, count: 1 << 20)
        let stream = try Chain("gzip", "gzip").encoded(zeros)
        let inner = try Coding(description: "gzip").encoded(zeros)
        let fitting = try Chain("gzip", "gzip").decoder(maxStageOutput: UInt64(inner.count))
        expect(drive(fitting, stream), zeros, "as large as the limit")
        let refusing = try Chain("gzip", "gzip").decoder(maxStageOutput: UInt64(inner.count - 1))
        #expect(drive(refusing, stream).kind == .quotaExceeded)
        let stored = try Coding(description: "gzip").encoded(zeros, level: 0)
        let swollen = try Coding(description: "br").encoded(stored)
        let bomb = drive(try Chain("gzip", "br").decoder(maxStageOutput: 1000), swollen)
        #expect(bomb.kind == .quotaExceeded)
        // What the inner codec does not understand is found before the limit is.
        let noise = drive(try Chain("gzip", "br").decoder(maxStageOutput: 1000), try Coding(description: "br").encoded(zeros))
        #expect(noise.kind == .invalidFormat)
        let members = try (0..<200).flatMap { _ in try Coding(description: "gzip").encoded([]) }
        let filler = try Coding(description: "br").encoded(members)
        #expect(drive(try Chain("gzip", "br").decoder(maxStageOutput: 1000), filler).kind == .quotaExceeded)
    }

    @Test(arguments: chains)
    func `both directions are as good as new after an abandoned message`(chain: Chain) throws {
        let expected = try chain.encoded(Message.short)
        let noise = Message.noise(5000, seed: 55)
        let other = try chain.encoded(noise)
        let encoder = try chain.encoder(bufferSize: 50)
        let decoder = try chain.decoder(bufferSize: 50)
        for calls in [0, 1, 2, 30, 200] {
            _ = drive(encoder, noise, Cut(feeds: [97], rooms: [40]), stopAfter: calls)
            let outcome = drive(encoder, Message.short)
            #expect(outcome.end == .finished, "\(calls) calls")
            #expect(try chain.decoded(outcome.output) == Message.short, "\(calls) calls")
            #expect(!chain.isDeterministic || outcome.difference(from: expected) == nil, "\(calls) calls")
            _ = drive(decoder, other, Cut(feeds: [97], rooms: [40]), stopAfter: calls)
            expect(drive(decoder, expected), Message.short, "\(calls) calls")
        }
    }

    @Test(arguments: chains)
    func `random damage never makes a chain break its contract`(chain: Chain) throws {
        var generator = SeededGenerator(seed: 56)
        let stream = try chain.encoded(Message.words(3000, seed: 57))
        let decoder = try chain.decoder(bufferSize: 100)
        for _ in 0..<100 {
            var damaged = stream
            for _ in 0..<Int.random(in: 1...8, using: &generator) {
                damaged[Int.random(in: damaged.indices, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            let outcome = drive(decoder, damaged, .random(seed: generator.next()), limit: 1 << 18)
            if case .broken(let reason) = outcome.end { Issue.record("\(reason)") }
        }
    }
}
