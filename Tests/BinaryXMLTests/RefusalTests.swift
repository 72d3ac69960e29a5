import CodecKit
import Testing

@testable import BinaryXML

/// What is refused, and what the error says of it.
@Suite struct RefusalTests {
    @Test func `a comment of other bytes than UTF-8 is refused`() throws {
        for byte in UInt8(0x80)...0xFF {
            #expect(try decode([0x02, 1, byte] + .element([])).kind == .invalidFormat, "\(byte)")
            #expect(try decode([0x02, 2, byte, 0x61] + .element([])).kind == .invalidFormat, "\(byte)")
        }
        #expect(try text([0x02, 2, 0xC3, 0xA9] + .element([])) == "<!--\u{E9}--><e/>")
    }

    @Test func `an array says what is wrong with its length`() throws {
        let start: [UInt8] = [0x40, 1, 0x65, 0x03, 0x40, 1, 0x69, 0x01, 0x8B]
        for feed in [Int.max, 1] {
            let none = try decode(start + [0x00], feed: feed)
            #expect(none.error?.reason.description == "an array without values")
            let many = try decode(start + [0xFF, 0xFF, 0xFF, 0xFF, 0x08], feed: feed)
            #expect(many.error?.reason.description == "a length has more than 31 bits")
        }
    }

    @Test func `a text record may be the last of a message, byte by byte`() throws {
        let message = [0x40, 1, 0x61, 0x99, 200] + [UInt8](repeating: 0x78, count: 200)
        for feed in [Int.max, 1, 7] {
            #expect(try decode(message, feed: feed).text == "<a>" + String(repeating: "x", count: 200) + "</a>")
            let listed = drive(try BinaryXMLFactories.dump(CodecOptions()), message, feed: feed)
            #expect(listed.isFinished && listed.text.hasSuffix("\"... of 200 bytes\n"))
        }
    }
}
