import Bytes
import BinaryXML
import CodecKit
import Testing

@Suite struct EncoderTests {
    static let soap = """
        <?xml version="1.0"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" \
        xmlns:a="http://www.w3.org/2005/08/addressing"><s:Header><a:Action s:mustUnderstand="1">urn:o/S</a:Action>
        </s:Header><!-- note --><s:Body><Submit xmlns="urn:orders" a-name-that-is-too-long-for-a-slot='&lt;é"'>
        <Name>Größe 中文中文中文中文 \u{1F600}</Name><Note b:nil="true" xmlns:b='urn:b'/><Line no="12">a &amp; b</Line>
        <x><![CDATA[<&>]]>tail</x></Submit></s:Body></s:Envelope>
        """

    private func records(_ text: String, typed: Bool = false) throws -> [UInt8] {
        let result = encode(try encoder(options(typed: typed)), Array(text.utf8))
        #expect(result.reason == nil)
        #expect(result.isFinished)
        return result.bytes
    }

    @Test(
        arguments: [
            ("<a/>", [0x42, 0xB6, 1, 1]), ("<a></a>", [0x42, 0xB6, 1, 1]), ("<doc>0</doc>", [0x40, 3, 0x64, 0x6F, 0x63, 0x81]),
            ("<a>1</a>", [0x42, 0xB6, 1, 0x83]), ("<a>false</a>", [0x42, 0xB6, 1, 0x85]),
            ("<a>true</a>", [0x42, 0xB6, 1, 0x87]),
            ("<a>hi</a>", [0x42, 0xB6, 1, 0x99, 2, 0x68, 0x69]),
            ("<a>h<b/></a>", [0x42, 0xB6, 1, 0x98, 1, 0x68, 0x40, 1, 0x62, 1, 1]),
            ("<a>&#104;<![CDATA[i]]></a>", [0x42, 0xB6, 1, 0x99, 2, 0x68, 0x69]),
            ("<a>Action</a>", [0x42, 0xB6, 1, 0xAB, 0x0A]), ("<Envelope/>", [0x42, 0x02, 1]),
            ("<a b=''/>", [0x42, 0xB6, 1, 0x04, 1, 0x62, 0xA8, 1]), ("<a b='1'/>", [0x42, 0xB6, 1, 0x04, 1, 0x62, 0x82, 1]),
            ("<a role='x'/>", [0x42, 0xB6, 1, 0x06, 0x8A, 1, 0x98, 1, 0x78, 1]),
            ("<b:a xmlns:b='w'/>", [0x45, 0xB6, 1, 0x09, 1, 0x62, 1, 0x77, 1]),
            ("<bb:a xmlns:bb='w'/>", [0x43, 2, 0x62, 0x62, 0xB6, 1, 0x09, 2, 0x62, 0x62, 1, 0x77, 1]),
            ("<z:Body xmlns:z='http://www.w3.org/2003/05/soap-envelope'/>", [0x5D, 0x0E, 0x0B, 1, 0x7A, 0x04, 1]),
            ("<a xmlns='w' b='1'/>", [0x42, 0xB6, 1, 0x04, 1, 0x62, 0x82, 0x08, 1, 0x77, 1]),
            ("<a xmlns='http://www.w3.org/2005/08/addressing'/>", [0x42, 0xB6, 1, 0x0A, 0x06, 1]),
            ("<a xmlns:c='w' c:b='x'/>", [0x42, 0xB6, 1, 0x28, 1, 0x62, 0x98, 1, 0x78, 0x09, 1, 0x63, 1, 0x77, 1]),
            ("<a xml:lang='x'/>", [0x42, 0xB6, 1, 0x05, 3, 0x78, 0x6D, 0x6C, 4, 0x6C, 0x61, 0x6E, 0x67, 0x98, 1, 0x78, 1]),
            ("<!--x--><a/>", [0x02, 1, 0x78, 0x42, 0xB6, 1, 1]),
            ("<a>中文中</a>", [0x42, 0xB6, 1, 0xB7, 6, 0x2D, 0x4E, 0x87, 0x65, 0x2D, 0x4E]),
            ("<a>é</a>", [0x42, 0xB6, 1, 0x99, 2, 0xC3, 0xA9]),
            ("<a xmlns='w'><b xmlns='w'/></a>", [0x42, 0xB6, 1, 0x08, 1, 0x77, 0x40, 1, 0x62, 1, 1]),
            ("<a> </a>", [0x42, 0xB6, 1, 0x99, 1, 0x20]),
        ] as [(String, [UInt8])])
    func `a document becomes these records`(document: String, expected: [UInt8]) throws {
        #expect(try records(document) == expected)
    }

