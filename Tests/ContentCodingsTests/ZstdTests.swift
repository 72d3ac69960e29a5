import CodecKit
import Testing

@Suite struct ZstdTests {
    private let coding = Coding(description: "zstd")

    private static let cuts: [Cut] = [.whole, .byteByByte, Cut(feeds: [7], rooms: [5], endsSeparately: true)]
    private static let tooLarge = Outcome.End.failed(.quotaExceeded, "the stream asks for too large a window")

    /// A skippable frame (RFC 8878, section 3.1.2).
    private func skippable(_ content: [UInt8], kind: UInt8 = 0) -> [UInt8] {
        [0x50 | kind, 0x2A, 0x4D, 0x18, UInt8(content.count), 0, 0, 0] + content
    }

    /// A frame of no bytes that declares a window: 1 << (10 + exponent) and so many eighths of that.
    private func emptyFrame(exponent: UInt8, eighths: UInt8) -> [UInt8] {
        [0x28, 0xB5, 0x2F, 0xFD, 0x00, exponent << 3 | eighths, 1, 0, 0]
    }

    /// A frame of 256 times "a" that declares such a window and its content size.
    private func sizedFrame(exponent: UInt8) -> [UInt8] {
        [0x28, 0xB5, 0x2F, 0xFD, 0x40, exponent << 3, 0, 0, 0x03, 0x08, 0x00, UInt8(ascii: "a")]
    }

    @Test(arguments: cuts)
    func `frames in a row decode to the messages in a row`(cut: Cut) throws {
        let messages = [Message.short, [], Message.words(900, seed: 61), [], [7]]
        let streams = try messages.map { try coding.encoded($0) }
        let outcome = try coding.decode(streams.flatMap { $0 }, cut)
        #expect(outcome.end == .finished)
        #expect(outcome.difference(from: messages.flatMap { $0 }) == nil)
        #expect(outcome.untouched == 0)
    }

    @Test(arguments: cuts)
    func `skippable frames are skipped`(cut: Cut) throws {
        let frame = try coding.encoded(Message.short)
        let skipped = skippable(Array(0..<50))
        for stream in [
            skipped + frame, frame + skipped, skipped + skipped + frame + skippable([], kind: 15) + frame,
        ] {
            let outcome = try coding.decode(stream, cut)
            let count = stream.count > frame.count * 2 + 50 ? 2 : 1
            #expect(outcome.end == .finished)
            #expect(outcome.difference(from: Array(repeating: Message.short, count: count).flatMap { $0 }) == nil)
        }
    }

    @Test func `frames are complete at their ends only`() throws {
        let first = try coding.encoded(Message.short)
        let skipped = skippable([1, 2, 3])
        let all = first + skipped + first
        let ends = [0, first.count, first.count + skipped.count, all.count]
        let decoder = try coding.decoder()
        for count in 0...all.count {
            for cut in Self.cuts {
                let outcome = drive(decoder, Array(all[..<count]), cut)
                #expect(outcome.end == (ends.contains(count) ? .finished : .wantsMore), "\(count) bytes, \(cut)")
            }
        }
    }

    @Test(arguments: [[0, 0, 0, 0], [0x1F, 0x8B, 8, 0], Array("garbage".utf8)] as [[UInt8]])
    func `what follows the frame is refused`(garbage: [UInt8]) throws {
        let stream = try coding.encoded(Message.short) + garbage
        for cut in Self.cuts {
            let outcome = try coding.decode(stream, cut)
            let reason = "what should be a zstd frame does not begin like one"
            #expect(outcome.end == .failed(.invalidFormat, reason), "\(cut)")
            #expect(outcome.difference(from: Message.short) == nil, "\(cut)")
        }
    }

    @Test(arguments: [[0], [0x28, 0xB5]] as [[UInt8]])
    func `a few bytes after the frame are no message`(garbage: [UInt8]) throws {
        let stream = try coding.encoded(Message.short) + garbage
        for cut in Self.cuts {
            #expect(try coding.decode(stream, cut).end != .finished, "\(cut)")
        }
    }

