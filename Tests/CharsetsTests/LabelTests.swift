import CodecKit
import Testing

@testable import Charsets

@Suite struct LabelTests {
    @Test(
        arguments: [
            ("", ""), ("text/xml", "text/xml; charset=utf-16LE"), ("text/xml;charset=UTF-8", "text/xml;charset=utf-16LE"),
            (
                "application/soap+xml; charset=\"utf-8\"; action=\"urn:x\"",
                "application/soap+xml; charset=utf-16LE; action=\"urn:x\""
            ),
            (
                "application/soap+xml; action=\"charset=utf-8\"",
                "application/soap+xml; charset=utf-16LE; action=\"charset=utf-8\""
            ),
            ("text/plain ;", "text/plain; charset=utf-16LE ;"), ("x/y; charset=utf-8", "x/y; charset=utf-16LE"),
            ("application/json", "application/json; charset=utf-16LE"), ("a/b+JSON", "a/b+JSON; charset=utf-16LE"),
            ("image/svg+xml", "image/svg+xml; charset=utf-16LE"),
            ("text/xml; charset=utf-16", nil), ("text/xml; charset=iso-8859-1", nil), ("text/xml; charset=\"utf-8", nil),
            ("image/png", nil), ("application/xmlx", nil), ("application/rexml", nil), ("xml", nil), ("text", nil),
        ] as [(String, String?)])
    func `an encoder names its charset`(given: String, expected: String?) throws {
        let codec = try Way.utf16.encoder()
        #expect(try relabel(codec, given) == expected)
        let big = try Way.bigEndian.encoder()
        #expect(try relabel(big, given) == expected.map { $0.replacing("16LE", with: "16BE") })
    }

    @Test(
        arguments: [
            ("", ""), ("text/xml", "text/xml; charset=utf-8"), ("text/xml; charset=UTF-16", "text/xml; charset=utf-8"),
            ("text/xml; charset=utf-16le; a=b", "text/xml; charset=utf-8; a=b"),
            ("text/xml; charset=utf-16BE", "text/xml; charset=utf-8"),
            ("text/xml; charset=\"unicodeFFFE\"", "text/xml; charset=utf-8"),
            ("text/xml; charset=utf-8", nil), ("text/xml; charset=utf-32", nil), ("image/png", nil), ("text/xml; a=\"", nil),
        ] as [(String, String?)])
    func `a decoder names UTF-8`(given: String, expected: String?) throws {
        let codec = try Way.utf16.decoder()
        try codec.begin()
        #expect(try relabel(codec, given) == expected)
    }

    @Test func `a decoder of one order takes no other`() throws {
        let little = try Way.littleEndian.decoder()
        let big = try Way.bigEndian.decoder()
        for charset in ["utf-16", "utf-16LE", "utf-16BE"] {
            let type = "text/xml; charset=" + charset
            try little.begin()
            try big.begin()
            #expect((try relabel(little, type) != nil) == (charset != "utf-16BE"))
            #expect((try relabel(big, type) != nil) == (charset != "utf-16LE"))
        }
    }

    @Test func `a decoder that is told late agrees or refuses`() throws {
        for (type, isAccepted) in [
            ("text/xml", true), ("text/xml; charset=utf-16", true), ("text/xml; charset=utf-16LE", true),
            ("text/xml; charset=utf-16BE", false), ("text/plain", true),
        ] {
            let codec = try Way.utf16.decoder()
            try codec.begin()
            #expect(run(codec, utf16("<a/>")) == .bytes("<a/>".bytes))
            #expect((try relabel(codec, type) != nil) == isAccepted, "\(type)")
        }
        // Told in time, text that is not XML would have been little-endian.
        let codec = try Way.utf16.decoder()
        try codec.begin()
        #expect(run(codec, utf16("<a/>", isBig: true, mark: false)) == .bytes("<a/>".bytes))
        #expect(try relabel(codec, "text/plain") == nil)
    }

    @Test func `what an encoder is told counts for the next message alone`() throws {
        let codec = try Way.utf16.encoder()
        try relabel(codec, "text/plain")
        try codec.begin()
        try relabel(codec, "text/xml")
        #expect(run(codec, "<a/>".bytes) == .bytes(utf16("<a/>")))
        try codec.begin()
        #expect(run(codec, "<a/>".bytes) == .bytes(utf16("<?xml version=\"1.0\" encoding=\"utf-16\"?><a/>")))
    }
}
