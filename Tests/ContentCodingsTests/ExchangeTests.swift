import CodecKit
import TestSupport
import Testing

// The cursors between the codecs and their libraries: wherever a message is cut, it is the same message.

@Suite struct ExchangeTests {
    @Test(arguments: Coding.all)
    func `any message comes back`(coding: Coding) throws {
        let encoder = try coding.encoder()
        let decoder = try coding.decoder()
        for (name, message) in Message.all {
            let stream = drive(encoder, message)
            #expect(stream.end == .finished, "\(name)")
            let outcome = drive(decoder, stream.output)
            #expect(outcome.end == .finished, "\(name)")
            #expect(outcome.difference(from: message) == nil, "\(name)")
            #expect(outcome.untouched == 0, "\(name)")
        }
    }

    @Test(arguments: Coding.all)
    func `no bytes at all are the empty message`(coding: Coding) throws {
        let decoder = try coding.decoder()
        #expect(drive(decoder, [], Cut(feeds: [1], rooms: [1], isToldEnd: false)).end == .mayEnd)
        for endsSeparately in [false, true] {
            let outcome = drive(decoder, [], Cut(feeds: [1], rooms: [1], endsSeparately: endsSeparately))
            #expect(outcome.end == .finished)
            #expect(outcome.output == [])
            #expect(drive(decoder, try coding.encoded(Message.short)).difference(from: Message.short) == nil)
        }
    }

    @Test(arguments: Coding.all)
    func `a large message comes back`(coding: Coding) throws {
        let message = Message.words(400_000, seed: 21) + Message.noise(100_000, seed: 22)
        let cut = Cut(feeds: [50_000, 7], rooms: [4096, 70_000])
        let stream = drive(try coding.encoder(), message, cut)
        #expect(stream.end == .finished)
        let outcome = drive(try coding.decoder(), stream.output, cut)
        #expect(outcome.end == .finished)
        #expect(outcome.difference(from: message) == nil)
    }

    @Test(arguments: Coding.compressing)
    func `words become fewer bytes`(coding: Coding) throws {
        #expect(try coding.encoded(Message.words(5000, seed: 23)).count < 2500)
    }

    @Test(arguments: Coding.all)
    func `a message comes back from every level`(coding: Coding) throws {
        let message = Message.words(3000, seed: 24)
        for level in try coding.levels() {
            let stream = drive(try coding.encoder(level: level), message)
            #expect(stream.end == .finished, "level \(level)")
            #expect(try coding.decode(stream.output).difference(from: message) == nil, "level \(level)")
        }
    }

    @Test(arguments: Coding.all)
    func `an encoder does not care where a message is cut in two`(coding: Coding) throws {
        let encoder = try coding.encoder()
        let decoder = try coding.decoder()
        for first in 0...Message.short.count {
            for endsSeparately in [false, true] {
                let cut = Cut(feeds: [first, .max], rooms: [1 << 12], endsSeparately: endsSeparately)
                let stream = drive(encoder, Message.short, cut)
                #expect(stream.end == .finished, "\(cut)")
                let outcome = drive(decoder, stream.output)
                #expect(outcome.end == .finished, "\(cut)")
                #expect(outcome.difference(from: Message.short) == nil, "\(cut)")
            }
        }
    }

    @Test(arguments: Coding.all)
    func `a decoder does not care where a stream is cut in two`(coding: Coding) throws {
        let stream = try coding.encoded(Message.short)
        let decoder = try coding.decoder()
        for first in 0...stream.count {
            for endsSeparately in [false, true] {
                let cut = Cut(feeds: [first, .max], rooms: [1 << 12], endsSeparately: endsSeparately)
                let outcome = drive(decoder, stream, cut)
                #expect(outcome.end == .finished, "\(cut)")
                #expect(outcome.difference(from: Message.short) == nil, "\(cut)")
            }
        }
    }

