import CodecKit
import TestSupport
import Testing

@testable import ContentCodings

// Whatever engine reads it: a stream is accepted where zlib accepts it, refused where zlib refuses it, and gives zlib's bytes.

@Suite struct InflateVerdictTests {
    /// For bare data, with the engine that reads data with a checksum.
    private static func decoder() throws -> AnyCodec {
        try AnyCodec(DeflateDecoder<ChecksummedInflater>(.raw))
    }

    /// Decodes and compares. Says what differs; nil if nothing.
    private static func difference(
        _ decoder: borrowing AnyCodec, _ stream: [UInt8], windowBits: Int32, _ cut: Cut
    ) -> String? {
        let reference = ReferenceInflate(stream, windowBits: windowBits)
        let ours = drive(decoder, stream, cut, limit: 1 << 17)
        switch reference.verdict {
        case .finished:
            guard ours.end == .finished else { return "zlib accepts, we say \(ours.end)" }
            guard ours.untouched == reference.untouched else {
                return "we leave \(ours.untouched) bytes, zlib \(reference.untouched)"
            }
            return ours.difference(from: reference.output)
        case .malformed, .truncated:
            let isRefused = ours.end == .wantsMore || ours.kind == .invalidFormat
            return isRefused ? nil : "zlib refuses (\(reference.verdict)), we say \(ours.end)"
        }
    }

    @Test(arguments: [("gzip", 31), ("deflate", 15)] as [(String, Int32)])
    func `damaged streams are judged as by zlib`(name: String, windowBits: Int32) throws {
        let seed: UInt64 = 0x5EED
        var generator = SeededGenerator(seed: seed)
        let coding = Coding(description: name)
        let decoder = try coding.decoder()
        let short = drive(try coding.encoder(level: 1), Message.short).output
        let streams = [try coding.encoded(Message.words(3000, seed: 51)), short]
        for round in 0..<1500 {
            var stream = streams[round % 2]
            for _ in 0...Int.random(in: 0...2, using: &generator) {
                let place = Int.random(in: 0..<stream.count, using: &generator)
                stream[place] = UInt8.random(in: 0...255, using: &generator)
            }
            if round % 5 == 0 { stream.removeLast(Int.random(in: 0..<stream.count, using: &generator)) }
            let cut = round % 3 == 0 ? Cut.random(seed: UInt64(round)) : .whole
            // zlib reads one member; what follows it is the decoder's own affair.
            if windowBits == 31, ReferenceInflate(stream, windowBits: 31).untouched > 0 { continue }
            // Without the header of a zlib stream it is bare data.
            let bits = windowBits == 15 && !ZlibHeader.isHeader(stream[0], stream.dropFirst().first ?? 0) ? -15 : windowBits
            let difference = Self.difference(decoder, stream, windowBits: bits, cut)
            #expect(difference == nil, "seed \(seed), round \(round), \(cut)")
        }
    }

    /// Lengths of a complete code for so many symbols, some of them without one.
    private static func completeCode(_ count: Int, used: Int, _ generator: inout SeededGenerator) -> [Int] {
        var lengths = [0]
        while lengths.count < max(used, 2) {
            let leaf = Int.random(in: 0..<lengths.count, using: &generator)
            guard lengths[leaf] < 15 else { continue }
            lengths[leaf] += 1
            lengths.append(lengths[leaf])
        }
        lengths += [Int](repeating: 0, count: max(count - lengths.count, 0))
        return Array(lengths.prefix(count)).shuffled(using: &generator)
    }

    /// What the lengths of a code leave unassigned, in shares of 2^-15: 0 for a complete code, negative for too many codes.
    private static func unassigned(_ lengths: [Int]) -> Int {
        lengths.reduce(1 << 15) { $0 - ($1 > 0 ? 1 << (15 - $1) : 0) }
    }

    /// A block with codes of its own, each round spoilt in another way or not at all, and whether a code is incomplete.
    private static func block(_ round: Int, _ generator: inout SeededGenerator) -> (bytes: [UInt8], isIncomplete: Bool) {
        var literals = completeCode(
            Int.random(in: 257...288, using: &generator), used: Int.random(in: 2...200, using: &generator), &generator)
        var distances = completeCode(
            Int.random(in: 1...32, using: &generator), used: Int.random(in: 1...30, using: &generator), &generator)
        if literals[256] == 0, let used = literals.firstIndex(where: { $0 > 0 }) { literals.swapAt(256, used) }
        switch round % 6 {
        case 1: literals[Int.random(in: 0..<literals.count, using: &generator)] = Int.random(in: 0...15, using: &generator)
        case 2: distances[Int.random(in: 0..<distances.count, using: &generator)] = Int.random(in: 0...15, using: &generator)
        case 3: distances = distances.map { _ in 0 }
        case 4: distances = distances.indices.map { $0 == 0 ? round % 4 / 2 + 1 : 0 }
        case 5: literals[256] = 0
        default: break
        }
        var writer = BitWriter()
        writer.beginBlock(literalLengths: literals, distanceLengths: distances)
        let codes = canonicalCodes(literals)
        for _ in 0..<Int.random(in: 0...30, using: &generator) {
            let symbol = Int.random(in: 0..<256, using: &generator)
            writer.putCode(codes[symbol], literals[symbol])
        }
        if round % 4 == 3 { writer.put(Int.random(in: 0...0xFFFF, using: &generator), 16) }
        writer.putCode(codes[256], literals[256])
        return (writer.bytes, unassigned(literals) > 0 || unassigned(distances) > 0)
    }

