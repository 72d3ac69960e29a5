import CBrotli
import CodecKit
import Testing

@Suite struct BrotliTests {
    private let coding = Coding(description: "br")

    /// The table of RFC 7932, section 9.1: the first bits of a stream, their number, and the window that they declare.
    private static let codes: [(pattern: UInt8, length: Int, bits: Int)] = [
        (0b0, 1, 16), (0b000_0001, 7, 17), (0b0011, 4, 18), (0b0101, 4, 19), (0b0111, 4, 20), (0b1001, 4, 21),
        (0b1011, 4, 22), (0b1101, 4, 23), (0b1111, 4, 24), (0b010_0001, 7, 10), (0b011_0001, 7, 11), (0b100_0001, 7, 12),
        (0b101_0001, 7, 13), (0b110_0001, 7, 14), (0b111_0001, 7, 15),
    ]

    private static func declaredBits(_ first: UInt8) -> Int? {
        codes.first { first & (1 << $0.length - 1) == $0.pattern }?.bits
    }

    /// A stream of the library's own encoder with a window of 1 << `bits`.
    private func stream(windowBits bits: Int) throws -> [UInt8] {
        guard let encoder = unsafe BrotliEncoderCreateInstance(nil, nil, nil) else { throw CodecError.outOfMemory }
        defer { unsafe BrotliEncoderDestroyInstance(encoder) }
        let isSet =
            unsafe BrotliEncoderSetParameter(encoder, BROTLI_PARAM_QUALITY, 5) != 0
            && BrotliEncoderSetParameter(encoder, BROTLI_PARAM_LGWIN, UInt32(bits)) != 0
        try #require(isSet)
        var result = [UInt8](repeating: 0, count: 1000)
        var (available, free) = (Message.short.count, result.count)
        let isDone = unsafe Message.short.withUnsafeBufferPointer { source in
            unsafe result.withUnsafeMutableBufferPointer { room in
                var (next, destination) = (source.baseAddress, room.baseAddress)
                return unsafe BrotliEncoderCompressStream(
                    encoder, BROTLI_OPERATION_FINISH, &available, &next, &free, &destination, nil) != 0
            }
        }
        try #require(isDone && available == 0)
        return Array(result.prefix(result.count - free))
    }

    @Test(arguments: 10...24)
    func `a window as large as allowed is accepted`(bits: Int) throws {
        let stream = try stream(windowBits: bits)
        try #require(Self.declaredBits(stream[0]) == bits)
        for cut in [Cut.whole, .byteByByte] {
            let outcome = drive(try coding.decoder(maxWindowSize: 1 << UInt32(bits)), stream, cut)
            #expect(outcome.end == .finished, "\(cut)")
            #expect(outcome.difference(from: Message.short) == nil, "\(cut)")
        }
    }

    @Test(arguments: 10...24)
    func `a window larger than allowed exceeds the quota before anything is produced`(bits: Int) throws {
        let stream = try stream(windowBits: bits)
        for limit in [1024, 1 << UInt32(bits) - 1] as [UInt32] where limit < 1 << UInt32(bits) {
            // Byte by byte it takes those that may tell that the stream is of another format.
            for (cut, taken) in [(Cut.whole, 0), (.byteByByte, 15)] {
                let outcome = drive(try coding.decoder(maxWindowSize: limit), stream, cut)
                #expect(outcome.end == .failed(.quotaExceeded, "the stream asks for too large a window"), "\(cut)")
                #expect(outcome.output == [], "\(cut)")
                #expect(outcome.untouched >= stream.count - taken, "\(cut)")
            }
        }
    }

    @Test func `every first byte is read as the table of RFC 7932 says`() throws {
        for first in UInt8.min...UInt8.max {
            guard let bits = Self.declaredBits(first) else { continue }
            let allowing = drive(try coding.decoder(maxWindowSize: 1 << UInt32(bits)), [first])
            #expect(allowing.kind != .quotaExceeded, "\(first)")
            let refusing = drive(try coding.decoder(maxWindowSize: 1 << UInt32(bits) - 1), [first])
            #expect(refusing.kind == .quotaExceeded, "\(first)")
        }
    }

    @Test(arguments: [0x11, 0x91] as [UInt8])
    func `the extension for large windows is refused`(first: UInt8) throws {
        let outcome = drive(try coding.decoder(maxWindowSize: .max), [first, 0x1E, 0, 0, 0])
        #expect(outcome.kind == .invalidFormat)
    }

    @Test func `the default limit is the largest window of the format`() throws {
        #expect(try coding.decode(try stream(windowBits: 24)).difference(from: Message.short) == nil)
    }

    @Test(arguments: Array(0...11) as [Int32])
    func `the encoder declares 64 KiB for what fits and else 256 KiB, at every level`(level: Int32) throws {
        let encoder = try coding.encoder(level: level)
        for (count, bits) in [(0, 16), (70, 16), (65_520, 16), (65_521, 18), (65_520, 16)] {
            let cut = Cut(feeds: [count / 2 + 1], rooms: [4096], endsSeparately: true)
            let stream = drive(encoder, Message.words(count, seed: 31), cut).output
            // The two lowest qualities take no smaller window.
            #expect(Self.declaredBits(try #require(stream.first)) == (level < 2 ? 18 : bits), "\(count) bytes")
        }
    }

    @Test func `what follows the stream is left untouched`() throws {
        let stream = try coding.encoded(Message.short)
        let outcome = try coding.decode(stream + [1, 2, 3])
        #expect(outcome.end == .finished)
        #expect(outcome.difference(from: Message.short) == nil)
        #expect(outcome.untouched == 3)
    }
}
