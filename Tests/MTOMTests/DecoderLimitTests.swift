import Bytes
import CodecKit
import TestSupport
import Testing

@testable import MTOM

/// Packages that are made to cost memory or time.
@Suite struct DecoderLimitTests {
    /// A package with so many Includes and parts, each of one byte or of `size`.
    private func package(_ order: [Int], size: Int = 1) -> SamplePackage {
        var package = SamplePackage()
        package.content = order.sorted().map { SamplePackage.include("\($0)@x") }.joined(separator: "</d><d>")
        package.parts = order.map { number in
            (["Content-ID: <\(number)@x>"], [UInt8](repeating: UInt8(number & 0xFF), count: size))
        }
        return package
    }

    private func content(_ order: [Int], size: Int = 1) -> String {
        order.sorted().map { base64([UInt8](repeating: UInt8($0 & 0xFF), count: size)) }.joined(separator: "</d><d>")
    }

    private func options(_ change: (inout PackageOptions) -> Void) -> CodecOptions {
        var options = CodecOptions()
        options.package.maxRootSize = 1 << 24
        options.package.maxParts = 1 << 20
        change(&options.package)
        return options
    }

    @Test func `a million parts stop at the limit`() throws {
        let part = Array("--b\r\n\r\n\r\n".utf8)
        var body = SamplePackage().body
        body.removeLast(4)
        body.removeLast(3)
        for _ in 0..<1_000_000 { body += part }
        let unpacked = try unpack(body, type: SamplePackage.type)
        #expect(unpacked.error?.kind == .quotaExceeded)
        #expect(unpacked.error?.setting == .maxParts)
        #expect(unpacked.error?.limit == 1000)
    }

    @Test(arguments: ["a", "a\r\n", "a: b\r\n ", "a: b\r\n"])
    func `headers without end stop at the limit`(line: String) throws {
        let body = Array("--b\r\n".utf8) + Array(repeatElement(Array(line.utf8), count: 1 << 18).joined())
        for feed in [1 << 16, 7, 1] {
            let unpacked = try unpack(feed == 1 ? Array(body.prefix(40_000)) : body, type: SamplePackage.type, feed: feed)
            #expect(unpacked.error?.setting == .maxPartHeaderSize)
            #expect(unpacked.error?.limit == 32_768)
        }
    }

    @Test func `a boundary whose beginning repeats itself costs no more than another`() throws {
        var package = SamplePackage()
        package.boundary = String(repeating: "-", count: 70)
        package.type = #"multipart/related; boundary="\#(package.boundary)""#
        let line = Array(("\r\n--" + package.boundary.dropLast() + "\r\n--" + package.boundary + "-").utf8)
        let data = Array(repeatElement(line, count: 2000).joined())
        package.parts[0].1 = data
        #expect(try package.unpack().verdict == package.document(base64(data)))
        #expect(try package.unpack(feed: 100).verdict == package.document(base64(data)))
    }

    @Test func `ten thousand parts in reverse order`() throws {
        let order = Array((0..<10_000).reversed())
        let package = package(order)
        #expect(try package.unpack(options: options { _ in }).verdict == package.document(content(order)))
        let stopped = try package.unpack(options: options { $0.maxPartsBufferSize = 5000 })
        #expect(stopped.error?.setting == .maxPartsBufferSize)
    }

    @Test func `memory of a part that has been passed on serves the next`() throws {
        // Each part comes one place too early or too late, so that two are held at most.
        let order = (0..<200).map { $0 ^ 1 }
        let package = package(order, size: 1000)
        let within = try package.unpack(feed: 333, options: options { $0.maxPartsBufferSize = 1000 })
        #expect(within.verdict == package.document(content(order, size: 1000)))
        let beyond = try package.unpack(feed: 333, options: options { $0.maxPartsBufferSize = 999 })
        #expect(beyond.error?.setting == .maxPartsBufferSize)
    }

