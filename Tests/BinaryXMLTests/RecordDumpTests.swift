import CodecKit
import TestSupport
import Testing

@testable import BinaryXML

@Suite struct RecordDumpTests {
    private static let message = [UInt8](
        hex: "56 0E 0B 01 73 04 04 01 61 82 40 02 6F 22 9E 03 00 01 FF 97 00 00 7C 8B 4D 8E D7 48 03 40 01 69 01 8B 02 05 00 "
            + "FF FF 01")
    private static let lines = """
        00000000  PrefixDictionaryElementS [14] "Body"
        00000002    DictionaryXmlnsAttribute "s" [4] "http://www.w3.org/2003/05/soap-envelope"
        00000006    ShortAttribute "a"
        00000009    OneText
        0000000a    ShortElement "o\\""
        0000000e      Bytes8Text 00 01 ff
        00000013      DateTimeTextWithEndElement 2020-01-01T00:00:00Z
        0000001c    Array
        0000001d    ShortElement "i"
        00000020    EndElement
        00000021      Int16TextWithEndElement x 2
        00000023        5
        00000025        -1
        00000027  EndElement

        """

    @Test func `each record has a line`() throws {
        let codec = try BinaryXMLFactories.dump(CodecOptions())
        for (feed, room) in [(Int.max, 65536), (1, 1), (3, 64), (7, 5000)] {
            #expect(drive(codec, Self.message, feed: feed, room: room).text == Self.lines)
        }
    }

    @Test func `what is malformed has its lines before it fails`() throws {
        let codec = try BinaryXMLFactories.dump(CodecOptions())
        let outcome = drive(codec, Array(Self.message.prefix(14)) + [0x7F])
        #expect(outcome.text == Self.lines.split(separator: "\n").prefix(5).joined(separator: "\n") + "\n")
        #expect(outcome.kind == .invalidFormat && outcome.place == 14)
    }

    @Test func `the strings of a session come first`() throws {
        let codec = try BinaryXMLFactories.sessionDump(CodecOptions())
        #expect(
            drive(codec, [3, 2, 0x61, 0x0A, 0x42, 1, 0xAB, 1]).text == """
                00000000  StringTable 3 bytes
                00000001    [1] "a\\x0a"
                00000004  ShortDictionaryElement [1] "a\\x0a"
                00000006    DictionaryTextWithEndElement [1] "a\\x0a"

                """)
    }

    @Test(arguments: [(Int.max, 65536), (1, 1), (3, 64)])
    func `a message of a session that is longer than what is held back has unknown strings`(feed: Int, room: Int) throws {
        for (isLong, text) in [(false, "[3] \"a\""), (true, "[3] unknown")] {
            let codec = try BinaryXMLFactories.sessionDump(CodecOptions())
            let comments = isLong ? RecordDump.maxHeldCount / 2 : 1
            var message: [UInt8] = [2, 1, 0x61]
            for _ in 0..<comments { message += [0x02, 0x00] }
            let outcome = drive(codec, message + [0x42, 3, 0x01], feed: feed, room: room)
            #expect(outcome.text.hasSuffix("ShortDictionaryElement \(text)\n\(hexadecimal(message.count + 2))  EndElement\n"))
        }
    }

    private func hexadecimal(_ offset: Int) -> String {
        let digits = String(offset, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }

    @Test func `long text is shown in part`() throws {
        let codec = try BinaryXMLFactories.dump(CodecOptions())
        let outcome = drive(codec, [0x9A, 0x00, 0x04] + [UInt8](repeating: 0x78, count: 1024) + [0x01], feed: 100, room: 50)
        let shown = String(repeating: "x", count: 128)
        #expect(outcome.text == "00000000  Chars16Text \"\(shown)\"... of 1024 bytes\n00000403  EndElement\n")
        let bytes = drive(codec, [0x9E, 200] + [UInt8](repeating: 0x0A, count: 200) + [0x01])
        let hexadecimal = String(repeating: " 0a", count: 128)
        #expect(bytes.text == "00000000  Bytes8Text\(hexadecimal)... of 200 bytes\n000000ca  EndElement\n")
    }

    @Test func `names with a prefix of one letter are listed for each letter`() throws {
        let codec = try BinaryXMLFactories.dump(CodecOptions())
        for letter in UInt8(0)..<26 {
            let name = String(UnicodeScalar(UInt8(ascii: "A") + letter))
            let names = drive(codec, [0x44 + letter, 0x0E, 0x0C + letter, 0x0E, 0xA8, 0x01])
            #expect(
                names.text.hasPrefix(
                    """
                    00000000  PrefixDictionaryElement\(name) [14] "Body"
                    00000002    PrefixDictionaryAttribute\(name) [14] "Body"

                    """))
            let strings = drive(codec, [0x5E + letter, 1, 0x78, 0x26 + letter, 1, 0x79, 0xA8, 0x01])
            #expect(
                strings.text.hasPrefix(
                    """
                    00000000  PrefixElement\(name) "x"
                    00000003    PrefixAttribute\(name) "y"

                    """))
        }
    }

    @Test func `every type has a name, and any bytes are listed or refused`() throws {
        let codec = try BinaryXMLFactories.dump(CodecOptions())
        var generator = SeededGenerator(seed: 3)
        for type in UInt8.min...UInt8.max {
            let rest = (0..<40).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let outcome = drive(codec, [type] + rest)
            #expect(outcome.error == nil || outcome.kind == .invalidFormat || outcome.kind == .quotaExceeded)
            #expect(outcome.bytes.allSatisfy { $0 == 0x0A || $0 >= 0x20 && $0 < 0x7F })
        }
    }
}
