import Bytes
import BinaryXML
import CodecKit
import Testing

@Suite struct SessionEncoderTests {
    private func codec(_ change: (inout XMLLimits) -> Void = { _ in }) throws -> AnyCodec {
        try BinaryXMLFactories.sessionEncoder(options(change))
    }

    @Test func `strings are sent once, before the records that use them`() throws {
        let codec = try codec()
        let first = encode(codec, Array("<abc d='x'><abc/><Body/></abc>".utf8))
        let table: [UInt8] = [6, 3, 0x61, 0x62, 0x63, 1, 0x64]
        #expect(first.bytes == table + [0x42, 1, 0x06, 3, 0x98, 1, 0x78, 0x42, 1, 1, 0x42, 0x0E, 1, 1])
        let second = encode(codec, Array("<abc w=''/>".utf8))
        #expect(second.bytes == [2, 1, 0x77, 0x42, 1, 0x06, 5, 0xA8, 1])
        #expect(encode(codec, Array("<abc/>".utf8)).bytes == [0, 0x42, 1, 1])
    }

    @Test func `addresses become strings of the session, but for those that a record holds in its type`() throws {
        let codec = try codec()
        for (text, record) in [("0", [0x81]), ("1", [0x83]), ("true", [0x87]), ("u", [0xAB, 1])] as [(String, [UInt8])] {
            let message = Array("<To xmlns='http://www.w3.org/2005/08/addressing'>\(text)</To>".utf8)
            let table: [UInt8] = text == "u" ? [2, 1, 0x75] : [0]
            #expect(encode(codec, message).bytes == table + [0x42, 0x0C, 0x0A, 0x06] + record)
        }
    }

    @Test func `beyond the size of the session strings stand where they are used`() throws {
        let codec = try codec { $0.maxSessionSize = 4 }
        #expect(encode(codec, Array("<abc d=''/>".utf8)).bytes == [4, 3, 0x61, 0x62, 0x63, 0x42, 1, 0x04, 1, 0x64, 0xA8, 1])
    }

    @Test func `the decoder of the peer follows, message by message`() throws {
        let encoder = try codec()
        let decoder = try BinaryXMLFactories.sessionDecoder(options())
        for round in 0..<20 {
            let rest = (0...round).map { "<item\($0) xmlns=\"urn:n\($0)\">value</item\($0)>" }.joined()
            let message = Array("<root>\(rest)</root>".utf8)
            let records = encode(encoder, message, feed: round + 1, room: 2 * round + 1)
            #expect(records.isFinished && !records.isBroken)
            let text = encode(decoder, records.bytes)
            #expect(text.reason == nil)
            #expect(text.bytes == message)
        }
    }

    @Test func `a message longer than what is held back comes back whole`() throws {
        let encoder = try codec()
        let decoder = try BinaryXMLFactories.sessionDecoder(options())
        let message = Array("<root>\((0..<9000).map { "<a\($0 % 300)>t\($0)</a\($0 % 300)>" }.joined())</root>".utf8)
        let whole = encode(encoder, message, feed: 999, room: 512)
        #expect(encode(decoder, whole.bytes).bytes == message)
        let again = encode(encoder, message)
        #expect(again.bytes.count < whole.bytes.count)
        #expect(encode(decoder, again.bytes).bytes == message)
    }

    @Test func `a message with strings that is abandoned ends the session`() throws {
        let codec = try codec()
        #expect(encode(codec, Array("<abc/>".utf8), fate: .abandoned).isFinished)
        for _ in 0..<2 { #expect(encode(codec, Array("<abc/>".utf8)).kind == .outOfStep) }
    }

    @Test func `a message that added no strings can be abandoned`() throws {
        let codec = try codec()
        #expect(encode(codec, Array("<Body/>".utf8), fate: .abandoned).isFinished)
        #expect(encode(codec, Array("<xyz/>".utf8)).bytes == [4, 3, 0x78, 0x79, 0x7A, 0x42, 1, 1])
    }

    @Test func `the strings of a message that was neither committed nor abandoned do not count`() throws {
        let codec = try codec()
        #expect(encode(codec, Array("<abc><def>".utf8)).kind == .invalidFormat)
        #expect(encode(codec, Array("<abc/>".utf8), fate: .forgotten).isFinished)
        #expect(encode(codec, Array("<xyz/>".utf8)).bytes == [4, 3, 0x78, 0x79, 0x7A, 0x42, 1, 1])
    }

    /// From the 8,192nd string on an identifier takes three bytes, and a name of one character two.
    @Test func `no string is added that the message does not use`() throws {
        let codec = try codec { $0.maxSessionSize = 1 << 20 }
        for first in stride(from: 0, to: 8192, by: 512) {
            let names = (first..<first + 512).map { "<n\($0)/>" }.joined()
            #expect(encode(codec, Array("<Body>\(names)</Body>".utf8)).isFinished)
        }
        #expect(encode(codec, Array("<Q/>".utf8)).bytes == [0, 0x40, 1, 0x51, 1])
        #expect(encode(codec, Array("<Qq/>".utf8)).bytes == [3, 2, 0x51, 0x71, 0x42, 0x81, 0x80, 1, 1])
    }
}
