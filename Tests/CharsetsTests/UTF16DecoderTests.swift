import CodecKit
import Testing

@testable import Charsets

@Suite struct UTF16DecoderTests {
    private let declaration = "<?xml version=\"1.0\" encoding=\"utf-16\"?>"

    /// The verdicts of Microsoft's reader (System.Runtime.Serialization on Mono) where it has one, and those of RFC 2781.
    @Test(
        arguments: [
            // Charset, whether big-endian, mark, declared encoding, whether it is accepted.
            (nil, false, true, nil, true), (nil, false, true, "utf-16", true), (nil, true, true, "utf-16", true),
            (nil, true, true, "UTF-16BE", true), (nil, false, true, "UTF-16BE", false), (nil, false, false, "utf-16", true),
            (nil, false, false, nil, true), (nil, true, false, nil, true), (nil, true, true, "utf-16le", false),
            ("utf-16LE", false, false, nil, true), ("utf-16LE", false, true, nil, true), ("UTF-16le", true, true, nil, false),
            ("utf-16LE", true, false, nil, false), ("utf-16LE", false, true, "utf-8", false),
            ("utf-16LE", false, true, "ISO-10646-UCS-2", false), ("utf-16", false, false, "UTF-16LE", true),
            ("utf-16", true, true, "utf-16", true), ("utf-16", true, false, "utf-16", true),
            ("utf-16BE", true, false, nil, true), ("unicodeFFFE", true, true, nil, true),
            ("unicodefffe", false, true, nil, false),
        ] as [(String?, Bool, Bool, String?, Bool)])
    func `mark, content type and declaration agree`(
        charset: String?, isBig: Bool, mark: Bool, encoding: String?, isAccepted: Bool
    ) throws {
        let declaration = encoding.map { "<?xml version=\"1.0\" encoding=\"\($0)\"?>" } ?? ""
        let message = utf16(declaration + "<a>é</a>", isBig: isBig, mark: mark)
        let outcome = try decode(.utf16, message, type: "text/xml" + (charset.map { "; charset=\($0)" } ?? ""))
        #expect((outcome == .bytes("<a>é</a>".bytes)) == isAccepted, "\(outcome)")
        if !isAccepted { #expect(outcome.bytes == nil) }
        // Those of one order know theirs without being told.
        let own = try decode(isBig ? .bigEndian : .littleEndian, message)
        if isAccepted { #expect(own == .bytes("<a>é</a>".bytes)) }
        #expect(try decode(isBig ? .littleEndian : .bigEndian, message).bytes == nil)
    }

    @Test(
        arguments: [
            ("<?xml version='1.0' encoding = 'UTF-16' ?>", ""), ("<?xml version=\"1.0\"?>", ""),
            ("<?xml version=\"1.1\" encoding=\"utf-16\"?>", "<?xml version=\"1.1\" encoding=\"utf-8\"?>"),
            (
                "<?xml version=\"1.0\" encoding='utf-16' standalone=\"yes\"?>",
                "<?xml version=\"1.0\" encoding='utf-8' standalone=\"yes\"?>"
            ),
            ("<?xml version=\"1.0\" standalone=\"yes\"?>", "<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>"),
            ("<?xmlx?>", "<?xmlx?>"),
        ] as [(String, String)])
    func `a declaration that says nothing else is dropped`(given: String, expected: String) throws {
        for text in ["<a/>", "\n<a>é</a>", ""] {
            #expect(try decode(.utf16, utf16(given + text)) == .bytes((expected + text).bytes))
        }
    }

    @Test(
        arguments: [
            "<?xml version=1.0?>", "<?xml ", "<?xml encoding=\"utf-16\" version=\"1.0\"?>",
            "<?xml version=\"1.0\" encoding=\"utf-16\" encoding=\"utf-16\"?>", "<?xml version=\"é\"?>",
        ])
    func `a malformed declaration is refused, except in text that is not XML`(given: String) throws {
        for text in ["<a/>", "\n<a>é</a>", ""] {
            #expect(try decode(.utf16, utf16(given + text)) == .failed("the XML declaration is malformed", 2))
            let plain = try decode(.utf16, utf16(given + text), type: "text/plain; charset=utf-16")
            #expect(plain == .bytes((given + text).bytes))
        }
    }

    @Test func `a declaration that contradicts the bytes is refused where it names the encoding`() throws {
        let message = utf16("<?xml version=\"1.0\" encoding=\"utf-8\"?><a/>")
        let reason = "the XML declaration names another encoding than UTF-16LE, in which the text is"
        #expect(try decode(.utf16, message) == .failed(reason, 2 + 2 * 30))
    }

    @Test(
        arguments: [
            ("<?xml version=\"1.0\" encoding=\"utf-16\"?><a/>", "this text is UTF-8"), ("<a/>", "which is not declared"),
            ("\u{FEFF}<a/>", "and marked"), ("\u{FEFF}abc", "even if it is not XML"),
        ] as [(String, Comment)])
    func `text in UTF-8 is refused`(text: String, comment: Comment) throws {
        #expect(try decode(.utf16, text.bytes).bytes == nil, comment)
        #expect(try decode(.utf16, text.bytes, type: "text/xml; charset=utf-16LE").bytes == nil, comment)
    }

    @Test func `text in UTF-32 is not taken for UTF-16`() throws {
        let reason = "the text is in UTF-32, not UTF-16"
        #expect(try decode(.utf16, [0xFF, 0xFE, 0, 0, 0x3C, 0, 0, 0]) == .failed(reason, 0))
        #expect(try decode(.utf16, [0, 0, 0xFE, 0xFF, 0, 0, 0, 0x3C]) == .failed(reason, 0))
    }

    @Test func `text that is not XML may begin with any character`() throws {
        // Their bytes are those of "<" and of text that begins with it.
        for text in ["㰀x", "格x", "㼼x"] {
            for isBig in [false, true] {
                let type = "text/plain; charset=" + (isBig ? "utf-16BE" : "utf-16LE")
                #expect(try decode(.utf16, utf16(text, isBig: isBig, mark: false), type: type) == .bytes(text.bytes))
            }
        }
        #expect(try decode(.utf16, utf16("hi", mark: false), type: "text/plain") == .bytes("hi".bytes), "little-endian")
    }

    @Test func `short texts are whole`() throws {
        for way in Way.allCases {
            #expect(try decode(way, []) == .bytes([]))
            #expect(try decode(way, way == .bigEndian ? [0xFE, 0xFF] : [0xFF, 0xFE]) == .bytes([]))
            #expect(try decode(way, way == .bigEndian ? [0, 0x61] : [0x61, 0]) == .bytes([0x61]))
        }
    }

    @Test(
        arguments: [
            ([0x61], 0), ([0xFF], 0), ([0xFF, 0xFE, 0x61], 2), ([0xFF, 0xFE, 0x61, 0, 0x62], 4),
        ] as [([UInt8], Int)])
    func `an odd number of bytes is refused`(bytes: [UInt8], offset: Int) throws {
        for feed in [1, 2, Int.max] {
            let outcome = try decode(.utf16, bytes, Cut(feeds: [feed]))
            #expect(outcome == .failed("the text ends inside a code unit of UTF-16", offset))
        }
    }

    @Test(arguments: [0, 1, 40])
    func `lone surrogates are refused where they are`(count: Int) throws {
        let start = utf16(String(repeating: "a", count: count))
        let reason = "the text has a surrogate that is not part of a pair"
        for feed in [1, 2, 3, Int.max] {
            let cut = Cut(feeds: [feed])
            #expect(try decode(.utf16, start + [0x00, 0xDC, 0x61, 0x00], cut) == .failed(reason, start.count))
            #expect(try decode(.utf16, start + [0x3D, 0xD8, 0x61, 0x00], cut) == .failed(reason, start.count))
            #expect(try decode(.utf16, start + [0x3D, 0xD8, 0x3D, 0xD8, 0, 0xDC], cut) == .failed(reason, start.count))
            let end = "the text ends inside a surrogate pair"
            #expect(try decode(.utf16, start + [0x3D, 0xD8], cut) == .failed(end, start.count))
            #expect(try decode(.utf16, start + [0x3D, 0xD8, 0x00], cut).bytes == nil)
        }
    }
}
