import Bytes
import CodecKit
import TestSupport
import Testing

@testable import MTOM

/// What a decoder refuses, each with its reason, and what it takes although it looks strange.
@Suite struct DecoderRefusalTests {
    private let malformedBase64 = "refused: the base64 of a part is malformed"
    private let malformedQuoted = "refused: the quoted-printable text of a part is malformed"

    /// The verdict on a package whose part has this content in this encoding, the same however it is cut.
    private func verdict(_ content: String, _ encoding: String) throws -> String {
        var package = SamplePackage()
        package.parts = [(SamplePackage.headers("<p@x>", encoding: encoding), Array(content.utf8))]
        let whole = try package.unpack().verdict
        #expect(try package.unpack(feed: 1, room: 1).verdict == whole)
        return whole
    }

    @Test(arguments: ["A", "A=", "A===", "=AAA", "AA=A", "AAA=AAAA", "AA==A", "AAAA=", "AA==AA==", "AA-A", "AA*A", "AA\u{E9}A"])
    func `base64 that is malformed`(content: String) throws {
        #expect(try verdict(content, "base64") == malformedBase64)
    }

    @Test(arguments: ["=G", "=g1", "=1G", "=1", "a= b", "= \ta", "=\rb", "=-1"])
    func `quoted-printable text that is malformed`(content: String) throws {
        #expect(try verdict(content, "quoted-printable") == malformedQuoted)
    }

    @Test(arguments: [
        ("=\nb", "b"), ("a= \t\r\nb", "ab"), ("a=\r\nb", "ab"), ("a=", "a"), ("=c3=A9", "\u{E9}"), ("a \r\nb", "a\r\nb"),
    ])
    func `quoted-printable text and what it says`(content: String, said: String) throws {
        #expect(try verdict(content, "quoted-printable") == SamplePackage().document(base64(Array(said.utf8))))
    }

    @Test func `a package without parts`() throws {
        for end in ["--b--\r\n", "\r\n--b--", "preamble\r\n--b--\r\n"] {
            let unpacked = try unpack(Array(end.utf8), type: SamplePackage.type)
            #expect(unpacked.verdict == "refused: the package has no part")
        }
    }

    @Test(arguments: [
        String(repeating: "b", count: 71), "b\u{1}", "b\u{7F}", "b ", "",
    ])
    func `a boundary that may not be one`(boundary: String) throws {
        #expect(try unpack([], type: #"multipart/related; boundary="\#(boundary)""#).refusal != nil)
    }

