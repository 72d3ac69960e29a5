import CodecKit
import Testing

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

    @Test func `raw deflated data and gzip are refused`() throws {
        let raw = Array(try coding.encoded(Message.short)[2...])
        #expect(try coding.decode(raw).kind == .invalidFormat)
        #expect(try coding.decode(try Coding(description: "gzip").encoded(Message.short)).kind == .invalidFormat)
    }

    @Test func `what follows the stream is left untouched`() throws {
        let stream = try coding.encoded(Message.short)
        let outcome = try coding.decode(stream + stream)
        #expect(outcome.end == .finished)
        #expect(outcome.difference(from: Message.short) == nil)
        #expect(outcome.untouched == stream.count)
    }
}