    @Test func `parts in the order of their Includes are not held`() throws {
        let order = Array(0..<50)
        let package = package(order, size: 10_000)
        let unpacked = try package.unpack(feed: 4096, options: options { $0.maxPartsBufferSize = 0 })
        #expect(unpacked.verdict == package.document(content(order, size: 10_000)))
    }

    @Test func `parts that nothing refers to are not held`() throws {
        var package = SamplePackage()
        package.parts.insert((["Content-ID: <z@x>"], [UInt8](repeating: 1, count: 100_000)), at: 0)
        #expect(try package.unpack().verdict == package.document(base64(SamplePackage.binary)))
    }

    @Test func `parts in any order give the same`() throws {
        var generator = SeededGenerator(seed: 20_261_127)
        for _ in 0..<100 {
            let count = Int.random(in: 1...20, using: &generator)
            let order = Array(0..<count).shuffled(using: &generator)
            let size = Int.random(in: 0...700, using: &generator)
            var package = package(order, size: size)
            package.rootIsLast = Bool.random(using: &generator)
            let feed = Int.random(in: 1...500, using: &generator)
            let room = Int.random(in: 1...500, using: &generator)
            let unpacked = try package.unpack(feed: feed, room: room, options: options { _ in })
            #expect(unpacked.verdict == package.document(content(order, size: size)), "\(order) \(size) \(feed) \(room)")
        }
    }

    @Test func `a root without Includes may be longer than the limit`() throws {
        var package = SamplePackage()
        package.content = String(repeating: "some <b>text</b> ", count: 20_000)
        #expect(try package.unpack().verdict == package.document(package.content))
        #expect(try package.unpack(feed: 1000, room: 77).verdict == package.document(package.content))
    }

    @Test func `white space without end passes, within a tag it stops at the limit`() throws {
        let space = String(repeating: " ", count: 200_000)
        var package = SamplePackage()
        package.content = "<b>" + space + "</b>" + space + "<a/>"
        #expect(try package.unpack(feed: 1000).verdict == package.document(package.content))
        // What has been let go cannot be taken back, and does no harm.
        package.content = space + SamplePackage.include("p@x")
        let unpacked = try package.unpack(feed: 1000)
        #expect(
            unpacked.text.replacing(" ", with: "") == package.document(base64(SamplePackage.binary)).replacing(" ", with: ""))
        package.content = SamplePackage.include("p@x").replacing(" ", with: space)
        #expect(try package.unpack(feed: 1000).error?.setting == .maxRootSize)
    }
}

/// Long markup of the root, which the limits of XML bound and no other.
@Suite struct DecoderMarkupTests {
    private static let long = String(repeating: "v", count: 65_536)
    private static let half = String(repeating: "w", count: 40_000)

    @Test(arguments: [
        "<a x='\(half)' y='\(half)'/>", "<a x='\(long)'/>", "<!--\(long)-->", "<b></b ><!--<Include -->\(half)",
        "<a x='\(String(repeating: "&#x41;", count: 32_768))'/>", "<Include x='\(half)'/>",
        "<a \((0..<6).map { "xmlns:n\($0)='\($0)\(String(repeating: "n", count: 16_000))'" }.joined(separator: " "))/>",
    ])
    func `long markup passes, wherever it is cut`(markup: String) throws {
        var package = SamplePackage()
        package.content = markup
        for feed in [1, 1000, 16_384, .max] {
            #expect(try package.unpack(feed: feed).verdict == package.document(markup), "\(feed) bytes at a time")
        }
    }

    @Test(arguments: [65_535, 65_536, 65_537])
    func `white space that goes with an Include is the same however it is cut`(count: Int) throws {
        let space = String(repeating: " ", count: count)
        var package = SamplePackage()
        package.content = space + SamplePackage.include("p@x")
        let kept = count > 65_536 ? space : ""
        for feed in [1, 1000, 65_536, .max] {
            let verdict = try package.unpack(feed: feed).verdict
            #expect(verdict == package.document(kept + base64(SamplePackage.binary)), "\(feed) bytes at a time")
        }
    }

