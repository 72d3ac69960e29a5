import CodecKit
import Testing

@testable import MTOM

/// A package that differs from the sample in one thing, and what it decodes to.
private struct Vector: Sendable, CustomTestStringConvertible {
    let name: String
    /// What `d` contains then; nil if the package is refused.
    let content: String?
    let change: @Sendable (inout SamplePackage) -> Void

    init(_ name: String, _ content: String?, _ change: @escaping @Sendable (inout SamplePackage) -> Void) {
        self.name = name
        self.content = content
        self.change = change
    }

    var testDescription: String { name }

    var package: SamplePackage {
        var package = SamplePackage()
        change(&package)
        return package
    }
}

private let binary = base64(SamplePackage.binary)
private let xop = "http://www.w3.org/2004/08/xop/include"

private func type(_ parameters: String) -> String { #"multipart/related; type="application/xop+xml"; "# + parameters }

private func rootType(_ value: String) -> @Sendable (inout SamplePackage) -> Void {
    { $0.rootHeaders[0] = "Content-Type: " + value }
}

// Shapes of packages that were seen in the field, in WCF, CXF, Axis2, Metro, Spring-WS, SoapUI, gSOAP and others, most of them
// in threads on public trackers about packages that one of these did not take.
private let vectors: [Vector] = [
    Vector("as it is", binary) { _ in },
    Vector("a boundary without quotes", binary) { $0.type = type(#"boundary=b; start="<root@x>"; start-info="text/xml""#) },
    Vector("no start", binary) { $0.type = type(#"boundary=b; start-info="text/xml""#) },
    Vector("parameters in another order, in upper case", binary) {
        $0.type = #"Multipart/Related; START-INFO="text/xml"; Type="Application/XOP+xml"; Boundary=b; start="<root@x>""#
    },
    Vector("a semicolon at the end", binary) { $0.type += ";" },
    Vector("a type without quotes", binary) {
        $0.type = #"multipart/related; type=application/xop+xml; boundary=b; start-info=text/xml"#
    },
    Vector("no type", binary) { $0.type = "multipart/related; boundary=b" },
    Vector("a type folded over lines", binary) { $0.type = type("\r\n boundary=b; start=\"<root@x>\"") },
    Vector("a semicolon after the root's type", binary, rootType(#"application/xop+xml; charset=UTF-8; type="text/xml";"#)),
    Vector("no charset", binary, rootType(#"application/xop+xml; type="text/xml""#)),
    Vector("a charset in quotes", binary, rootType(#"application/xop+xml; charset="utf-8""#)),
    Vector("another charset", nil, rootType(#"application/xop+xml; charset=iso-8859-1"#)),
    Vector("a root in text/xml", binary, rootType("text/xml; charset=utf-8")),
    Vector("a root in application/soap+xml", binary, rootType("application/soap+xml")),
    Vector("another type of the root than start-info says", binary, rootType(#"application/xop+xml; type="a/b""#)),
    Vector("a package of another type than XOP", nil) { $0.type = #"multipart/related; type="text/xml"; boundary=b"# },
    Vector("no boundary, which the first line then tells", binary) { $0.type = type("start-info=text/xml") },
    Vector("an empty boundary", nil) { $0.type = type("boundary=\"\"") },
    Vector("a boundary twice", nil) { $0.type = type("boundary=b; boundary=c") },
    Vector("a root without transfer encoding", binary) { $0.rootHeaders.remove(at: 1) },
    Vector("a root in 8bit", binary) { $0.rootHeaders[1] = "Content-Transfer-Encoding: 8bit" },
    Vector("a root in 7BIT", binary) { $0.rootHeaders[1] = "Content-Transfer-Encoding: 7BIT" },
    Vector("a part in Binary", binary) { $0.parts[0].0 = SamplePackage.headers("<p@x>", encoding: "Binary") },
    Vector("a part without headers but its identifier", binary) { $0.parts[0].0 = ["Content-ID: <p@x>"] },
    Vector("a part in base64", binary) {
        var lines = ""
        for (index, character) in binary.enumerated() { lines += (index > 0 && index % 76 == 0 ? "\r\n" : "") + "\(character)" }
        $0.parts = [(SamplePackage.headers("<p@x>", encoding: "base64"), Array(lines.utf8))]
    },
    Vector("a part in base64 that is malformed", nil) {
        $0.parts = [(SamplePackage.headers("<p@x>", encoding: "base64"), Array("AAA".utf8))]
    },
    Vector("a part in quoted-printable", base64(Array("a=b\r\nc".utf8))) {
        $0.parts = [(SamplePackage.headers("<p@x>", encoding: "quoted-printable"), Array("a=3Db=\r\n \r\nc".utf8))]
    },
    Vector("a part in quoted-printable with blanks", base64(Array("a b\tc d".utf8))) {
        $0.parts = [(SamplePackage.headers("<p@x>", encoding: "quoted-printable"), Array("a b\tc= \r\n=20d=".utf8))]
    },
    Vector("a part in quoted-printable that is malformed", nil) {
        $0.parts = [(SamplePackage.headers("<p@x>", encoding: "quoted-printable"), Array("a=3".utf8))]
    },
    Vector("a part in an encoding that nobody knows", nil) {
        $0.parts[0].0 = SamplePackage.headers("<p@x>", encoding: "x-uuencode")
    },
    Vector("a part of text", binary) { $0.parts[0].0[0] = "Content-Type: text/xml; charset=utf-8" },
    Vector("a disposition with a semicolon in quotes", binary) {
        $0.parts[0].0.append(#"Content-Disposition: attachment;name="a;b""#)
    },
    Vector("a disposition in Latin-1", binary) { $0.parts[0].0.append("Content-Disposition: attachment;name=\u{E4}") },
    Vector("header fields in lower case, without a blank after the colon", binary) {
        $0.parts[0].0 = ["content-id:<p@x>", "X-A:b"]
    },
    Vector("a header field that is folded", binary) { $0.parts[0].0 = ["Content-ID:\r\n <p@x> "] },
    Vector("a line among the headers that is no field", nil) { $0.parts[0].0.append("nothing") },
    Vector("an identifier twice in one part", nil) { $0.parts[0].0.append("Content-ID: <q@x>") },
    Vector("identifiers without angle brackets", binary) {
        $0.type = type(#"boundary=b; start="root@x""#)
        $0.rootHeaders[2] = "Content-Id: root@x"
        $0.parts[0].0[2] = "Content-Id: p@x"
    },
    Vector("a start without angle brackets", binary) { $0.type = type(#"boundary=b; start=root@x"#) },
    Vector("an identifier without angle brackets", binary) { $0.parts[0].0 = ["Content-ID: p@x"] },
    Vector("a start that names no part", nil) { $0.type = type(#"boundary=b; start="<nobody@x>""#) },
    Vector("null for everything", binary) {
        $0.type = #"multipart/related;start="null";type="application/xop+xml";boundary="null";start-info="text/xml""#
        $0.boundary = "null"
        $0.rootHeaders[2] = "Content-ID: null"
    },
    Vector("an identifier that is not escaped", binary) { $0.content = SamplePackage.include("p@x") },
    Vector("escapes in lower case", binary) {
        $0.content = SamplePackage.include("http%3a%2f%2fa%2f1")
        $0.parts[0].0[2] = "Content-ID: <http://a/1>"
    },
    Vector("an identifier that is escaped on both sides", binary) {
        $0.content = SamplePackage.include("p%40x")
        $0.parts[0].0[2] = "Content-ID: <p%40x>"
    },
    Vector("an escaped percent sign", binary) {
        $0.content = SamplePackage.include("p%2540x")
        $0.parts[0].0[2] = "Content-ID: <p%40x>"
    },
    Vector("a reference to CID:", binary) { $0.content = #"<Include xmlns="\#(xop)" href="CID:p@x"/>"# },
    Vector("a reference over HTTP", nil) { $0.content = #"<i:Include xmlns:i="\#(xop)" href="http://example.org/p"/>"# },
    Vector("a reference to a file", nil) { $0.content = #"<i:Include xmlns:i="\#(xop)" href="file:///etc/passwd"/>"# },
    Vector("an Include without a reference", nil) { $0.content = #"<i:Include xmlns:i="\#(xop)"/>"# },
    Vector("a prefix that is declared further out", binary) {
        $0.opening = #"<s:Envelope xmlns:s="urn:s" xmlns:i="\#(xop)"><s:Body><d>"#
        $0.content = #"<i:Include href="cid:p@x"/>"#
    },
    Vector("an Include with an end tag", binary) {
        $0.content = #"<i:Include xmlns:i="\#(xop)" i:more="1" href='cid:p@x'></i:Include>"#
    },
    Vector("an Include with a child of another namespace and white space", binary) {
        $0.content = #"<i:Include xmlns:i="\#(xop)" href='cid:p@x'> <a xmlns="urn:a">b</a><!-- c --> </i:Include >"#
    },
    Vector("an Include with text", nil) { $0.content = #"<i:Include xmlns:i="\#(xop)" href='cid:p@x'>QQ==</i:Include>"# },
    Vector("an element Include of another namespace", #"<Include href="cid:p@x"/>"#) {
        $0.content = #"<Include href="cid:p@x"/>"#
    },
    Vector("white space beside an Include", binary) {
        $0.content = "\r\n  " + SamplePackage.include("p@x") + "\n\t"
    },
    Vector("an Include in an Include", nil) {
        $0.content = #"<i:Include xmlns:i="\#(xop)" href='cid:p@x'><a><i:Include href='cid:p@x'/></a></i:Include>"#
    },
    Vector("an element Include of another namespace in an Include", binary) {
        $0.content = #"<i:Include xmlns:i="\#(xop)" href='cid:p@x'><Include xmlns="urn:a" href="cid:q"/></i:Include>"#
    },
    Vector("text before an Include", nil) { $0.content = "QQ==" + SamplePackage.include("p@x") },
    Vector("text behind an Include", nil) { $0.content = SamplePackage.include("p@x") + "QQ==" },
    Vector("an element before an Include", nil) { $0.content = "<a/>" + SamplePackage.include("p@x") },
    Vector("an element behind an Include", nil) { $0.content = SamplePackage.include("p@x") + "<a/>" },
    Vector("a comment before an Include", nil) { $0.content = "<!--a-->" + SamplePackage.include("p@x") },
    Vector("an Include as the root element", nil) {
        ($0.opening, $0.closing) = ("", "")
        $0.content = SamplePackage.include("p@x")
    },
    Vector("one part for two Includes", nil) {
        $0.content = SamplePackage.include("p@x") + "</d><d>" + SamplePackage.include("p%40x")
    },
    Vector("an Include without a part", nil) { $0.content = SamplePackage.include("nobody") },
    Vector("two parts of one identifier", nil) { $0.parts.append($0.parts[0]) },
    Vector("a part with the identifier of the root", nil) {
        $0.content = SamplePackage.include("root@x")
        $0.parts[0].0[2] = "Content-ID: <root@x>"
    },
    Vector("a part that nothing refers to", "QQ==") { $0.content = "QQ==" },
    Vector("no parts", "hello") {
        $0.content = "hello"
        $0.parts = []
    },
    Vector("an empty part", "") { $0.parts[0].1 = [] },
    Vector("text before the first delimiter", binary) { $0.preamble = "This is MIME\r\n" },
    Vector("a line break before the first delimiter", binary) { $0.preamble = "\r\n" },
    Vector("header fields before the first delimiter", binary) {
        $0.preamble = "MIME-Version: 1.0\r\nContent-Type: multipart/related;boundary=\"b\"\r\n\r\n"
    },
    Vector("text without a line break before the first delimiter", nil) { $0.preamble = "This is MIME" },
    Vector("text after the last delimiter", binary) { $0.end = "--\r\n--b\r\nmore\r\n--b--\r\n" },
    Vector("no line break after the last delimiter", binary) { $0.end = "--" },
    Vector("blanks after the last delimiter", binary) { $0.end = "-- \t" },
    Vector("the last delimiter goes on", nil) { $0.end = "--X\r\n" },
    Vector("no last delimiter", nil) { $0.end = "\r\n" },
    Vector("blanks after the boundary", binary) { $0.padding = " \t " },
    Vector("lines that end with a line feed", binary) {
        $0.lineEnd = "\n"
        $0.end = "--\n"
    },
    Vector("lines that end with CR LF, but for the last", binary) { $0.end = "--\n" },
    Vector("the root last", binary) { $0.rootIsLast = true },
    Vector("the root last, and no start", nil) {
        $0.rootIsLast = true
        $0.type = type("boundary=b")
    },
    Vector("a line that begins like a delimiter", base64(Array("x\r\n--bb\r\ny".utf8))) {
        $0.parts[0].1 = Array("x\r\n--bb\r\ny".utf8)
    },
    Vector("a line that begins like the last delimiter", base64(Array("x\r\n--b--y\r\n".utf8))) {
        $0.parts[0].1 = Array("x\r\n--b--y\r\n".utf8)
    },
    Vector("a delimiter that a carriage return interrupts", base64(Array("x\r\n--b\r\r\n--b-\r\n-".utf8))) {
        $0.parts[0].1 = Array("x\r\n--b\r\r\n--b-\r\n-".utf8)
    },
    Vector("a delimiter with another line break", base64(Array("x\n--b\r\ny\r\n--b\nz".utf8))) {
        $0.parts[0].1 = Array("x\n--b\r\ny\r\n--b\nz".utf8)
    },
    Vector("data that ends with a line break and hyphens", base64(Array("abc\r\n--".utf8))) {
        $0.parts[0].1 = Array("abc\r\n--".utf8)
    },
    Vector("data that ends with a line break", base64(Array("abc\r\n".utf8))) { $0.parts[0].1 = Array("abc\r\n".utf8) },
    Vector("data that ends with a carriage return", base64(Array("abc\r".utf8))) { $0.parts[0].1 = Array("abc\r".utf8) },
    Vector("lines that begin with hyphens", base64(Array("abc\r\n-def\r\n--ghi".utf8))) {
        $0.parts[0].1 = Array("abc\r\n-def\r\n--ghi".utf8)
    },
    Vector("a boundary of 70 characters", binary) {
        $0.boundary = String(repeating: "x", count: 70)
        $0.type = type("boundary=\($0.boundary)")
    },
    Vector("a boundary of 71 characters", nil) {
        $0.boundary = String(repeating: "x", count: 71)
        $0.type = type("boundary=\($0.boundary)")
    },
    Vector("a boundary with all that it may have", binary) {
        $0.boundary = "----=_Part_'()+,-./:=? x--"
        $0.type = type("boundary=\"\($0.boundary)\"")
    },
    Vector("an XML declaration", binary) { $0.opening = #"<?xml version="1.0" encoding="UTF-8"?>"# + $0.opening },
    Vector("a byte order mark", binary) { $0.opening = "\u{FEFF}" + $0.opening },
    Vector("a root that is not well-formed", nil) { $0.closing = "</d></s:Body>" },
]

@Suite struct DecoderTests {
    @Test(arguments: vectors)
    fileprivate func `each shape of package is taken or refused`(vector: Vector) throws {
        let unpacked = try vector.package.unpack()
        if let content = vector.content {
            #expect(unpacked.verdict == vector.package.document(content))
        } else {
            #expect(unpacked.isRefused, "\(unpacked.verdict)")
        }
    }

    @Test(arguments: vectors)
    fileprivate func `pieces of any size give the same`(vector: Vector) throws {
        let package = vector.package
        let whole = try package.unpack()
        for (feed, room) in [(1, 1), (1, 1 << 16), (2, 3), (7, 5), (64, 64), (.max, 1)] {
            let pieces = try package.unpack(feed: feed, room: room)
            #expect(pieces.verdict == whole.verdict, "\(feed) bytes in, \(room) out")
        }
    }

    @Test(arguments: [
        ("utf-16LE", false, false), ("utf-16BE", true, false), ("unicodeFFFE", true, true), ("utf-16", true, true),
        ("", false, true),
        ("", true, true),
    ])
    func `a root in UTF-16 comes out in UTF-8`(charset: String, isBig: Bool, hasMark: Bool) throws {
        var sample = SamplePackage()
        sample.closing = "</d></s:Body><s:x>\u{E4}\u{20AC}\u{1F600}</s:x></s:Envelope>"
        let text = (hasMark ? "\u{FEFF}" : "") + #"<?xml version="1.0" encoding="utf-16"?>"# + sample.root
        let root = text.utf16.flatMap { isBig ? [UInt8($0 >> 8), UInt8($0 & 0xFF)] : [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let type = charset.isEmpty ? "" : "; charset=\(charset)"
        let head = Array("--b\r\nContent-Type: application/xop+xml\(type)\r\nContent-ID: <root@x>\r\n\r\n".utf8)
        let part = Array("\r\n--b\r\nContent-ID: <p@x>\r\n\r\nABC\r\n--b--".utf8)
        for (feed, room) in [(Int.max, 1 << 16), (1, 1), (5, 3)] {
            let unpacked = try unpack(head + root + part, type: SamplePackage.type, feed: feed, room: room)
            #expect(unpacked.verdict == sample.document("QUJD"))
        }
        let odd = try unpack(head + root.dropLast() + part, type: SamplePackage.type)
        #expect(odd.isRefused)
    }

    @Test func `a line break before a delimiter belongs to it, whatever the first delimiter has`() throws {
        var package = SamplePackage()
        package.parts[0].1 = Array("a\r\rb\rc\r".utf8)
        var body = package.body
        // The first line ends with a line feed alone.
        body.remove(at: 3)
        #expect(body.starts(with: Array("--b\n".utf8)))
        for first in 1...body.count {
            let unpacked = try MTOMTests.unpack(body, type: package.type, first: first)
            #expect(unpacked.verdict == package.document(base64(package.parts[0].1)), "after \(first) bytes")
        }
    }

    @Test(arguments: vectors.filter { DecoderTests.isCutEverywhere($0) })
    fileprivate func `every split in two gives the same`(vector: Vector) throws {
        let package = vector.package
        let (body, whole) = (package.body, try package.unpack())
        for first in 1..<body.count {
            let split = try MTOMTests.unpack(body, type: package.type, first: first)
            #expect(split.verdict == whole.verdict, "after \(first) bytes")
        }
    }

    @Test(arguments: vectors.filter { $0.content != nil })
    fileprivate func `a package that is cut anywhere is refused`(vector: Vector) throws {
        let package = vector.package
        var body = package.body
        // The line break after the last delimiter, blanks before it and what follows may be missing.
        guard let last = body.lastRange(of: Array(("--" + package.boundary + "--").utf8), first: package.lineEnd) else {
            return
        }
        while body.count > last { body.removeLast() }
        #expect(try !unpack(body, type: package.type).isRefused)
        for count in stride(from: 0, to: body.count, by: Self.isCutEverywhere(vector) ? 1 : 17) {
            let cut = Array(body[..<count])
            // What was data is the last delimiter if nothing follows it.
            if cut.suffix(7) == Array("\r\n--b--".utf8) { continue }
            #expect(try unpack(cut, type: package.type).isRefused, "after \(count) bytes")
        }
    }
}

extension DecoderTests {
    /// To cut each package at each of its bytes takes too long.
    fileprivate static func isCutEverywhere(_ vector: Vector) -> Bool {
        ["as it is", "the root last", "a part in quoted-printable", "blanks after the boundary"].contains(vector.name)
            || vector.name.hasPrefix("lines that") || vector.name.hasPrefix("an Include with")
    }
}

extension [UInt8] {
    /// Where the first occurrence of `text` as a line of its own ends.
    fileprivate func lastRange(of text: [UInt8], first lineEnd: String) -> Int? {
        let line = Array(lineEnd.utf8) + text
        for start in 0...(Swift.max(count - line.count, 0))
        where Array(self[start..<Swift.min(start + line.count, count)]) == line {
            let end = start + line.count
            if end == count || self[end] == 13 || self[end] == 10 || self[end] == 32 { return end }
        }
        return nil
    }
}
