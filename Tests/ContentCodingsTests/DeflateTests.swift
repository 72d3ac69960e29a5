import CodecKit
import Testing

@testable import ContentCodings

@Suite struct DeflateTests {
    private let coding = Coding(description: "deflate")

    private static let cuts: [Cut] = [.whole, .byteByByte, Cut(feeds: [7], rooms: [5], endsSeparately: true)]

    @Test func `a stream has the header of RFC 1950`() throws {
        let stream = try coding.encoded(Message.short)
        #expect(stream[0] == 0x78)
        #expect((UInt16(stream[0]) << 8 | UInt16(stream[1])) % 31 == 0)
        #expect(stream[1] & 0x20 == 0)
    }

    @Test func `the trailer is the Adler-32 of the message`() throws {
        // Of "Wikipedia": 0x11E60398.
        #expect(try coding.encoded(Array("Wikipedia".utf8)).suffix(4) == [0x11, 0xE6, 0x03, 0x98])
    }

    @Test(arguments: 1...4)
    func `a wrong checksum is refused`(fromEnd: Int) throws {
        var stream = try coding.encoded(Message.short)
        stream[stream.count - fromEnd] ^= 0x10
        for cut in Self.cuts {
            let end = try coding.decode(stream, cut).end
            #expect(end == .failed(.invalidFormat, "the data does not match its checksum"), "\(cut)")
        }
    }

    @Test func `a preset dictionary is refused`() throws {
        // FLG with FDICT set and a valid check, and the identifier of a dictionary.
        let header: [UInt8] = [0x78, 0x20, 1, 2, 3, 4]
        try #require((UInt16(header[0]) << 8 | UInt16(header[1])) % 31 == 0)
        let stream = header + (try coding.encoded(Message.short))[2...]
        for cut in Self.cuts {
            let outcome = try coding.decode(stream, cut)
            #expect(outcome.end == .failed(.invalidFormat, "the stream needs a preset dictionary"), "\(cut)")
            #expect(outcome.output == [], "\(cut)")
        }
    }

    /// Streams of the message as each engine and level writes it, without header and checksum.
    private func rawStreams(of message: [UInt8]) throws -> [[UInt8]] {
        try (0...9 as ClosedRange<Int32>).map { level in
            let encoder = try CodecDescription.rawDeflate.makeEncoder(CodecOptions(level: level))
            let outcome = drive(encoder, message)
            try #require(outcome.end == .finished)
            return outcome.output
        }
    }

    @Test(arguments: [[], [7], Message.short, Message.words(2000, seed: 3), Message.noise(300, seed: 4)])
    func `raw deflated data is taken, wherever it is cut`(message: [UInt8]) throws {
        let decoder = try coding.decoder()
        for stream in try rawStreams(of: message) {
            for cut in Self.cuts {
                let outcome = drive(decoder, stream, cut)
                #expect(outcome.end == .finished, "\(cut)")
                #expect(outcome.difference(from: message) == nil, "\(cut)")
            }
            for place in 0...min(stream.count, 8) {
                let outcome = drive(decoder, stream, Cut(feeds: [place, .max], rooms: [1 << 16], endsSeparately: true))
                #expect(outcome.end == .finished, "cut at \(place)")
                #expect(outcome.difference(from: message) == nil, "cut at \(place)")
            }
        }
    }

    @Test func `data without a header gives what zlib gives for it, for every first two bytes`() throws {
        let decoder = try coding.decoder()
        // Stored and fixed blocks end here in many ways.
        let tail: [UInt8] = [0x00, 0xFF, 0xFF, 0x61, 0x03, 0x00, 0x00, 0xFF, 0xFF, 0x03, 0x00]
        for first in 0...255 as ClosedRange<UInt8> {
            for second in 0...255 as ClosedRange<UInt8> {
                let isHeader = first & 0x0F == 8 && first >> 4 <= 7 && (Int(first) << 8 | Int(second)) % 31 == 0
                let stream = [first, second] + tail
                let reference = ReferenceInflate(stream, windowBits: isHeader ? 15 : -15)
                let whole = drive(decoder, stream)
                let parts = drive(decoder, stream, .byteByByte)
                #expect((whole.end == .finished) == (reference.verdict == .finished), "\(first) \(second)")
                #expect(whole.end == parts.end, "\(first) \(second)")
                #expect(whole.output == parts.output, "\(first) \(second)")
                if whole.end == .finished { #expect(whole.output == reference.output, "\(first) \(second)") }
            }
        }
    }

    /// The one kind of raw data that is not known as such. No encoder of the libraries at hand fills the padding.
    @Test func `raw data is taken for a zlib stream only by the padding of a stored block`() {
        for first in 0...255 as ClosedRange<UInt8> where first & 0x0F == 8 && first >> 4 <= 7 {
            let (isLast, type, padding) = (first & 1, first >> 1 & 3, first >> 3)
            #expect(isLast == 0 && type == 0 && padding > 0)
        }
    }

    @Test func `gzip and text are refused`() throws {
        let neither = Outcome.End.failed(.invalidFormat, "neither a zlib stream nor raw deflated data")
        #expect(try coding.decode(try Coding(description: "gzip").encoded(Message.short)).end == neither)
        #expect(try coding.decode(Array("not deflated".utf8)).end == neither)
        #expect(try coding.decode(Array("<xml/> <xml/> <xml/>".utf8)).kind == .invalidFormat)
    }

    @Test func `raw data that is truncated or spoilt is refused`() throws {
        let decoder = try coding.decoder()
        for stream in try rawStreams(of: Message.short) {
            for count in 1..<stream.count {
                #expect(drive(decoder, Array(stream[..<count])).end == .wantsMore, "\(count)")
            }
            #expect(drive(decoder, stream + [0]).untouched == 1)
        }
        #expect(drive(decoder, [0x01, 0x01, 0x00, 0xFF, 0xFF, 0x61]).kind == .invalidFormat)
    }

    @Test func `what follows the stream is left untouched`() throws {
        let stream = try coding.encoded(Message.short)
        let outcome = try coding.decode(stream + stream)
        #expect(outcome.end == .finished)
        #expect(outcome.difference(from: Message.short) == nil)
        #expect(outcome.untouched == stream.count)
    }
}
