import CodecKit
import Testing

@Suite struct GzipTests {
    private let coding = Coding(description: "gzip")

    private static let cuts: [Cut] = [.whole, .byteByByte, Cut(feeds: [7], rooms: [5], endsSeparately: true)]

    /// The short message as a member whose header is made by hand, with these flags and fields.
    private func member(flags: UInt8, fields: [UInt8]) throws -> [UInt8] {
        let stream = try coding.encoded(Message.short)
        return [0x1F, 0x8B, 8, flags, 0, 0, 0, 0, 0, 3] + fields + stream[10...]
    }

    @Test func `the header holds no time and no name`() throws {
        let stream = try coding.encoded(Message.short)
        #expect(stream[0..<3] == [0x1F, 0x8B, 8])
        #expect(stream[3] == 0)
        #expect(stream[4..<8] == [0, 0, 0, 0])
    }

    @Test func `equal messages give equal bytes`() throws {
        let encoder = try coding.encoder()
        let streams = (0..<3).map { _ in drive(encoder, Message.short).output }
        #expect(streams[0] == streams[1])
        #expect(streams[1] == streams[2])
        #expect(streams[0] == (try coding.encoded(Message.short)))
    }

    @Test func `the trailer holds checksum and length of the message`() throws {
        // CRC-32 of "123456789", the check value of its catalogues.
        let stream = try coding.encoded(Array("123456789".utf8))
        #expect(stream.suffix(8) == [0x26, 0x39, 0xF4, 0xCB, 9, 0, 0, 0])
    }

    @Test(arguments: cuts)
    func `members in a row decode to the messages in a row`(cut: Cut) throws {
        let messages = [Message.short, [], Message.words(900, seed: 41), [], [], [7]]
        let streams = try messages.map { try coding.encoded($0) }
        let outcome = try coding.decode(streams.flatMap { $0 }, cut)
        #expect(outcome.end == .finished)
        #expect(outcome.difference(from: messages.flatMap { $0 }) == nil)
        #expect(outcome.untouched == 0)
    }

    @Test func `members are complete at their ends only`() throws {
        let first = try coding.encoded(Message.short)
        let both = first + first
        let decoder = try coding.decoder()
        for count in 0...both.count {
            for cut in Self.cuts {
                let outcome = drive(decoder, Array(both[..<count]), cut)
                let isComplete = [0, first.count, both.count].contains(count)
                #expect(outcome.end == (isComplete ? .finished : .wantsMore), "\(count) bytes, \(cut)")
            }
        }
    }

    @Test func `members may end exactly where the room does`() throws {
        let stream = try coding.encoded(Message.short)
        let cut = Cut(feeds: [.max], rooms: [Message.short.count])
        let outcome = try coding.decode(stream + stream, cut)
        #expect(outcome.end == .finished)
        #expect(outcome.difference(from: Message.short + Message.short) == nil)
    }

    @Test(arguments: cuts)
    func `an empty message has a stream of its own`(cut: Cut) throws {
        let stream = drive(try coding.encoder(), [], cut)
        #expect(stream.end == .finished)
        #expect((20...23).contains(stream.output.count))
        let outcome = try coding.decode(stream.output, cut)
        #expect(outcome.end == .finished)
        #expect(outcome.output == [])
    }

    @Test(arguments: [[0], [0, 0, 0], [0x20], [0x8B], [0x1E, 0x8B], Array("garbage".utf8)] as [[UInt8]])
    func `what follows the member is refused`(garbage: [UInt8]) throws {
        let stream = try coding.encoded(Message.short) + garbage
        for cut in Self.cuts {
            let outcome = try coding.decode(stream, cut)
            #expect(outcome.end == .failed(.invalidFormat, "what follows the stream is not another gzip member"), "\(cut)")
            #expect(outcome.difference(from: Message.short) == nil, "\(cut)")
        }
    }

