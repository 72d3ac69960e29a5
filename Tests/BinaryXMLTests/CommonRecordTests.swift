import CodecKit
import Testing

@testable import BinaryXML

/// Long messages go a short way where input and room are plenty. Fed in small pieces they go the long way, and must fare alike.
@Suite struct CommonRecordTests {
    private static func document(_ generator: inout SeededGenerator) -> [UInt8] {
        var bytes: [UInt8] = [0x56, 2, 0x0B, 1, 0x73, 4, 0x0B, 1, 0x61, 6]
        var depth = 1
        let names = ["a", "Quantity", "name-of-16-bytes", "a-name-of-more-than-sixteen-bytes", "\u{E9}"]
            + [String(repeating: "n", count: 70)]
        let texts = ["", "x", "1234567", "12345678", "123456789", "a < b & c", "\u{20AC}", "line\r\n"]
            + [String(repeating: "t", count: 200)]
        for _ in 0..<Int.random(in: 20...120, using: &generator) {
            let name = [UInt8].string(names[Int.random(in: 0..<names.count, using: &generator)])
            let characters = Array(texts[Int.random(in: 0..<texts.count, using: &generator)].utf8)
            let text = [UInt8(characters.count)] + characters
            switch Int.random(in: 0...11, using: &generator) {
            case 0...1: bytes += [0x40] + name
            case 2: bytes += [0x5E] + name
            case 3: bytes += [0x44, 0x0A]
            case 4: bytes += [0x56, 0xA0, 0x07]
            case 5: bytes += [0x40] + name + [0x04] + .string("n") + [0x98] + text
            case 6: bytes += [0x70] + name + [0x38] + .string("n") + [0x82, 0x0B, 1, 0x73, 4]
            default:
                if Bool.random(using: &generator) || depth == 1 {
                    bytes += [0x98] + text
                } else {
                    bytes += Bool.random(using: &generator) ? [0x99] + text : [0x01]
                    depth -= 1
                }
                continue
            }
            depth += 1
        }
        return bytes + [UInt8](repeating: 1, count: depth)
    }

    private func expectSame(_ message: [UInt8]) throws -> Bool {
        let trailing = message + Array([[UInt8]](repeating: [0x98, 1, 0x20], count: 120).joined())
        let short = try decode(trailing)
        let long = try decode(trailing, feed: 7)
        let isSame = short.error?.reason.description == long.error?.reason.description && short.place == long.place
            && (short.error != nil || short.bytes == long.bytes)
        if !isSame { Issue.record("\(message): \(String(describing: short.error)) or \(String(describing: long.error))") }
        return short.error == nil
    }

    @Test func `long messages fare alike, whole and in pieces`() throws {
        var generator = SeededGenerator(seed: 21)
        var accepted = 0
        for _ in 0..<100 {
            if try expectSame(Self.document(&generator)) { accepted += 1 }
        }
        #expect(accepted == 100)
    }

    @Test func `damaged ones, too`() throws {
        var generator = SeededGenerator(seed: 22)
        for _ in 0..<300 {
            var message = Self.document(&generator)
            let index = Int.random(in: 0..<message.count, using: &generator)
            message[index] = UInt8.random(in: 0...255, using: &generator)
            _ = try expectSame(message)
        }
    }

    @Test func `limits hold on the short way`() throws {
        let nested = Array([[UInt8]](repeating: [0x40, 1, 0x65], count: 129).joined()) + [UInt8](repeating: 1, count: 129)
        let padding = Array([[UInt8]](repeating: [0x98, 1, 0x20], count: 200).joined())
        let outcome = try decode(nested + padding)
        #expect(outcome.kind == .quotaExceeded && outcome.place == 384)
        var limits = XMLLimits()
        limits.maxNameLength = 10
        let long = try decode([0x40, 1, 0x65, 0x40] + .string("elevenbytes") + [1, 1] + padding, limits: limits)
        #expect(long.kind == .quotaExceeded && long.error?.limit == 10)
    }
}