    @Test func `a boundary in the message that may not be one`() throws {
        let line = "--" + String(repeating: "b", count: 71) + "\r\n"
        let unpacked = try unpack(Array(line.utf8), type: nil)
        #expect(
            unpacked.verdict.hasPrefix(
                "refused: a boundary that is empty, too long or has characters that it may not have: bbb"))
    }

    @Test func `a quoted parameter without its end`() throws {
        for type in [#"multipart/related; boundary="b"#, #"multipart/related; boundary=b; start="<root@x>"#] {
            #expect(try unpack(SamplePackage().body, type: type).refusal != nil)
        }
    }

    @Test func `a type that is not ASCII`() throws {
        #expect(try unpack(SamplePackage().body, type: SamplePackage.type + "; a=\u{E9}").refusal != nil)
    }

    @Test func `what is no type of XML, and characters of control, stay out of the type`() throws {
        let codec = try MTOMFactories.decoder(CodecOptions())
        try codec.begin()
        for info in ["te xt/xml", "text/a,b", "text/\u{1}xml"] {
            #expect(try relabel(codec, #"multipart/related; boundary=b; start-info="\#(info)""#) == "text/xml; charset=utf-8")
        }
        let expected = #"application/soap+xml; charset=utf-8; action="urn:ab""#
        #expect(try relabel(codec, "multipart/related; boundary=b; action=\"urn:\u{1}a\u{7F}b\"") == expected)
    }

    @Test func `a delimiter with too many blanks after it is data`() throws {
        var package = SamplePackage()
        for (count, isDelimiter) in [(256, true), (257, false)] {
            let line = "\r\n--b" + String(repeating: " ", count: count) + "\r\n"
            package.parts[0].1 = Array(("a" + line + "\r\n").utf8)
            let content = isDelimiter ? Array("a".utf8) : package.parts[0].1
            #expect(try package.unpack().verdict == package.document(base64(content)))
        }
    }

    @Test func `percent signs that encode nothing stay`() throws {
        for id in ["p%", "p%4", "p%zz", "p%4z"] {
            var package = SamplePackage()
            package.content = SamplePackage.include(id)
            package.parts[0].0 = SamplePackage.headers("<\(id)>")
            #expect(try package.unpack().verdict == package.document(base64(SamplePackage.binary)))
        }
    }

    @Test func `an Include without an identifier`() throws {
        for href in ["", "&lt;&gt;", " "] {
            var package = SamplePackage()
            package.content = SamplePackage.include(href)
            #expect(try package.unpack().verdict.hasPrefix("refused: an Include refers to something other than a part"))
        }
    }

    @Test func `a part before the root that two Includes mean`() throws {
        var package = SamplePackage()
        package.rootIsLast = true
        package.content = SamplePackage.include("p%40x") + "</d><d>" + SamplePackage.include("p%2540x")
        package.parts[0].0 = SamplePackage.headers("<p%40x>")
        #expect(try package.unpack().verdict == "refused: a part is referred to twice: p%40x")
    }

    @Test func `two parts before the root with one identifier`() throws {
        var package = SamplePackage()
        package.rootIsLast = true
        package.parts.append(package.parts[0])
        #expect(try package.unpack().verdict == "refused: two parts have the same Content-ID: p@x")
    }

    @Test func `more Includes than parts are allowed`() throws {
        var options = CodecOptions()
        options.package.maxParts = 2
        var package = SamplePackage()
        for count in 2...3 {
            package.content = (0..<count).map { SamplePackage.include("\($0)@x") }.joined(separator: "</d><d>")
            package.parts = (0..<count).map { (SamplePackage.headers("<\($0)@x>"), [UInt8(65 + $0)]) }
            let unpacked = try package.unpack(options: options)
            #expect(unpacked.error?.setting == (count > 2 ? .maxParts : nil))
            #expect(unpacked.isFinished == (count == 2))
        }
    }
}

/// Messages that nobody labels, or only after their first bytes.
@Suite struct DecoderOpeningTests {
    @Test func `a line that does not end is no package`() throws {
        let reason = "refused: the message begins neither with a delimiter nor with the header fields of a package"
        for feed in [100, .max] {
            #expect(try unpack([UInt8](repeating: 0x61, count: 10_000), type: nil, feed: feed).verdict == reason)
        }
        #expect(try unpack(Array("a line\r\nthat: is no field".utf8), type: nil).verdict == reason)
        #expect(try unpack(Array("a\rb: ".utf8) + [UInt8](repeating: 0x61, count: 10_000), type: nil).verdict == reason)
        // What comes after so much is not looked at.
        #expect(try unpack([UInt8](repeating: 0x61, count: 8192) + Array("\r\n".utf8), type: nil).verdict == reason)
    }

    @Test func `header fields of a package may end in line feeds alone, those of text are none`() throws {
        let sample = SamplePackage()
        let headers = "Content-Type: \(SamplePackage.type)\nA: b\n\n"
        let packed = try unpack(Array(headers.utf8) + sample.body, type: nil)
        #expect(packed.verdict == sample.document(base64(SamplePackage.binary)))
        let text = try unpack(Array("Content-Type: text/xml\r\n\r\n<a/>".utf8), type: nil)
        #expect(text.verdict == "refused: the header fields of the message are not those of a package")
    }

