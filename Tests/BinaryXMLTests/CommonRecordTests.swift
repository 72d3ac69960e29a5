import Bytes
import CodecKit
import TestSupport
import Testing

@testable import BinaryXML

/// Messages go a short way where input and room are plenty. With little room they go the long way, and must fare alike.
@Suite struct CommonRecordTests {
    private static func document(_ generator: inout SeededGenerator) -> [UInt8] {
        var bytes: [UInt8] = [0x56, 2, 0x0B, 1, 0x73, 4, 0x0B, 1, 0x61, 6] + declaration(of: "po")
        var depth = 1
        let names =
            ["a", "Quantity", "name-of-16-bytes", "a-name-of-more-than-sixteen-bytes", "\u{E9}"]
            + [String(repeating: "n", count: 70)]
        let texts =
            ["", "x", "1234567", "12345678", "123456789", "a < b & c", "\u{20AC}", "line\r\n"]
            + [String(repeating: "t", count: 200)]
        for _ in 0..<Int.random(in: 20...120, using: &generator) {
            let name = [UInt8].string(names[Int.random(in: 0..<names.count, using: &generator)])
            let characters = Array(texts[Int.random(in: 0..<texts.count, using: &generator)].utf8)
            let text = [UInt8(characters.count)] + characters
            switch Int.random(in: 0...19, using: &generator) {
            case 0...1: bytes += [0x40] + name
            case 2: bytes += [0x5E] + name
            case 3: bytes += [0x44, 0x0A]
            case 4: bytes += [0x56, 0xA0, 0x07]
            case 5: bytes += [0x40] + name + [0x04] + .string("n") + [0x98] + text
            case 6: bytes += [0x70] + name + [0x38] + .string("n") + [0x82, 0x0B, 1, 0x73, 4]
            case 7...9: bytes += [0x41] + .string("po") + name
            case 10: bytes += [0x41] + .string("po") + name + declaration(of: "po") + [0x05] + .string("po") + name + [0x86]
            case 11: bytes += [0x43] + .string("po") + [0x0A, 0x04] + name + value(&generator)
            case 12: bytes += [0x41] + .string("aprefix") + name + declaration(of: "aprefix") + [0x0C, 0x00, 0x82]
            case 13:
                bytes += [0x40] + name + [0x04] + .string("currencyCode") + [0x98] + text
                bytes += [0x05] + .string("po") + .string("currencyCode") + value(&generator)
                bytes += [0x04] + .string("currencyName") + value(&generator)
            case 14:
                bytes += value(&generator)
                continue
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

    private static func declaration(of prefix: String) -> [UInt8] {
        [0x09] + .string(prefix) + .string("urn:\(prefix)")
    }

    /// A text record of fixed size.
    private static func value(_ generator: inout SeededGenerator) -> [UInt8] {
        let sizes: [(UInt8, Int)] = [(0x80, 0), (0x86, 0), (0x88, 1), (0x8A, 2), (0x8C, 4), (0x90, 4), (0x92, 8), (0xB0, 16)]
        let (type, size) = sizes[Int.random(in: 0..<sizes.count, using: &generator)]
        return [type] + (0..<size).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }

    private func expectSame(
        _ message: [UInt8], _ limits: XMLLimits = XMLLimits(), feeds: [Int] = [7]
    ) throws -> Bool {
        let trailing = message + Array([[UInt8]](repeating: [0x98, 1, 0x20], count: 120).joined())
        for message in [message, trailing] {
            let short = try decode(message, limits: limits)
            let pieces = try feeds.map { try decode(message, limits: limits, feed: $0) }
            for long in try [decode(message, limits: limits, room: 500)] + pieces {
                let isSame =
                    short.error?.reason.description == long.error?.reason.description && short.place == long.place
                    && short.kind == long.kind && short.error?.limit == long.error?.limit
                    && (short.error != nil || short.bytes == long.bytes)
                if !isSame {
                    Issue.record("\(message): \(String(describing: short.error)) or \(String(describing: long.error))")
                }
            }
        }
        return try decode(message, limits: limits).error == nil
    }

    /// The smallest value of a limit that a message is accepted with.
    private func least(_ path: WritableKeyPath<XMLLimits, Int>, of message: [UInt8]) throws -> Int {
        var (low, high) = (0, message.count)
        while low < high {
            var limits = XMLLimits()
            limits[keyPath: path] = (low + high) / 2
            if try decode(message, limits: limits, room: 500).error == nil {
                high = (low + high) / 2
            } else {
                low = (low + high) / 2 + 1
            }
        }
        return low
    }

    @Test(arguments: 0..<3)
    func `messages fare alike at each limit and on both sides of it`(round: UInt64) throws {
        var generator = SeededGenerator(seed: 40 + round)
        let message = Self.document(&generator)
        for path in [
            \XMLLimits.maxDepth, \.maxAttributes, \.maxNamespaceDeclarations, \.maxNameLength, \.maxAttributeValueLength,
        ] as [WritableKeyPath<XMLLimits, Int>] {
            let exact = try least(path, of: message)
            for value in (exact > 0 ? exact - 1 : 0)...exact + 1 {
                var limits = XMLLimits()
                limits[keyPath: path] = value
                #expect(try expectSame(message, limits, feeds: [1, 33]) == (value >= exact), "\(path) at \(value)")
            }
        }
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

    @Test func `messages fare alike wherever input and output are cut`() throws {
        var generator = SeededGenerator(seed: 23)
        let message = Self.document(&generator)
        let whole = try decode(message, room: 500)
        #expect(whole.error == nil)
        for piece in 1...message.count {
            let outcome = try decode(message, feed: piece)
            #expect(outcome.error == nil && outcome.bytes == whole.bytes, "in pieces of \(piece)")
        }
        for room in 1...whole.bytes.count {
            let outcome = try decode(message, room: room)
            #expect(outcome.error == nil && outcome.bytes == whole.bytes, "with room for \(room)")
        }
        for count in 0..<message.count {
            let short = try decode(Array(message.prefix(count)))
            let long = try decode(Array(message.prefix(count)), room: 500)
            #expect(short.error?.reason.description == long.error?.reason.description && short.place == long.place)
            #expect(short.error != nil)
        }
    }

    @Test(arguments: 800..<816)
    func `a list in an attribute is one whatever became of the text before it`(room: Int) throws {
        // Where the output is full right behind the end of a start tag, the value after it is looked at twice.
        let values = Array([[UInt8]](repeating: [0x40, 1, 0x61, 0x89, 7], count: 105).joined())
        let list: [UInt8] = [0x40, 1, 0x62, 0x04, 1, 0x63, 0xA4, 0x80, 0x82, 0xA6, 0x01]
        let outcome = try decode([0x40, 1, 0x65] + values + list + [0x01], room: room)
        #expect(outcome.error == nil && outcome.text.hasSuffix("<b c=\"0 1\"/></e>"))
    }

    @Test func `a prefix is what the innermost element has declared`() throws {
        let inner: [UInt8] = [0x41] + .string("po") + .string("b") + Self.declaration(of: "po") + [0x01]
        let outer: [UInt8] = [0x41] + .string("po") + .string("a") + Self.declaration(of: "po")
        let element: [UInt8] = [0x41] + .string("po") + .string("c")
        #expect(try decode(outer + inner + element + [0x01, 0x01]).error == nil)
        let undeclared = try decode([0x40] + .string("a") + inner + element + [0x01, 0x01])
        #expect(undeclared.error?.reason.description == "the prefix of an element is not declared")
        let attribute: [UInt8] = [0x40] + .string("d") + [0x05] + .string("po") + .string("e") + [0x80, 0x01]
        #expect(try decode([0x40] + .string("a") + inner + attribute + [0x01]).error != nil)
        #expect(try decode(outer + inner + attribute + [0x01]).error == nil)
    }

    @Test func `a name that comes again is judged again`() throws {
        let declaring: [UInt8] = [0x41] + .string("po") + .string("b") + Self.declaration(of: "po")
        let element: [UInt8] = [0x41] + .string("po") + .string("c")
        let attribute: [UInt8] = [0x40] + .string("d") + [0x05] + .string("po") + .string("e") + [0x80]
        let letter: [UInt8] = [0x5E + 15] + .string("f")
        // Each name is expected by the third time.
        for again in [element + [0x01], attribute + [0x01]] {
            let known = declaring + again + again + again + [0x01]
            let documents = [known + known, known + again, known + known + again, known + again + known]
            for (index, document) in documents.enumerated() {
                let isRight = try expectSame([0x40] + .string("a") + document + [0x01])
                #expect(isRight == (index == 0))
            }
        }
        let undeclared = Array([[UInt8]](repeating: letter + [0x01], count: 4).joined())
        #expect(try !expectSame([0x40] + .string("a") + undeclared + [0x01]))
        let twice = Array([[UInt8]](repeating: [0x40] + .string("g"), count: 2).joined())
        let value: [UInt8] = [0x04] + .string("h") + [0x82]
        let once = twice + value + [0x01, 0x01]
        #expect(try expectSame([0x40] + .string("a") + once + once + once + [0x01]))
        #expect(try !expectSame([0x40] + .string("a") + once + once + twice + value + value + [0x01, 0x01, 0x01]))
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