    @Test(arguments: Array(0...13) as [UInt8])
    func `a window is accepted up to the limit and exceeds the quota beyond`(exponent: UInt8) throws {
        let size = UInt32(1024) << UInt32(exponent)
        let frame = emptyFrame(exponent: exponent, eighths: 0)
        for cut in Self.cuts {
            #expect(drive(try coding.decoder(maxWindowSize: size), frame, cut).end == .finished, "\(cut)")
            if size > 1024 {
                #expect(drive(try coding.decoder(maxWindowSize: size - 1), frame, cut).end == Self.tooLarge, "\(cut)")
                #expect(drive(try coding.decoder(maxWindowSize: size / 2), frame, cut).end == Self.tooLarge, "\(cut)")
            }
            let larger = emptyFrame(exponent: exponent, eighths: 1)
            #expect(drive(try coding.decoder(maxWindowSize: size), larger, cut).end == Self.tooLarge, "\(cut)")
        }
    }

    @Test func `the limit need not be a power of two`() throws {
        let limit: UInt32 = 3 << 20
        #expect(drive(try coding.decoder(maxWindowSize: limit), emptyFrame(exponent: 11, eighths: 4)).end == .finished)
        #expect(drive(try coding.decoder(maxWindowSize: limit), emptyFrame(exponent: 11, eighths: 5)).end == Self.tooLarge)
    }

    @Test func `the default limit is 8 MiB`() throws {
        #expect(try coding.decode(emptyFrame(exponent: 13, eighths: 0)).end == .finished)
        #expect(try coding.decode(emptyFrame(exponent: 13, eighths: 1)).end == Self.tooLarge)
        #expect(try coding.decode(emptyFrame(exponent: 21, eighths: 7)).end == Self.tooLarge)
    }