    /// Passes the first bytes to a decoder, then a type, then the rest.
    private func unpackLabelledLate(_ body: [UInt8], first: Int, type: String) throws -> (type: String?, text: String) {
        let codec = try MTOMFactories.decoder(CodecOptions())
        try codec.begin()
        var output: [UInt8] = []
        var answer: String?
        for piece in [body.prefix(first), body.dropFirst(first)] {
            let isLast = piece.endIndex == body.count
            if piece.startIndex > 0 { answer = try? relabel(codec, type) }
            var memory = [UInt8](repeating: 0, count: 4096)
            var written = 0
            do {
                let source = Array(piece)
                var input = unsafe InputCursor(source.span.bytes)
                written = try unsafe memory.withUnsafeMutableBytes { memory in
                    var cursor = unsafe OutputCursor(OutputRawSpan(buffer: memory, initializedCount: 0))
                    _ = try codec.process(&input, into: &cursor, isLast: isLast)
                    return cursor.produced
                }
            } catch let error as CodecError {
                return (answer, error.reason.description)
            }
            output += memory.prefix(written)
        }
        return (answer, String(decoding: output, as: UTF8.self))
    }

    @Test func `a type that comes before it is clear what the message is decides`() throws {
        var package = SamplePackage()
        package.preamble = "this is a preamble\r\n"
        let expected = package.document(base64(SamplePackage.binary))
        let start = package.preamble.utf8.count
        // Until the preamble's line ends, within the first delimiter, and within the header fields of the root.
        for first in [1, 10, start - 1, start + 3, start + 5, start + 20, start + 60] {
            let unpacked = try unpackLabelledLate(package.body, first: first, type: package.type)
            #expect(unpacked.type == "text/xml; charset=utf-8", "\(first)")
            #expect(unpacked.text == expected, "\(first)")
        }
    }

    @Test func `a type that comes after the first bytes has to agree with them`() throws {
        let text = Array("<a>b</a>".utf8)
        #expect(
            try unpackLabelledLate(text, first: 3, type: "text/xml; charset=utf-8") == ("text/xml; charset=utf-8", "<a>b</a>"))
        #expect(try unpackLabelledLate(text, first: 3, type: SamplePackage.type).type == nil)
        #expect(try unpackLabelledLate(SamplePackage().body, first: 50, type: "text/xml").type == nil)
    }
}

/// Lists of packages that end in a failure.
@Suite struct DumpFailureTests {
    @Test(arguments: [1, 7, 1 << 16]) func `the lines before a failure come out first`(room: Int) throws {
        var body = SamplePackage().body
        body.removeLast(8)
        body += Array("\r\n--b\r\nno field\r\n\r\n".utf8)
        let codec = try MTOMFactories.dump(CodecOptions())
        let listed = try unpack(body, type: SamplePackage.type, room: room, codec: codec)
        #expect(listed.error?.reason.description == "a line of a part's headers is no field")
        let lines = listed.text.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines[0].contains("  root \"root@x\""))
        #expect(lines[1].hasSuffix("bytes of element \"d\""))
    }

    @Test func `a failure before any line comes at once`() throws {
        let codec = try MTOMFactories.dump(CodecOptions())
        let listed = try unpack(Array("--b--\r\n".utf8), type: SamplePackage.type, codec: codec)
        #expect(listed.verdict == "refused: the package has no part")
        #expect(listed.text.isEmpty)
    }

    @Test func `identifiers that are long or not ASCII are shown in part`() throws {
        var package = SamplePackage()
        let long = String(repeating: "i", count: 129)
        package.parts = [(["Content-ID: <\(long)>"], []), (["Content-ID: <\u{E9}\u{7F}\"\\>"], [])]
        let codec = try MTOMFactories.dump(CodecOptions())
        let listed = try unpack(package.body, type: package.type, codec: codec).text
        #expect(listed.contains("part \"\(String(repeating: "i", count: 128))...\" \"\" 0 bytes"))
        #expect(listed.contains(#"part "???\"\\" "" 0 bytes"#))
    }
}