    @Test(arguments: [(65_536, false), (65_537, true)])
    func `the start tag of an Include meets its limit however it is cut`(size: Int, isRefused: Bool) throws {
        var package = SamplePackage()
        let include = SamplePackage.include("p@x")
        // What follows the Include counts, too.
        let space = String(repeating: " ", count: size - include.utf8.count - package.closing.utf8.count + 1)
        package.content = include.replacing(" href", with: space + "href")
        for feed in [1, 1000, 16_384, .max] {
            let unpacked = try package.unpack(feed: feed)
            #expect(unpacked.error?.setting == (isRefused ? .maxRootSize : nil), "\(feed) bytes at a time")
        }
    }

    @Test func `identifiers of parts before the root count as held`() throws {
        var package = SamplePackage()
        package.rootIsLast = true
        package.parts = (0..<3).map { (["Content-ID: <\($0)\(String(repeating: "i", count: 30_000))>"], []) }
        package.content = ""
        #expect(try package.unpack().error?.setting == .maxPartsBufferSize)
        package.parts.removeLast()
        #expect(try package.unpack().error == nil)
    }

    @Test func `blanks of a quoted line meet a limit, not a rule`() throws {
        var package = SamplePackage()
        package.parts[0].0 = SamplePackage.headers("<p@x>", encoding: "quoted-printable")
        package.parts[0].1 = [UInt8](repeating: 32, count: 1001) + Array("a".utf8)
        let error = try package.unpack().error
        #expect(error?.kind == .quotaExceeded)
        #expect(error?.limit == 1000)
    }
}

