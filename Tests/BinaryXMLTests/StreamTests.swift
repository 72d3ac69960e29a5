import CodecKit
import TestSupport
import Testing

@testable import BinaryXML

/// How messages come and go in pieces, and what damage does to them.
@Suite struct StreamTests {
    /// A message with most kinds of records.
    static let message: [UInt8] =
        [UInt8](hex: "56 02 0B 01 73 04 0B 01 61 06 02 03 61 2D 62 56 08 44 0A 1E 00 82 99 05 75 72 6E 3A 78 01 56 0E")
        + [0x41] + .string("q") + .string("order") + [0x09] + .string("q") + .string("urn:q&<")
        + [0x04] + .string("id") + [UInt8](hex: "8C 40 E2 01 00") + [0x05] + .string("q") + .string("no")
        + [UInt8](hex: "A4 88 05 9E 04 01 02 03 04 B6 04 3D D8 00 DE A6")
        + [0x40] + .string("b") + [0x9E, 7, 1, 2, 3, 4, 5, 6, 7, 0x98, 8] + Array("\u{20AC}<&>\r\n".utf8)
        + [UInt8](hex: "B6 06 E9 00 3D D8 00 DE A9") + [UInt8](hex: "03 40 01 69 04 01 6B A8 01 95 02")
        + [UInt8](hex: "00 00 02 80 00 00 00 00 E2 04 00 00 00 00 00 00 00 00 00 00 00 00 00 00 01 00 00 00 00 00 00 00")
        + [UInt8](hex: "40 01 64 93 9A 99 99 99 99 99 B9 3F 40 01 74 96 00 00 7C 8B 4D 8E D7 48 01 BC 12 0E 01 01 01 02 01 7A")

    @Test func `the message itself is right`() throws {
        let outcome = try decode(Self.message)
        #expect(outcome.error == nil)
        #expect(isWellFormed(outcome.bytes))
        #expect(
            outcome.text.hasSuffix(
                "<i k=\"\">-12.50</i><i k=\"\">1</i><d>0.1</d>"
                    + "<t>2020-01-01T00:00:00Z</t>s:Body</q:order></s:Body></s:Envelope><!--z-->"))
    }

    @Test func `pieces of any size give the same text`() throws {
        let whole = try decode(Self.message).text
        for feed in 1...40 {
            for room in [1, 2, 3, 7, 8, 15, 16, 17, 31, 63, 64, 65, 100, 1000] {
                #expect(try decode(Self.message, feed: feed, room: room).text == whole, "\(feed), \(room)")
            }
        }
    }

    @Test func `whatever is cut off is refused`() throws {
        let last = Self.message.count - 3
        for count in 0..<Self.message.count where count != last {
            for feed in [Int.max, 1] {
                #expect(try decode(Array(Self.message.prefix(count)), feed: feed).kind == .invalidFormat, "\(count)")
            }
        }
    }

    @Test func `damaged messages are refused or become another well-formed document`() throws {
        let codec = try BinaryXMLFactories.decoder(CodecOptions())
        var damaged = Self.message
        var accepted = 0
        for index in damaged.indices {
            let original = damaged[index]
            for value in UInt8.min...UInt8.max where value != original {
                damaged[index] = value
                let outcome = drive(codec, damaged)
                if outcome.error == nil {
                    accepted += 1
                    if !isWellFormed(outcome.bytes) { Issue.record("byte \(index) as \(value): \(outcome.text)") }
                } else if outcome.kind != .invalidFormat && outcome.kind != .quotaExceeded {
                    Issue.record("byte \(index) as \(value): \(String(describing: outcome.kind))")
                }
            }
            damaged[index] = original
        }
        #expect(accepted > 1000)
    }

    @Test func `random records never end but in order`() throws {
        var generator = SeededGenerator(seed: 11)
        let codec = try BinaryXMLFactories.decoder(CodecOptions())
        var accepted = 0
        for _ in 0..<6000 {
            var bytes: [UInt8] = [0x40, 1, 0x65]
            for _ in 0..<Int.random(in: 0...12, using: &generator) {
                let parts: [[UInt8]] = [
                    [0x40, 1, 0x61], [0x01], [0x04, 1, 0x61, 0xA8], [0x98, 1, 0x61], [0x99, 0], [0x08, 1, 0x75], [0xA4], [0xA6],
                    [0x03, 0x40, 1, 0x69, 1, 0x8B, 1, 0, 0], [0x02, 0], [UInt8.random(in: 0...255, using: &generator)],
                ]
                bytes += parts[Int.random(in: 0..<parts.count, using: &generator)]
            }
            let outcome = drive(codec, bytes + [0x01])
            guard outcome.error == nil else { continue }
            accepted += 1
            if !isWellFormed(outcome.bytes) { Issue.record("\(bytes): \(outcome.text)") }
        }
        #expect(accepted > 100)
    }

    @Test(arguments: [0x9C, 0xA2, 0xBA] as [UInt8]) func `long text passes in pieces`(type: UInt8) throws {
        let count = 1 << 20
        let unit: [UInt8] = type == 0xBA ? [0xAC, 0x20] : Array("\u{20AC}<".utf8)
        let content = Array([[UInt8]](repeating: unit, count: count / unit.count).joined())
        let length = [UInt8](number: UInt32(content.count))
        let message = [UInt8](arrayLiteral: 0x40, 1, 0x65) + [type | 1] + length + content
        let whole = try decode(message)
        let pieces = try decode(message, feed: 4099, room: 1021)
        #expect(whole.error == nil && pieces.bytes == whole.bytes)
        let size = type == 0x9C ? count / 4 * 7 : type == 0xA2 ? (count + 2) / 3 * 4 : count / 2 * 3
        #expect(whole.bytes.count == size + 7)
    }

    @Test func `a message that fails does not spoil the next`() throws {
        let codec = try BinaryXMLFactories.decoder(CodecOptions())
        for count in stride(from: 1, to: Self.message.count - 3, by: 5) {
            #expect(drive(codec, Array(Self.message.prefix(count))).error != nil)
            #expect(drive(codec, [0x40, 1, 0x65, 0x01]).text == "<e/>")
        }
    }
}