    /// RFC 1951, section 3.2.2.
    private static func canonicalCodes(_ lengths: [Int]) -> [Int] {
        var codes = lengths.map { _ in 0 }
        var next = 0
        for length in 1...15 {
            next <<= 1
            for symbol in lengths.indices where lengths[symbol] == length {
                codes[symbol] = next
                next += 1
            }
        }
        return codes
    }

    @Test func `codes that a block brings are judged as by zlib, but for incomplete ones`() throws {
        let seed: UInt64 = 0xC0DE
        var generator = SeededGenerator(seed: seed)
        let raw = try CodecDescription.rawDeflate.makeDecoder(CodecOptions())
        let checksummed = try AnyCodec(DeflateDecoder<ChecksummedInflater>(.raw))
        var accepted = 0
        for round in 0..<2400 {
            let block = Self.block(round, &generator)
            let cut = round % 2 == 0 ? Cut.random(seed: UInt64(round)) : .whole
            let isAccepted = ReferenceInflate(block.bytes, windowBits: -15).verdict == .finished
            let difference = Self.difference(raw, block.bytes, windowBits: -15, cut)
            #expect(difference == nil, "seed \(seed), round \(round), \(cut)")
            if isAccepted || !block.isIncomplete {
                let difference = Self.difference(checksummed, block.bytes, windowBits: -15, cut)
                #expect(difference == nil, "seed \(seed), round \(round), \(cut)")
            }
            if isAccepted { accepted += 1 }
        }
        #expect(accepted > 400, "too few of the blocks are valid for the test to say much")
    }

    @Test func `the first bytes of a stream are judged as by zlib`() throws {
        let decoder = try Self.decoder()
        var generator = SeededGenerator(seed: 0xF125)
        for round in 0..<2000 {
            let count = Int.random(in: 1...24, using: &generator)
            let stream = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let cut = round % 2 == 0 ? Cut.byteByByte : .whole
            #expect(Self.difference(decoder, stream, windowBits: -15, cut) == nil, "round \(round): \(stream)")
        }
    }

    /// Text in many small blocks, each with codes of its own.
    private static func manyBlocks(_ seed: UInt64) -> (message: [UInt8], stream: [UInt8]) {
        var generator = SeededGenerator(seed: seed)
        var writer = BitWriter()
        var message: [UInt8] = []
        for block in 0..<8 {
            let literals = completeCode(257, used: Int.random(in: 20...257, using: &generator), &generator)
            let codes = canonicalCodes(literals)
            let symbols = literals.indices.filter { literals[$0] > 0 && $0 < 256 }
            guard literals[256] > 0 else { continue }
            writer.beginBlock(literalLengths: literals, distanceLengths: [1, 1], isLast: false)
            for _ in 0..<Int.random(in: 0...90, using: &generator) {
                guard let symbol = symbols.randomElement(using: &generator) else { break }
                writer.putCode(codes[symbol], literals[symbol])
                message.append(UInt8(symbol))
            }
            writer.putCode(codes[256], literals[256])
            if block == 4 {
                writer.put(0b010, 3)
                writer.put(0, 7)
            }
        }
        // An empty last block with the fixed codes.
        writer.put(0b011, 3)
        writer.put(0, 7)
        return (message, writer.bytes)
    }

    @Test func `headers of blocks may be cut anywhere`() throws {
        let decoder = try Self.decoder()
        for seed in 0..<12 as Range<UInt64> {
            let (message, stream) = Self.manyBlocks(seed)
            for feed in [1, 2, 3, 5, 9, 10, 19, 40, 77] {
                for room in [1, 3, 16, 100] {
                    let cut = Cut(feeds: [feed], rooms: [room], isToldEnd: false)
                    let outcome = drive(decoder, stream + [1, 2, 3], cut)
                    #expect(outcome.end == .finished, "seed \(seed), \(cut)")
                    #expect(outcome.difference(from: message) == nil, "seed \(seed), \(cut)")
                }
            }
        }
    }

    @Test func `what follows the data is left wherever the input is cut`() throws {
        let decoder = try Self.decoder()
        let message = Message.words(70_000, seed: 52)
        let encoder = try CodecDescription.rawDeflate.makeEncoder(CodecOptions(level: 6))
        let stream = drive(encoder, message).output
        for room in [1, 7, 4096, 1 << 16] {
            for feed in [1, 5, stream.count - 3, .max] {
                let cut = Cut(feeds: [feed], rooms: [room], isToldEnd: false)
                let outcome = drive(decoder, stream + [9, 8, 7, 6, 5, 4, 3, 2, 1], cut)
                #expect(outcome.end == .finished, "\(cut)")
                #expect(outcome.difference(from: message) == nil, "\(cut)")
                // What came along with the last bytes of the data may not be known to be more; nothing is taken of it.
                #expect(outcome.untouched == 9, "\(cut)")
            }
        }
    }
}
