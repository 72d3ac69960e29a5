import CodecKit
import TestSupport
import Testing

@testable import Charsets

@Suite struct RandomTextTests {
    /// Text with runs of characters that take one, two, three and four bytes in UTF-8.
    private func text(_ generator: inout SeededGenerator) -> String {
        var text = ""
        let ranges: [ClosedRange<UInt32>] = [
            0x20...0x7E, 0x80...0x7FF, 0x800...0xD7FF, 0xE000...0xFFFF, 0x1_0000...0x10_FFFF, 1...0x1F,
        ]
        for _ in 0..<Int.random(in: 0...6, using: &generator) {
            let range = ranges[Bool.random(using: &generator) ? 0 : Int.random(in: 0..<ranges.count, using: &generator)]
            for _ in 0..<Int.random(in: 0...70, using: &generator) {
                guard let scalar = UnicodeScalar(UInt32.random(in: range, using: &generator)) else { continue }
                text.unicodeScalars.append(scalar)
            }
        }
        return text
    }

    private func cut(_ generator: inout SeededGenerator) -> Cut {
        func sizes() -> [Int] {
            (0..<9).map { _ in Int.random(in: 1...(1 << Int.random(in: 0...7, using: &generator)), using: &generator) }
        }
        return Cut(feeds: sizes(), rooms: sizes(), endsSeparately: Bool.random(using: &generator))
    }

    @Test func `random text converts as Swift converts it, however it is cut`() throws {
        var generator = SeededGenerator(seed: 20_261_127)
        for round in 0..<600 {
            let text = "x" + text(&generator)
            for way in [Way.utf16, .bigEndian] {
                let (encoding, decoding) = (cut(&generator), cut(&generator))
                let expected = utf16(text, isBig: way == .bigEndian)
                #expect(try encode(way, text.bytes, encoding) == .bytes(expected), "round \(round), \(encoding)")
                #expect(try decode(way, expected, decoding) == .bytes(text.bytes), "round \(round), \(decoding)")
            }
        }
    }

    @Test func `a document converts in every split of two, into every room`() throws {
        let text =
            "<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"no\"?><a>aé€😀 0123456789abcdefghijklmnopqrstuvwxyz</a>"
        let wide = try #require(try encode(.utf16, text.bytes, type: "text/xml").bytes)
        for at in 1..<max(text.utf8.count, wide.count) {
            for rooms in [[1], [2], [3], [at], [1 << 16]] {
                let cut = Cut(feeds: [at, .max], rooms: rooms, endsSeparately: at % 2 == 0)
                #expect(try encode(.utf16, text.bytes, type: "text/xml", cut) == .bytes(wide), "\(cut)")
                #expect(try decode(.utf16, wide, cut) == .bytes(text.bytes), "\(cut)")
            }
        }
    }

    @Test func `vectors stop exactly where ASCII does`() throws {
        for count in 0..<70 {
            for other in ["\u{80}", "\u{7FF}", "\u{FFFF}", "\u{100}", "\u{8000}", "\u{10000}"] {
                let text = String(repeating: "a", count: count) + other + String(repeating: "b", count: 40)
                for way in [Way.utf16, .bigEndian] {
                    let wide = utf16(text, isBig: way == .bigEndian)
                    #expect(try encode(way, text.bytes) == .bytes(wide))
                    #expect(try decode(way, wide) == .bytes(text.bytes))
                }
            }
        }
    }

    /// Bytes that are text here and there: valid is what Swift's own validation takes.
    @Test func `random bytes are accepted if they are well-formed, and refused where they are not`() throws {
        var generator = SeededGenerator(seed: 7)
        let parts: [[UInt8]] = [
            [0x61], [0xC3, 0xA9], [0xE2, 0x82, 0xAC], [0xF0, 0x9F, 0x98, 0x80], [0x80], [0xC3], [0xED, 0xA0, 0x80],
            [0xF4, 0x90],
            Array(repeating: 0x62, count: 20),
        ]
        for round in 0..<2000 {
            var bytes: [UInt8] = [0x78]
            for _ in 0..<Int.random(in: 1...8, using: &generator) {
                let isValid = Int.random(in: 0..<10, using: &generator) > 0
                bytes +=
                    parts[
                        isValid
                            ? [0, 1, 2, 3, 8].randomElement(using: &generator) ?? 0 : Int.random(in: 4..<8, using: &generator)]
            }
            let outcome = try encode(.utf16, bytes, cut(&generator))
            if let text = String(validating: bytes, as: UTF8.self) {
                #expect(outcome == .bytes(utf16(text)), "round \(round)")
            } else {
                guard case .failed(_, let offset) = outcome else { return #expect(Bool(false), "\(bytes): \(outcome)") }
                #expect(String(validating: bytes[..<offset], as: UTF8.self) != nil, "\(bytes)")
                #expect(outcome == (try encode(.utf16, bytes)), "\(bytes)")
            }
        }
    }
}