    @Test(arguments: [(0, 0x1E), (1, 0x8C), (2, 7), (2, 9), (3, 0x20), (3, 0x40), (3, 0x80)] as [(Int, UInt8)])
    func `a header that gzip does not have is refused`(index: Int, byte: UInt8) throws {
        var stream = try coding.encoded(Message.short)
        stream[index] = byte
        for cut in Self.cuts { #expect(try coding.decode(stream, cut).kind == .invalidFormat, "\(cut)") }
        let second = try coding.encoded(Message.short) + stream
        for cut in Self.cuts { #expect(try coding.decode(second, cut).kind == .invalidFormat, "\(cut)") }
    }

    @Test func `what only begins like a member is refused`() throws {
        let stream = try coding.encoded(Message.short) + [0x1F, 0x8C, 8, 0]
        for cut in Self.cuts {
            #expect(try coding.decode(stream, cut).kind == .invalidFormat, "\(cut)")
        }
    }

    @Test(arguments: 1...8)
    func `a wrong checksum or length is refused`(fromEnd: Int) throws {
        var stream = try coding.encoded(Message.short)
        stream[stream.count - fromEnd] ^= 1
        for cut in Self.cuts {
            let reason = "the data does not match its \(fromEnd > 4 ? "checksum" : "length")"
            #expect(try coding.decode(stream, cut).end == .failed(.invalidFormat, reason), "\(cut)")
        }
    }

    @Test func `a wrong checksum of a later member is refused`() throws {
        let first = try coding.encoded(Message.short)
        var second = first
        second[second.count - 8] ^= 0x80
        for cut in Self.cuts {
            #expect(try coding.decode(first + second, cut).kind == .invalidFormat, "\(cut)")
        }
    }

    @Test func `optional fields of the header are passed over`() throws {
        let name = Array("name.xml\0".utf8)
        let streams = [
            try member(flags: 1, fields: []), try member(flags: 8, fields: name), try member(flags: 16, fields: name),
            try member(flags: 4, fields: [3, 0, 1, 2, 3]), try member(flags: 4 | 8 | 16, fields: [1, 0, 9] + name + name),
        ]
        for (index, stream) in streams.enumerated() {
            for cut in Self.cuts {
                let outcome = try coding.decode(stream, cut)
                #expect(outcome.end == .finished, "\(index), \(cut)")
                #expect(outcome.difference(from: Message.short) == nil, "\(index), \(cut)")
            }
        }
    }

    @Test func `the checksum of a header is verified wherever it is cut`() throws {
        let header: [UInt8] = [0x1F, 0x8B, 8, 2, 0, 0, 0, 0, 0, 3]
        let checksum = UInt16(truncatingIfNeeded: crc32(header))
        let bytes = [UInt8(truncatingIfNeeded: checksum), UInt8(truncatingIfNeeded: checksum >> 8)]
        let good = try member(flags: 2, fields: bytes)
        for cut in Self.cuts {
            #expect(try coding.decode(good, cut).end == .finished, "\(cut)")
            for index in [10, 11] {
                var bad = good
                bad[index] ^= 1
                let reason = "the gzip header does not match its checksum"
                #expect(try coding.decode(bad, cut).end == .failed(.invalidFormat, reason), "\(cut)")
            }
        }
    }

    /// Bit by bit, as RFC 1952 defines it in section 8.
    private func crc32(_ bytes: [UInt8]) -> UInt32 {
        var value = UInt32.max
        for byte in bytes {
            value ^= UInt32(byte)
            for _ in 0..<8 { value = value >> 1 ^ (value & 1 == 1 ? 0xEDB8_8320 : 0) }
        }
        return ~value
    }

    @Test(arguments: [0x20, 0x40, 0x80] as [UInt8])
    func `reserved flags are refused`(flag: UInt8) throws {
        #expect(try coding.decode(try member(flags: flag, fields: [])).kind == .invalidFormat)
    }

    @Test func `the other formats of zlib are refused`() throws {
        let stream = try Coding(description: "deflate").encoded(Message.short)
        #expect(try coding.decode(stream).kind == .invalidFormat)
        #expect(try coding.decode(Array(stream[2...])).kind == .invalidFormat)
    }
}