    @Test func `a single segment is a window of its own size`() throws {
        // Content sizes of 8 MiB and one byte more, in four bytes.
        let header: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0xA0]
        #expect(try coding.decode(header + [0, 0, 0x80, 0]).end == .wantsMore)
        #expect(try coding.decode(header + [1, 0, 0x80, 0]).end == Self.tooLarge)
    }

    @Test(arguments: cuts)
    func `a window that exceeds the quota does so in a short frame, too`(cut: Cut) throws {
        #expect(try coding.decode(sizedFrame(exponent: 13), cut).output == [UInt8](repeating: UInt8(ascii: "a"), count: 256))
        let end = try coding.decode(sizedFrame(exponent: 14), cut).end
        #expect(end == Self.tooLarge)
    }

    @Test(arguments: [4, 5, 6, 7, 8] as [UInt8])
    func `frames of the formats before RFC 8878 are refused`(version: UInt8) throws {
        // The magic numbers of versions 0.4 to 0.8; that of 0.8 is the standard's.
        let window: UInt8 = 17 << 3
        let stream: [UInt8] = [0x20 | version, 0xB5, 0x2F, 0xFD, 0, window, 0, 0, 0]
        let outcome = try coding.decode(stream)
        #expect(outcome.kind == (version == 8 ? .quotaExceeded : .invalidFormat))
    }

    @Test(arguments: Array(1...22) as [Int32])
    func `every level keeps the window within 8 MiB`(level: Int32) throws {
        // Longer than what is staged, so that the encoder does not know the size and declares the largest window it may use.
        let message = Message.words(70_000, seed: 61)
        let stream = drive(try coding.encoder(level: level), message, Cut(feeds: [40_000], rooms: [4096]))
        #expect(stream.end == .finished)
        let descriptor = stream.output[4]
        try #require(descriptor & 0x20 == 0, "a single segment has no window")
        let window = stream.output[5]
        let base = 1 << (10 + Int(window >> 3))
        #expect(base + base / 8 * Int(window & 7) <= 8 << 20)
        #expect(try coding.decode(stream.output).difference(from: message) == nil)
    }

    @Test(arguments: [0, 1, 70, 300, 65_536])
    func `a frame says the size of a message that is staged`(count: Int) throws {
        let encoder = try coding.encoder()
        for cut in [Cut.whole, Cut(feeds: [97], rooms: [64], endsSeparately: true)] {
            let stream = drive(encoder, Message.words(count, seed: 63), cut).output
            // Frame_Content_Size_Flag, or a single segment (RFC 8878, section 3.1.1.1.1).
            #expect(stream[4] & 0xE0 != 0, "\(cut)")
        }
        let long = drive(encoder, Message.words(65_537, seed: 63), Cut(feeds: [40_000], rooms: [4096])).output
        #expect(long[4] & 0xE0 == 0)
    }

    @Test func `the highest level keeps matches within 8 MiB`() throws {
        // The same noise again, farther back than the window reaches.
        let noise = Message.noise(1 << 16, seed: 62)
        let message = noise + [UInt8](repeating: 0, count: 9 << 20) + noise
        let stream = drive(try coding.encoder(level: 22), message, Cut(feeds: [1 << 20], rooms: [1 << 16]))
        #expect(stream.end == .finished)
        let outcome = try coding.decode(stream.output)
        #expect(outcome.end == .finished)
        #expect(outcome.difference(from: message) == nil)
    }

    @Test(arguments: cuts)
    func `a frame that is over stays over`(cut: Cut) throws {
        // One frame only, also when the room ends where the frame does.
        let encoder = try coding.encoder()
        let length = drive(encoder, Message.short, Cut(feeds: cut.feeds, rooms: [4096])).output.count
        let stream = drive(encoder, Message.short, Cut(feeds: cut.feeds, rooms: [length]))
        #expect(stream.end == .finished)
        #expect(stream.output.count == length)
    }

    @Test func `a damaged frame is refused alike, whole or in pieces`() throws {
        let frames = [
            try coding.encoded(Message.words(300, seed: 64)), try coding.encoded([7]), sizedFrame(exponent: 0),
            emptyFrame(exponent: 0, eighths: 0),
        ]
        for frame in frames {
            for bit in 0..<8 * frame.count {
                var damaged = frame
                damaged[bit / 8] ^= 1 << (bit % 8)
                let expected = try coding.decode(damaged, .byteByByte)
                for cut in [Cut.whole, Cut(feeds: [7], rooms: [1000]), Cut(feeds: [.max], rooms: [100])] {
                    #expect(try coding.decode(damaged, cut).end == expected.end, "\(frame.count) bytes, bit \(bit), \(cut)")
                }
            }
        }
    }

    /// The C library decodes such frames if it is shown them as a whole.
    @Test func `a block that is larger than the window allows is refused, also where all of its frame is there`() throws {
        let magic: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD]
        let literals = [UInt8](repeating: 0x71, count: 20)
        let frames: [[UInt8]] = [
            // A compressed block of 22 bytes in a window of 20.
            magic + [0x20, 20, 0xB5, 0, 0, 0xA0] + literals + [0],
            // A byte that is repeated 200,000 times by one block.
            magic + [0x80, 0x68, 0x40, 0x0D, 3, 0, 3, 0x6A, 0x18, 0x78],
        ]
        for frame in frames {
            for cut in [Cut.byteByByte, .whole, Cut(feeds: [.max], rooms: [1 << 20])] {
                #expect(try coding.decode(frame, cut).end != .finished, "\(frame.count) bytes, \(cut)")
            }
        }
    }

    @Test(arguments: [0, 1, 255, 256, 1740, 65_536])
    func `frames decode to the same whether there is room for all of them or not`(count: Int) throws {
        let messages = [Message.words(count, seed: 65), Message.noise(count, seed: 66), [UInt8](repeating: 7, count: count)]
        let stream = try messages.flatMap { try coding.encoded($0) }
        let decoder = try coding.decoder()
        for room in [count - 1, count, count + 1, 2 * count + 1, 4 * count] where room > 0 {
            for feed in [stream.count, stream.count / 2 + 1] {
                let cut = Cut(feeds: [feed], rooms: [room], endsSeparately: room % 2 == 0)
                let outcome = drive(decoder, stream, cut)
                #expect(outcome.end == .finished, "\(cut)")
                #expect(outcome.difference(from: messages.flatMap { $0 }) == nil, "\(cut)")
            }
        }
    }
}