    @Test(
        arguments: [
            ("urn:uuid:00112233-4455-6677-8899-aabbccddeeff", 0xAD), ("urn:uuid:00112233-4455-6677-8899-aabbccddeef", 0x99),
            ("00112233-4455-6677-8899-aabbccddeeff", 0xB1), ("2020-01-01T00:00:00Z", 0x97), ("P1DT2H3M", 0xAF),
            ("P1DT22M", 0x99),
            ("12345", 0x8B), ("-12345", 0x8B), ("1234567", 0x8D), ("QUJDRA==", 0x9F), ("QUJDQUJDQUJDQUJDQUJDQUJD", 0x9F),
            ("QUJDQUJDQUJDQUJDQUJD", 0x99), ("true", 0x87), ("True", 0x99),
        ] as [(String, UInt8)])
    func `text that reads like a value becomes the record of its type`(value: String, type: UInt8) throws {
        #expect(try records("<a>\(value)</a>", typed: true)[3] == type)
        #expect(try records("<a b='\(value)'/>", typed: true)[6] == type & 0xFE)
    }

    @Test(arguments: [false, true])
    func `the same records come out however the message is cut`(typed: Bool) throws {
        let codec = try encoder(options(typed: typed))
        let message = Array(Self.soap.utf8)
        let whole = encode(codec, message)
        #expect(whole.isFinished && !whole.isBroken)
        for cut in 0...message.count {
            let result = encode(codec, message, cuts: [cut, message.count])
            #expect(result == whole, "cut at \(cut)")
        }
        for (feed, room) in [(1, 1), (1, 4096), (.max, 1), (3, 2), (64, 7), (65, 64)] {
            #expect(encode(codec, message, feed: feed, room: room) == whole, "\(feed), \(room)")
        }
    }

    @Test(arguments: [false, true])
    func `the decoder gives the same document again`(typed: Bool) throws {
        let records = try records(Self.soap, typed: typed)
        let text = try decoded(records)
        #expect(text.isFinished)
        #expect(try self.records(String(decoding: text.bytes, as: UTF8.self), typed: typed) == records)
    }

    @Test(arguments: [16_383, 16_384, 16_385, 32_768, 40_000, 70_000], ["a", "é", "中", "\u{1F600}", "ab中"])
    func `long text comes back whole, however it is cut`(count: Int, unit: String) throws {
        let text = String(repeating: unit, count: count / unit.utf8.count + 1)
        let message = Array("<a><b>\(text)</b></a>".utf8)
        let codec = try encoder()
        let whole = encode(codec, message)
        #expect(try decoded(whole.bytes).bytes == message)
        #expect(encode(codec, message, feed: 1000, room: 999) == whole)
        #expect(encode(codec, message, feed: 16_385, room: 65_536) == whole)
        #expect(encode(codec, message, feed: 7, room: 31) == whole)
    }