    @Test(arguments: Coding.all)
    func `a decoder does not care how much room it is given`(coding: Coding) throws {
        let stream = try coding.encoded(Message.short)
        let decoder = try coding.decoder()
        for first in 1...Message.short.count + 1 {
            for rest in [1, Message.short.count] {
                let cut = Cut(feeds: [.max], rooms: [first, rest])
                let outcome = drive(decoder, stream, cut)
                #expect(outcome.end == .finished, "\(cut)")
                #expect(outcome.difference(from: Message.short) == nil, "\(cut)")
            }
        }
    }

    @Test(arguments: Coding.all)
    func `one byte at a time in both directions is enough`(coding: Coding) throws {
        let encoder = try coding.encoder()
        let decoder = try coding.decoder()
        for message in [[], Message.short, Message.words(2000, seed: 25), Message.noise(500, seed: 26)] {
            for cut in [.byteByByte, Cut(feeds: [1], rooms: [1 << 12]), Cut(feeds: [.max], rooms: [1])] {
                let stream = drive(encoder, message, cut)
                #expect(stream.end == .finished, "\(cut)")
                let outcome = drive(decoder, stream.output, cut)
                #expect(outcome.end == .finished, "\(cut)")
                #expect(outcome.difference(from: message) == nil, "\(cut)")
            }
        }
    }

    @Test(arguments: Coding.all, 0..<8 as Range<UInt64>)
    func `random cuts change nothing, seeded by the argument`(coding: Coding, seed: UInt64) throws {
        let message = Message.words(4000, seed: seed) + Message.noise(1000, seed: seed)
        let stream = drive(try coding.encoder(), message, .random(seed: seed))
        #expect(stream.end == .finished)
        let outcome = drive(try coding.decoder(), stream.output, .random(seed: seed &+ 1000))
        #expect(outcome.end == .finished)
        #expect(outcome.difference(from: message) == nil)
    }

    @Test(arguments: Coding.all)
    func `a message begun twice is as if begun once`(coding: Coding) throws {
        let expected = try coding.encoded(Message.short)
        let encoder = try coding.encoder()
        try encoder.begin()
        try encoder.begin()
        #expect(drive(encoder, Message.short).difference(from: expected) == nil)
        let decoder = try coding.decoder()
        try decoder.begin()
        try decoder.begin()
        #expect(drive(decoder, expected).difference(from: Message.short) == nil)
    }

    @Test(arguments: Coding.all)
    func `an encoder makes the same bytes after an abandoned message as when new`(coding: Coding) throws {
        let expected = try coding.encoded(Message.short)
        let encoder = try coding.encoder()
        let other = Message.noise(5000, seed: 27)
        for calls in [0, 1, 2, 30, 200] {
            for rooms in [[1], [4096]] {
                _ = drive(encoder, other, Cut(feeds: [97], rooms: rooms), stopAfter: calls)
                let outcome = drive(encoder, Message.short)
                #expect(outcome.end == .finished, "\(calls) calls, room for \(rooms)")
                #expect(outcome.difference(from: expected) == nil, "\(calls) calls, room for \(rooms)")
            }
        }
    }

    @Test(arguments: Coding.all)
    func `a decoder is as good as new after an abandoned message`(coding: Coding) throws {
        let stream = try coding.encoded(Message.short)
        let other = try coding.encoded(Message.noise(5000, seed: 28))
        let decoder = try coding.decoder()
        for calls in [0, 1, 2, 30, 200] {
            for rooms in [[1], [4096]] {
                _ = drive(decoder, other, Cut(feeds: [97], rooms: rooms), stopAfter: calls)
                let outcome = drive(decoder, stream)
                #expect(outcome.end == .finished, "\(calls) calls, room for \(rooms)")
                #expect(outcome.difference(from: Message.short) == nil, "\(calls) calls, room for \(rooms)")
            }
        }
    }

