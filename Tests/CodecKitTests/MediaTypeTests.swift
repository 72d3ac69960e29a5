import Testing

@testable import CodecKit

@Suite struct MediaTypeTests {
    /// The name of a media type and, after it, the value of a parameter, each between quotes; nil if it is not well-formed.
    private func read(_ text: String, _ parameter: StaticString = "charset") -> [String?]? {
        unsafe Array(text.utf16).withUnsafeBufferPointer { units in
            guard let type = unsafe MediaType(units) else { return nil }
            let value = unsafe type.parameter(named: parameter).map { unsafe String(decoding: $0, as: UTF16.self) }
            return unsafe [String(decoding: type.name, as: UTF16.self), value]
        }
    }

    @Test(arguments: [
        ("text/xml", "text/xml", nil), ("application/soap+xml", "application/soap+xml", nil),
        (" \ttext/xml ", "text/xml", nil), ("text/xml;charset=utf-8", "text/xml", "utf-8"),
        ("text/xml ; charset=\"utf-8\"", "text/xml", "utf-8"), ("a/b; CHARSET=UTF-8; action=\"urn:x\"", "a/b", "UTF-8"),
        ("a/b; action=\"a;charset=no\"; charset=yes", "a/b", "yes"), ("a/b; action=\"\\\"\"; charset=x", "a/b", "x"),
        ("a/b;", "a/b", nil), ("a/b;;charset=x;", "a/b", "x"), ("a/b; charset=\"\"", "a/b", ""),
        ("a/b; charset=x; charset=y", "a/b", "x"), ("!#$%&'*+-.^_`|~/0", "!#$%&'*+-.^_`|~/0", nil),
    ] as [(String, String, String?)])
    func `type and parameters are read`(text: String, name: String, charset: String?) {
        #expect(read(text) == [name, charset])
    }

    @Test(arguments: [
        "", " ", "text", "text/", "/xml", "text /xml", "text/ xml", "text/xml charset=x", "text/xml,text/html",
        "text/xml; charset",
        "text/xml; charset=", "text/xml; charset =x", "text/xml; =x", "text/xml; charset=\"x", "text/xml; charset=\"x\\",
        "text/xml; charset=\"x\"y", "text/xml; charset=\"\u{1}\"", "text/xml; charset=x y", "tëxt/xml", "text/xml\0",
    ])
    func `what is no media type is none`(text: String) {
        #expect(read(text) == nil)
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
