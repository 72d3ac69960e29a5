import Bytes
import Testing

@testable import CodecKit

@Suite struct MediaTypeTests {
    /// The name of a media type and, after it, the value of a parameter, each between quotes; nil if it is not well-formed.
    private func read(_ text: String, _ parameter: StaticString = "charset") -> [String?]? {
        unsafe Array(text.utf16).withUnsafeBufferPointer { units in
            guard let type = unsafe MediaType(WideText(units)) else { return nil }
            let value = type.parameter(named: parameter).map { unsafe String(decoding: $0.value.units, as: UTF16.self) }
            return unsafe [String(decoding: type.name.units, as: UTF16.self), value]
        }
    }

    @Test(
        arguments: [
            ("text/xml", "text/xml", nil), ("application/soap+xml", "application/soap+xml", nil),
            (" \ttext/xml ", "text/xml", nil), ("text/xml;charset=utf-8", "text/xml", "utf-8"),
            ("text/xml ; charset=\"utf-8\"", "text/xml", "utf-8"), ("a/b; CHARSET=UTF-8; action=\"urn:x\"", "a/b", "UTF-8"),
            ("a/b; action=\"a;charset=no\"; charset=yes", "a/b", "yes"), ("a/b; action=\"\\\"\"; charset=x", "a/b", "x"),
            ("a/b;", "a/b", nil), ("a/b;;charset=x;", "a/b", "x"), ("a/b; charset=\"\"", "a/b", ""),
            ("a/b; charset=x; charset=y", "a/b", "x"), ("a/b; charset", "a/b", nil), ("a/b; charset; charset=y", "a/b", "y"),
            ("a/b; charset = x ", "a/b", "x"), ("a/b; charset=", "a/b", ""), ("a/b;\tcharset\t=\t\"x\"\t;", "a/b", "x"),
            ("a/b; foo; action=http://x/y?a=b,c; charset=x", "a/b", "x"), ("a/b; charset=x y", "a/b", "x y"),
            ("a/b; =x; charset=y", "a/b", "y"), ("a/b; ä=\"ö\"; charset=ü", "a/b", "ü"), ("a/b; charset=\"x\"y", "a/b", "x"),
            ("a/b; charset=\"x", "a/b", "x"), ("a/b; charset=\"x\\", "a/b", "x\\"), ("a/b; c=x\"; charset=y", "a/b", "y"),
            ("!#$%&'*+-.^_`|~/0", "!#$%&'*+-.^_`|~/0", nil),
        ] as [(String, String, String?)])
    func `type and parameters are read`(text: String, name: String, charset: String?) {
        #expect(read(text) == [name, charset])
    }

    @Test(arguments: [
        "", " ", "text", "text/", "/xml", "text /xml", "text/ xml", "text/xml charset=x", "text/xml,text/html", "tëxt/xml",
        "text/xml\0", "text/xml; charset=\"\u{1}\"", "text/xml; a=\r\n b", "text/xml;\u{7F}", "text/xml = x", "text/xml/x",
    ])
    func `what is no media type is none`(text: String) {
        #expect(read(text) == nil)
    }

    @Test func `names are of the characters of tokens and of no others`() {
        let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        let tokens = Set("!#$%&'*+-.^_`|~0123456789" + letters + letters.lowercased())
        for unit in UInt8(0)...0xFF {
            let character = Character(UnicodeScalar(unit))
            #expect((read("a\(character)/b") != nil) == tokens.contains(character), "\(unit)")
            // Parameters follow a semicolon.
            guard character != ";" else { continue }
            #expect((read("a/b\(character)b") != nil) == tokens.contains(character), "\(unit)")
        }
    }

    @Test(
        arguments: [
            ("a/b; charset=\"x", "charset", .unclosed), ("a/b; c=d; e = \"x\\\"", "e", .unclosed),
            ("a/b; c=\"", "c", .unclosed),
            ("a/b; charset=\"x\"y", "charset", .continued), ("a/b; c=\"d\" \"e\"; f=\"", "c", .continued),
            ("a/b; c=\"d\"", nil, nil),
            ("a/b; c=d\"e; f='g", nil, nil),
        ] as [(String, String?, MediaType.Defect?)])
    func `a parameter that is not well-formed is named`(text: String, name: String?, defect: MediaType.Defect?) {
        unsafe Array(text.utf16).withUnsafeBufferPointer { units in
            let parameter = unsafe MediaType(WideText(units))?.defectiveParameter
            #expect(parameter.map { unsafe String(decoding: $0.name.units, as: UTF16.self) } == name)
            #expect(parameter?.defect == defect)
        }
    }

    @Test func `values compare without case`() throws {
        try unsafe Array("a/b; charset=UTF-8".utf16).withUnsafeBufferPointer { units in
            let charset = try #require(unsafe MediaType(WideText(units))?.parameter(named: "Charset"))
            #expect(charset.equals("utf-8"))
            #expect(!charset.equals("utf-16"))
        }
    }

    @Test(
        arguments: [
            (" a/b ;charset = x ; c=d", "x", 4), ("a/b;charset=\"x\"", "\"x\"", 3), ("a/b; c=d; charset=", "", 3),
            ("a/b; charset=\"x", "\"x", 3), ("a/b; charset=\"x\\\"\" ;", "\"x\\\"\"", 3),
        ] as [(String, String, Int)])
    func `the place of a value is that of what is written`(text: String, written: String, nameEnd: Int) throws {
        let units = Array(text.utf16)
        try unsafe units.withUnsafeBufferPointer { buffer in
            let type = try #require(unsafe MediaType(WideText(buffer)))
            let charset = try #require(type.parameter(named: "charset"))
            #expect(String(decoding: units[charset.start..<charset.end], as: UTF16.self) == written)
            #expect(type.nameEnd == nameEnd)
        }
    }

    @Test(
        arguments: [
            ("a/b; c=d\\e", "d\\e"), ("a/b; c=\"d\\e\\\"\\\\\"", "de\"\\"), ("a/b; c=\"\"", ""), ("a/b; c=\"ä\"", nil),
            ("a/b; c=\"\\ä\"", nil),
        ] as [(String, String?)])
    func `a value is read in ASCII, without the backslashes that quote`(text: String, value: String?) throws {
        try unsafe Array(text.utf16).withUnsafeBufferPointer { buffer in
            let parameter = try #require(unsafe MediaType(WideText(buffer))?.parameter(named: "c"))
            var bytes = GrowableBuffer<UInt8>()
            let isASCII = try parameter.appendASCII(to: &bytes)
            #expect(isASCII == (value != nil))
            if let value { #expect(unsafe String(decoding: bytes.all, as: UTF8.self) == value) }
        }
    }

    @Test func `every string of the characters that matter is read without leaving it`() {
        let characters = Array("a/;=\"\\ \t,é")
        for length in 0...5 {
            var digits = Array(repeating: 0, count: length)
            repeat {
                let text = String(digits.map { characters[$0] })
                if let parts = read(text, "a") { #expect(parts[0]?.contains("/") == true, "\(text)") }
            } while increment(&digits, below: characters.count)
        }
    }

    private func increment(_ digits: inout [Int], below base: Int) -> Bool {
        for index in digits.indices {
            digits[index] += 1
            if digits[index] < base { return true }
            digits[index] = 0
        }
        return false
    }
}