    @Test(arguments: Coding.compressing)
    func `a decoder is as good as new after malformed data`(coding: Coding) throws {
        let stream = try coding.encoded(Message.short)
        let decoder = try coding.decoder()
        for seed in 0..<20 as Range<UInt64> {
            _ = drive(decoder, Message.noise(300, seed: seed))
            let outcome = drive(decoder, stream)
            #expect(outcome.end == .finished, "seed \(seed)")
            #expect(outcome.difference(from: Message.short) == nil, "seed \(seed)")
        }
    }

    @Test(arguments: Coding.compressing)
    func `every truncation of a stream is incomplete`(coding: Coding) throws {
        let decoder = try coding.decoder()
        for message in [[], Message.short, Message.words(250, seed: 29)] {
            let stream = try coding.encoded(message)
            for count in 1..<stream.count {
                for cut in [.whole, .byteByByte, Cut(feeds: [.max], rooms: [4096], endsSeparately: true)] {
                    let outcome = drive(decoder, Array(stream[..<count]), cut)
                    #expect(outcome.end == .wantsMore, "\(count) of \(stream.count) bytes, \(cut)")
                    #expect(message.starts(with: outcome.output), "\(count) of \(stream.count) bytes, \(cut)")
                }
            }
        }
    }

    /// Returns what becomes of a stream with each single bit flipped, in one piece and byte by byte.
    private func flipped(_ coding: Coding, _ message: [UInt8]) throws -> [(bit: Int, outcomes: [Outcome])] {
        let stream = try coding.encoded(message)
        let decoder = try coding.decoder()
        return (0..<stream.count * 8).map { bit in
            var damaged = stream
            damaged[bit / 8] ^= 1 << UInt8(bit % 8)
            let cuts = [Cut.whole, Cut(feeds: [1], rooms: [3])]
            return (bit, cuts.map { drive(decoder, damaged, $0, limit: 1 << 16) })
        }
    }

    @Test(arguments: Coding.compressing)
    func `no flipped bit makes a decoder break its contract`(coding: Coding) throws {
        var failures = 0
        for (bit, outcomes) in try flipped(coding, Message.words(90, seed: 30)) {
            for outcome in outcomes {
                if case .broken(let reason) = outcome.end { Issue.record("bit \(bit): \(reason)") }
                if case .failed(let kind, _) = outcome.end {
                    failures += 1
                    #expect(kind != .outOfMemory, "bit \(bit)")
                }
            }
        }
        #expect(failures > 0)
    }

    @Test(arguments: Coding.compressing)
    func `a flipped bit has the same outcome in one piece and byte by byte`(coding: Coding) throws {
        for (bit, outcomes) in try flipped(coding, Message.short) {
            #expect(outcomes[0].end == outcomes[1].end, "bit \(bit)")
            if outcomes[0].end == .finished { #expect(outcomes[0].difference(from: outcomes[1].output) == nil, "bit \(bit)") }
        }
    }

    @Test(arguments: Coding.compressing.filter { ["gzip", "deflate"].contains($0.description) })
    func `a checksum leaves no flipped bit unseen`(coding: Coding) throws {
        let message = Message.words(90, seed: 31)
        for (bit, outcomes) in try flipped(coding, message) {
            for outcome in outcomes where outcome.end == .finished {
                #expect(outcome.difference(from: message) == nil, "bit \(bit)")
            }
        }
    }

    @Test(arguments: Coding.compressing, 0..<10 as Range<UInt64>)
    func `random damage never makes a decoder break its contract, seeded by the argument`(
        coding: Coding, seed: UInt64
    ) throws {
        var generator = SeededGenerator(seed: seed)
        let stream = try coding.encoded(Message.words(3000, seed: seed))
        let decoder = try coding.decoder()
        for _ in 0..<30 {
            var damaged = stream
            for _ in 0..<Int.random(in: 1...8, using: &generator) {
                damaged[Int.random(in: damaged.indices, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            let outcome = drive(decoder, damaged, .random(seed: generator.next()), limit: 1 << 18)
            if case .broken(let reason) = outcome.end { Issue.record("\(reason)") }
        }
    }
}