    @Test(arguments: [3, 24, 12_287, 12_288, 12_289, 50_000])
    func `long base64 is written as bytes and comes back the same`(count: Int) throws {
        var generator = UInt32(count)
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        let text = (0..<count / 3 * 4).map { _ in
            generator = generator &* 1_664_525 &+ 1_013_904_223
            return alphabet[Int(generator >> 26)]
        }
        let message = Array("<a>".utf8) + text + Array("</a>".utf8)
        let codec = try encoder(options(typed: true))
        let whole = encode(codec, message)
        if count >= 24 { #expect(whole.bytes.count < count + 40) }
        #expect(try decoded(whole.bytes).bytes == message)
        #expect(encode(codec, message, feed: 1001, room: 77) == whole)
    }

    @Test(arguments: [
        ("<a>", "the document ends before its root element does"), ("", "the document ends before its root element does"),
        ("<!DOCTYPE a><a/>", "a document type declaration, which SOAP does not allow"),
        ("<?pi x?><a/>", "a processing instruction, which SOAP does not allow"),
        ("<a><?pi?></a>", "a processing instruction, which SOAP does not allow"),
        ("<a/><b/>", "a second root element"), ("x<a/>", "text outside of the root element"),
        ("<a></b>", "an end tag that does not match its start tag"),
        ("<a b='1' b='2'/>", "an element has two attributes of one name"),
        ("<p:a/>", "the prefix of an element is not declared"), ("<a p:b=''/>", "the prefix of an attribute is not declared"),
        ("<a xmlns:p=''/>", "a prefix is declared for an empty namespace"), ("<a>]]></a>", "\"]]>\" in text"),
        ("<a b='<'/>", "\"<\" in the value of an attribute"), ("<a><!-- -- --></a>", "\"--\" inside a comment"),
        ("<a>&x;</a>", "a reference to an entity that is not predefined"),
        ("<a>&#0;</a>", "a reference to U+0000, to a surrogate or beyond Unicode"),
        ("<a>&#1;</a>", "a reference to a character that XML does not allow"),
        ("<a>\u{1}</a>", "a character that XML does not allow"),
        ("<?xml version='1.1'?><a/>", "an XML version other than 1.0"),
        ("<?xml version='1.0' encoding='utf-16'?><a/>", "an encoding other than UTF-8"),
        ("<a xmlns:p='u' xmlns:q='u' p:b='' q:b=''/>", "an element has two attributes of one name"),
    ])
    func `what is not well-formed is refused with the rule it breaks`(document: String, reason: String) throws {
        let codec = try encoder()
        for feed in [Int.max, 1] {
            let result = encode(codec, Array(document.utf8), feed: feed)
            #expect(result.reason == reason)
            #expect(result.kind == .invalidFormat)
        }
        #expect(encode(codec, Array("<a/>".utf8)).isFinished, "the codec can be used for the next message")
    }

    @Test func `limits are exact`() throws {
        func check(_ document: (Int) -> String, _ change: (inout XMLLimits) -> Void) throws {
            let codec = try encoder(options(change))
            for feed in [Int.max, 1] {
                #expect(encode(codec, Array(document(5).utf8), feed: feed).isFinished)
                #expect(encode(codec, Array(document(6).utf8), feed: feed).kind == .quotaExceeded)
            }
        }
        try check({ String(repeating: "<a>", count: $0) + String(repeating: "</a>", count: $0) }) { $0.maxDepth = 5 }
        try check({ "<a \((0..<$0).map { "b\($0)=''" }.joined(separator: " "))/>" }) { $0.maxAttributes = 5 }
        try check({ "<a \((0..<$0).map { "xmlns:b\($0)='u'" }.joined(separator: " "))/>" }) { $0.maxNamespaceDeclarations = 5 }
        try check({ "<\(String(repeating: "a", count: $0))/>" }) { $0.maxNameLength = 5 }
        try check({ "<a b='\(String(repeating: "a", count: $0))'/>" }) { $0.maxAttributeValueLength = 5 }
        try check({ "<a><!--\(String(repeating: "a", count: $0))--></a>" }) { $0.maxAttributeValueLength = 5 }
    }

    @Test func `many attributes take no more time each than few`() throws {
        let names = (0..<10_000).map { "a\($0)='1'" }.joined(separator: " ")
        let codec = try encoder(options { $0.maxAttributes = 10_001 })
        #expect(encode(codec, Array("<a \(names)/>".utf8)).isFinished)
        #expect(encode(codec, Array("<a \(names) a77=''/>".utf8)).kind == .invalidFormat)
    }
}