/// The content types on both sides of the decoder.
@Suite struct DecoderLabelTests {
    @Test(arguments: [
        (#"start-info="text/xml""#, "text/xml; charset=utf-8"),
        (#"start-info="application/soap+xml""#, "application/soap+xml; charset=utf-8"),
        (#"start-info="application/soap+xml"; action="urn:a""#, #"application/soap+xml; charset=utf-8; action="urn:a""#),
        (#"start-info="application/soap+xml;action=\"urn:a\"""#, #"application/soap+xml; charset=utf-8; action="urn:a""#),
        (#"action="urn:a\"\\b""#, #"application/soap+xml; charset=utf-8; action="urn:a\"\\b""#),
        (#"start-info="application/xop+xml""#, "text/xml; charset=utf-8"),
        (#"start-info="application/vnd.x+xml""#, "application/vnd.x+xml; charset=utf-8"),
        ("a=b", "text/xml; charset=utf-8"),
    ])
    func `the type of the XML comes out, with the action`(parameters: String, expected: String) throws {
        let codec = try MTOMFactories.decoder(CodecOptions())
        try codec.begin()
        #expect(try relabel(codec, "multipart/related; boundary=b; " + parameters) == expected)
    }

    @Test(arguments: ["text/xml; charset=utf-8", "application/soap+xml; action=\"a\"", ""])
    func `a message that is no package keeps its type`(type: String) throws {
        let unpacked = try unpack(Array("<a/>".utf8), type: type)
        #expect(unpacked.type == type)
        #expect(unpacked.verdict == "<a/>")
    }

    @Test(arguments: [
        "text/xml; charset=utf-16", "application/soap+xml; charset=\"iso-8859-1\"",
        "application/json", "multipart/form-data; boundary=b", "multipart/related; boundary=", "application/xop+xml",
    ])
    func `other types are refused`(type: String) throws {
        #expect(try unpack([], type: type).refusal != nil)
    }

    @Test func `a package shows its boundary if nobody tells it`() throws {
        let sample = SamplePackage()
        let expected = sample.document(base64(SamplePackage.binary))
        let headers = "MIME-Version: 1.0\r\nContent-Type: \(SamplePackage.type)\r\n"
        for preamble in ["", "\r\n", headers + "\r\n", headers.replacing("; ", with: ";\r\n\t") + "\r\n"] {
            var package = sample
            package.preamble = preamble
            for (feed, room) in [(Int.max, 1 << 16), (1, 1), (3, 70)] {
                #expect(try unpack(package.body, type: nil, feed: feed, room: room).verdict == expected)
            }
            #expect(try unpack(package.body, type: "multipart/related").verdict == expected)
        }
        for text in ["<a/>", " \r\n<a/>", "\u{FEFF}<a/>"] {
            #expect(try unpack(Array(text.utf8), type: nil, feed: 1, room: 1).verdict == text)
            #expect(try unpack(Array(text.utf8), type: "multipart/related").isRefused)
        }
        for other in ["", "\r\n", "no package", "Content-Type: text/plain\r\n\r\n", "{}\r\n"] {
            #expect(try unpack(Array(other.utf8), type: nil).isRefused)
        }
    }

    @Test func `a label that comes late must agree with the message`() throws {
        let body = SamplePackage().body
        for (type, agrees) in [
            (SamplePackage.type, true), ("multipart/related; boundary=c", false), ("text/xml", false),
            (#"multipart/related; boundary=b; start="<p@x>""#, false),
        ] {
            let codec = try MTOMFactories.decoder(CodecOptions())
            try codec.begin()
            var output = [UInt8](repeating: 0, count: 4096)
            unsafe body.withUnsafeBytes { source in
                unsafe output.withUnsafeMutableBytes { memory in
                    var input = unsafe InputCursor(RawSpan(_unsafeBytes: source))
                    var cursor = unsafe OutputCursor(OutputRawSpan(buffer: memory, initializedCount: 0))
                    #expect((try? codec.process(&input, into: &cursor, isLast: true)) == .finished)
                }
            }
            let answer = try? relabel(codec, type)
            #expect(answer == (agrees ? "text/xml; charset=utf-8" : nil), "\(type)")
        }
    }
}

/// Lists of the parts of packages.
@Suite struct DumpTests {
    private func list(_ package: SamplePackage, feed: Int = .max, room: Int = 1 << 16) throws -> String {
        try unpack(package.body, type: package.type, feed: feed, room: room, codec: MTOMFactories.dump(CodecOptions())).verdict
    }

    @Test func `each part is a line`() throws {
        var package = SamplePackage()
        package.content = SamplePackage.include("p@x") + "</d><x:a xmlns:x='urn:x'>" + SamplePackage.include("2") + "</x:a><d>"
        package.parts.append((["Content-ID: <z>", "Content-Transfer-Encoding: base64"], Array("QQ==".utf8)))
        let starts = [package.root, "\u{0}\u{1}\u{2}", "QQ=="].map { text in
            String(package.body.position(of: Array(text.utf8)), radix: 16)
        }.map { String(repeating: "0", count: 8 - $0.count) + $0 }
        let rootType = "application/xop+xml; charset=UTF-8; type=\\\"text/xml\\\""
        let expected = """
            \(starts[0])  root "root@x" "\(rootType)" \(package.root.utf8.count) bytes
            \(starts[1])  part "p@x" "application/octet-stream" 300 bytes of element "d"
            \(starts[2])  part "z" "" 1 byte, to which nothing refers
            missing  part "2" of element "x:a"

            """
        let listed = try list(package)
        #expect(listed == expected)
        #expect(try list(package, feed: 1, room: 1) == listed)
        package.rootIsLast = true
        #expect(try list(package).contains("\"z\" \"\" 1 byte, before the root\n"))
    }
}

extension [UInt8] {
    /// Where these bytes first occur.
    fileprivate func position(of bytes: [UInt8]) -> Int {
        indices.first { self[$0...].starts(with: bytes) } ?? -1
    }
}
