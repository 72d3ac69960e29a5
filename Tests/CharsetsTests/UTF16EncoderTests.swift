import CodecKit
import Testing

@testable import Charsets

@Suite struct UTF16EncoderTests {
    /// What Microsoft's text writer on Mono writes for this document, whose only difference from it is that U+0001 is absent.
    private let document = "<a>é😀\r</a>"

    @Test func `XML gets a mark and a declaration, as WCF writes them`() throws {
        let little = utf16("<?xml version=\"1.0\" encoding=\"utf-16\"?>" + document)
        let big = utf16("<?xml version=\"1.0\" encoding=\"utf-16BE\"?>" + document, isBig: true)
        #expect(little.prefix(8) == [0xFF, 0xFE, 0x3C, 0x00, 0x3F, 0x00, 0x78, 0x00])
        for type in ["text/xml", "application/soap+xml; charset=utf-8", "Application/XML"] {
            #expect(try encode(.utf16, document.bytes, type: type) == .bytes(little))
            #expect(try encode(.littleEndian, document.bytes, type: type) == .bytes(little))
            #expect(try encode(.bigEndian, document.bytes, type: type) == .bytes(big))
        }
    }

    @Test(arguments: ["", "text/plain", "text/html; charset=UTF-8", "application/json"])
    func `other text gets a mark only`(type: String) throws {
        #expect(try encode(.utf16, document.bytes, type: type) == .bytes(utf16(document)))
        #expect(try encode(.bigEndian, document.bytes, type: type) == .bytes(utf16(document, isBig: true)))
    }

    @Test(
        arguments: [
            ("<?xml version=\"1.0\"?>", "<?xml version=\"1.0\" encoding=\"utf-16\"?>"),
            ("<?xml version='1.0' encoding='UTF-8' ?>", "<?xml version='1.0' encoding='utf-16' ?>"),
            (
                "<?xml version=\"1.1\"\tencoding = \"us-ascii\"\nstandalone='yes'?>",
                "<?xml version=\"1.1\"\tencoding = \"utf-16\"\nstandalone='yes'?>"
            ),
            ("<?xml version=\"1.0\" standalone=\"no\"?>", "<?xml version=\"1.0\" encoding=\"utf-16\" standalone=\"no\"?>"),
            // What only begins like a declaration could say anything of the encoding.
            ("<?xml encoding=\"utf-16\"?>", nil), ("<?xml encoding=\"utf-8\" version=\"1.0\"?>", nil),
            ("<?xml version=\"1.0\" encoding=\"utf-8\" encoding=\"utf-8\"?>", nil),
            ("<?xml version=1.0?>", nil), ("<?xml version=\"1.0\" x=\"\"?>", nil),
            ("<?xml version=\"1.0?>", nil), ("<?xml >?>", nil), ("<?xml version=\"1.0\" encoding=\"\"?>", nil),
            ("<?xml version=\"1.0\"encoding=\"utf-16\"?>", nil), ("<?xml version=\"é\"?>", nil), ("<?xml ", nil),
        ] as [(String, String?)])
    func `a declaration names the encoding afterwards`(given: String, expected: String?) throws {
        for type in ["text/xml", "text/plain"] {
            for text in ["<a/>", "\n<a>é</a>", ""] {
                let bytes = try encode(.utf16, (given + text).bytes, type: type)
                if expected == nil && type == "text/xml" {
                    #expect(bytes == .failed("the XML declaration is malformed", 0))
                } else {
                    #expect(bytes == .bytes(utf16((expected ?? given) + text)))
                }
            }
        }
    }

    @Test func `a processing instruction is no declaration`() throws {
        let text = "<?xml-stylesheet href=\"x\"?><a/>"
        let expected = "<?xml version=\"1.0\" encoding=\"utf-16\"?>" + text
        #expect(try encode(.utf16, text.bytes, type: "text/xml") == .bytes(utf16(expected)))
    }

    @Test func `text that does not begin with markup gets no declaration`() throws {
        for text in ["\n<a/>", "x<a/>", "é"] {
            #expect(try encode(.utf16, text.bytes, type: "text/xml") == .bytes(utf16(text)))
        }
    }

