import Bytes
import Testing

@testable import CodecKit

@Suite struct MessageOpeningTests {
    private func recognition(_ bytes: [UInt8], _ expected: MessageFormat) -> MessageOpening.Recognition {
        var opening = MessageOpening()
        _ = unsafe opening.append(bytes.span.bytes)
        return opening.recognition(expected: expected)
    }

    private static let formats: [MessageFormat] = [
        .textXML, .binaryXML, .sessionXML, .gzip, .zlib, .zstd, .rawDeflate, .brotli,
    ]

    @Test func `a verdict stays what it is when more bytes come`() {
        var state: UInt64 = 1
        for _ in 0..<20_000 {
            var bytes: [UInt8] = []
            for _ in 0..<16 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                let random = UInt8(truncatingIfNeeded: state >> 33)
                // Mostly bytes that patterns are made of.
                let likely =
                    Array("<?a>-:/HTPOS \0\u{1}\u{6}\u{2}\u{B}VDhtp".utf8)
                    + [0x1F, 0x8B, 0x78, 0x9C, 0xEF, 0xBB, 0xBF, 0xFE]
                bytes.append(random < 200 ? likely[Int(state >> 45) % likely.count] : random)
            }
            for expected in Self.formats {
                var verdict = MessageOpening.Recognition.undecided
                for count in 1...16 {
                    let next = recognition(Array(bytes[..<count]), expected)
                    if verdict != .undecided { #expect(next == verdict, "\(bytes[..<count]), \(expected)") }
                    verdict = next
                }
            }
        }
    }

    @Test func `what was expected is nothing to speak of`() {
        #expect(recognition(Array("<?xml version".utf8), .textXML) == .unknown)
        #expect(recognition([0x1F, 0x8B, 0x08, 0xFF], .gzip) == .unknown)
        #expect(recognition([0x56, 0x02, 0x0B, 0x01], .binaryXML) == .unknown)
        #expect(recognition([0x00, 0x56, 0x02], .sessionXML) == .unknown)
    }

    @Test func `strings of a session are told from records`() {
        func table(_ strings: [String], size: UInt8? = nil) -> [UInt8] {
            let bytes = strings.flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) }
            return [size ?? UInt8(bytes.count)] + bytes
        }
        // A table of this size begins like an element: then only a namespace tells.
        #expect(recognition(table(["order", "item"], size: 0x40), .binaryXML) == .unknown)
        #expect(recognition(table(["order", "urn:x"], size: 0x40), .binaryXML) == .format(.sessionXML))
        #expect(recognition(table(["order", "http://x"], size: 0x77), .binaryXML) == .format(.sessionXML))
        for size: UInt8 in [0x3F, 0x78] {
            #expect(recognition(table(["order", "item"], size: size), .binaryXML) == .format(.sessionXML))
            #expect(recognition(table(["order", "ab"], size: size), .binaryXML) == .unknown)
        }
        // Behind the strings an element has to follow.
        for (next, found) in [(0x3F, false), (0x40, true), (0x77, true), (0x78, false)] as [(UInt8, Bool)] {
            let verdict = recognition(table(["order"]) + [next], .binaryXML)
            #expect(verdict == (found ? .format(.sessionXML) : .unknown), "\(next)")
        }
    }

    @Test func `records with names are not taken for strings of a session`() {
        // <Order xmlns="urn:x">, <a><b>, <Echo id="1">, <e/> and rubbish, <z:b-1 a="">, <e xmlns="http://..."> with 33 bytes.
        for hex: [UInt8] in [
            [0x40, 5] + Array("Order".utf8) + [0x08, 5] + Array("urn:x".utf8) + [0xFF, 0xFF],
            [0x40, 1, 0x61, 0x40, 1, 0x62, 0x01, 0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
            [0x40, 4] + Array("Echo".utf8) + [0x04, 2] + Array("id".utf8) + [0x98, 1, 0x31, 0x01, 0xFF, 0xFF],
            [0x40, 1, 0x65, 0x01, 0x78, 0x78, 0x78, 0x78, 0x78, 0x78, 0x78, 0x78, 0x78, 0x78, 0x78, 0x78],
            [0x41, 1] + Array("z".utf8) + [3] + Array("b-1".utf8) + [0x04, 1, 0x61, 0xA8, 0x01],
            [0x40, 1] + Array("e".utf8) + [0x08, 0x21] + Array("http://example".utf8),
        ] {
            #expect(recognition(hex, .binaryXML) == .unknown, "\(hex)")
        }
    }
}

@Suite struct LateFailureTests {
    /// Takes nothing that begins with "<", and fails for the first byte already.
    private struct Picky: Codec, ~Copyable {
        var inputFormat: MessageFormat? { .gzip }

        mutating func begin() {}

        @_lifetime(input: copy input)
        @_lifetime(output: copy output)
        mutating func process(
            _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
        ) throws(CodecError) -> Progress {
            if input.first == 0x3C { throw .quotaExceeded("too much", limit: 3) }
            input.skip(input.remaining)
            return isLast ? .finished : .needsInput
        }
    }

    private func feed(_ codec: borrowing AnyCodec, _ bytes: [UInt8], isLast: Bool) throws(CodecError) -> Progress {
        var input = unsafe InputCursor(bytes.span.bytes)
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 1, alignment: 1)
        defer { unsafe memory.deallocate() }
        var output = unsafe OutputCursor(OutputRawSpan(buffer: memory, initializedCount: 0))
        return try codec.process(&input, into: &output, isLast: isLast)
    }

    private func failure(_ codec: borrowing AnyCodec, _ pieces: [[UInt8]], endsAt last: Bool) -> CodecError? {
        do throws(CodecError) {
            try codec.begin()
            for (index, piece) in pieces.enumerated() {
                _ = try feed(codec, piece, isLast: last && index == pieces.count - 1)
            }
            return nil
        } catch {
            return error
        }
    }

    @Test func `a failure waits for the bytes that tell the format, and is what it was if there are none`() throws {
        let codec = try AnyCodec(Picky())
        let text = Array("<a>text</a>".utf8)
        let told = failure(codec, text.map { [$0] }, endsAt: false)
        let found = try #require(told)
        #expect(found.kind == .invalidFormat && found.limit == 0)
        if case .format(.textXML, expected: .gzip) = found.finding {} else { Issue.record("\(found)") }
        // Not yet told, and never.
        let early = failure(codec, [[0x3C], [0x61]], endsAt: false)
        #expect(early?.kind == nil)
        let atEnd = failure(codec, [[0x3C], [0x61]], endsAt: true)
        let cut = try #require(atEnd)
        #expect(cut.kind == .quotaExceeded && cut.limit == 3)
        if case .offset(0) = cut.place {} else { Issue.record("\(cut)") }
        // The message before is of no consequence.
        let none = failure(codec, [[0x1F], [0x8B]], endsAt: true)
        #expect(none?.kind == nil)
        let atOnce = failure(codec, [[0x3C, 0x3C]], endsAt: false)
        let other = try #require(atOnce)
        #expect(other.kind == .quotaExceeded)
    }
}