    @Test func `a mark in UTF-8 is dropped, and an empty text remains empty`() throws {
        #expect(try encode(.utf16, [0xEF, 0xBB, 0xBF] + "abc".bytes) == .bytes(utf16("abc")))
        #expect(try encode(.utf16, [0xEF, 0xBB, 0xBF]) == .bytes([]))
        #expect(try encode(.utf16, [], type: "text/xml") == .bytes([]))
        #expect(try encode(.utf16, "\u{FEFF}\u{FEFF}a".bytes) == .bytes(utf16("\u{FEFF}a")))
        #expect(try encode(.utf16, "믿".bytes) == .bytes(utf16("믿")), "which begins like a mark does")
    }

    @Test(
        arguments: [
            ([0x61, 0x80], 1), ([0xC0, 0x80], 0), ([0xC1, 0xBF], 0), ([0x61, 0xE0, 0x9F, 0xBF], 1), ([0xED, 0xA0, 0x80], 0),
            ([0xF0, 0x8F, 0xBF, 0xBF], 0), ([0xF4, 0x90, 0x80, 0x80], 0), ([0xF5, 0x80, 0x80, 0x80], 0), ([0xFF, 0xFE], 0),
            ([0xC3, 0xA9, 0xC3, 0x28], 2), ([0xE2, 0x82, 0x28], 0), ([0xF0, 0x9F, 0x98, 0x28], 0), ([0xEF, 0xBB, 0x28], 0),
            ([0xEF, 0x28], 0), ([0xEF, 0xBB, 0xBF, 0x80], 3),
        ] as [([UInt8], Int)])
    func `what is not UTF-8 is refused where it begins`(bytes: [UInt8], offset: Int) throws {
        for tail in [0, 40] {
            for feed in [1, 2, Int.max] {
                let outcome = try encode(.utf16, bytes + Array(repeating: 0x61, count: tail), Cut(feeds: [feed]))
                #expect(outcome == .failed("the text is not well-formed UTF-8", offset))
            }
        }
    }

    @Test(arguments: [[0xC3], [0xE2, 0x82], [0xF0, 0x9F, 0x98], [0xEF, 0xBB], [0xEF]] as [[UInt8]])
    func `a text that ends inside a character is refused`(end: [UInt8]) throws {
        for start in ["", "abc", "<?xml version=\"1.0\"?>"] {
            for feed in [1, 2, Int.max] {
                let outcome = try encode(.utf16, start.bytes + end, Cut(feeds: [feed], endsSeparately: feed == 2))
                #expect(outcome == .failed("the text ends inside a character in UTF-8", start.utf8.count))
            }
        }
    }

    @Test(arguments: ["utf-16", "UTF-16LE", "iso-8859-1", "ucs-2"])
    func `a declaration of another encoding than UTF-8 contradicts the bytes`(encoding: String) throws {
        let text = "<?xml version=\"1.0\" encoding=\"\(encoding)\"?><a/>"
        let reason = "the XML declaration names another encoding than UTF-8, in which the text has to be"
        #expect(try encode(.utf16, text.bytes) == .failed(reason, 30))
        #expect(try encode(.utf16, [0xEF, 0xBB, 0xBF] + text.bytes) == .failed(reason, 33))
    }

    @Test func `a declaration has an end`() throws {
        let head = "<?xml version=\"1.0\""
        let longest = head + String(repeating: " ", count: 1022 - head.count)
        #expect(try encode(.utf16, (longest + "?><a/>").bytes).bytes != nil)
        let outcome = try encode(.utf16, (longest + " ?><a/>").bytes)
        guard case .failed(let reason, _) = outcome else { return #expect(Bool(false), "\(outcome)") }
        #expect(reason == "the XML declaration is too long")
    }

    @Test func `no text is written that would read as UTF-32`() throws {
        #expect(try encode(.utf16, [0, 0x61]) == .failed("UTF-16LE that begins with U+0000 would read as UTF-32", 0))
        #expect(try encode(.bigEndian, [0, 0x61]) == .bytes([0xFE, 0xFF, 0, 0, 0, 0x61]))
        #expect(try encode(.utf16, [0x61, 0]) == .bytes(utf16("a\0")))
    }
}
