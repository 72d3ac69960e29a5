import Testing

@testable import Bytes

@Suite struct WideStringTests {
    private func set(_ string: inout WideString, _ text: String) throws {
        try unsafe Array(text.utf16).withUnsafeBufferPointer { try unsafe string.set(WideText($0)) }
    }

    private func text(_ string: borrowing WideString) -> String {
        unsafe String(decoding: string.text.units, as: UTF16.self)
    }

    /// Sets a string to a part of its own characters.
    private func setToOwn(_ string: inout WideString, _ range: Range<Int>) throws {
        try string.set(string.text.part(range.lowerBound, range.upperBound))
    }

    @Test func `a new string is empty and has no address`() {
        let string = WideString()
        let (count, hasAddress) = unsafe (string.count, string.chars != nil)
        #expect(count == 0)
        #expect(!hasAddress)
    }

    @Test(arguments: ["", "a", "text/xml; charset=utf-8", "naïve 🙂"])
    func `characters are copied`(characters: String) throws {
        var string = WideString()
        try set(&string, characters)
        let result = text(string)
        #expect(result == characters)
    }

    @Test func `a string is set to longer and shorter ones in turn`() throws {
        var string = WideString()
        for characters in ["abc", "abcdefgh", "x", "", "0123456789012345", "yz"] {
            try set(&string, characters)
            let result = text(string)
            #expect(result == characters)
        }
    }

    @Test func `a shorter string keeps the memory`() throws {
        var string = WideString()
        try set(&string, "abcdefgh")
        let before = unsafe string.chars
        try set(&string, "x")
        try set(&string, "12345678")
        let isSame = unsafe string.chars == before
        #expect(isSame)
    }

    @Test func `a string can be set to all or part of itself`() throws {
        for range in [0..<8, 0..<3, 2..<8, 1..<7, 7..<8, 4..<4] {
            var string = WideString()
            try set(&string, "abcdefgh")
            try setToOwn(&string, range)
            let result = text(string)
            #expect(result == String(Array("abcdefgh")[range]), "\(range)")
        }
    }

    @Test func `ASCII text is widened`() throws {
        var string = WideString()
        try string.set("gzip")
        let long = text(string)
        try string.set("br")
        let short = text(string)
        try string.set("")
        let none = string.count
        try string.set("a longer text than before")
        let longest = text(string)
        #expect(long == "gzip")
        #expect(short == "br")
        #expect(none == 0)
        #expect(longest == "a longer text than before")
    }

    @Test func `more characters than can be counted change nothing`() throws {
        var string = WideString()
        try set(&string, "kept")
        let one: [UInt16] = [0x41]
        unsafe one.withUnsafeBufferPointer { one in
            for count in [Int(UInt32.max) + 1, Int.max] {
                let many = unsafe UnsafeBufferPointer(start: one.baseAddress, count: count)
                var hasThrown = false
                do throws(OutOfMemory) { try unsafe string.set(WideText(many)) } catch { hasThrown = true }
                let result = text(string)
                #expect(hasThrown)
                #expect(result == "kept")
            }
        }
    }

    @Test(
        arguments: [
            (0..<0, "xyz", "xyzabcdef"), (6..<6, "xyz", "abcdefxyz"), (2..<4, "", "abef"), (2..<4, "x", "abxef"),
            (2..<4, "xyzxyz", "abxyzxyzef"), (0..<6, "x", "x"), (4..<99, "x", "abcdx"),
        ] as [(Range<Int>, String, String)])
    func `a part is replaced`(range: Range<Int>, new: String, expected: String) throws {
        let constants: [String: StaticString] = ["": "", "x": "x", "xyz": "xyz", "xyzxyz": "xyzxyz"]
        var string = WideString()
        try set(&string, "abcdef")
        try string.replace(from: range.lowerBound, to: range.upperBound, by: #require(constants[new]))
        #expect(text(string) == expected)
    }

    @Test func `replacing grows a string as far as needed`() throws {
        var string = WideString()
        try set(&string, "<>")
        for _ in 0..<100 {
            try string.replace(from: 1, to: string.count - 1, by: "0123456789")
            try string.append(">")
            #expect(text(string) == "<0123456789>>")
            try string.replace(from: 0, to: 13, by: "<>")
        }
        for _ in 0..<100 { try string.replace(from: 1, to: 1, by: "0123456789") }
        #expect(text(string) == "<" + String(repeating: "0123456789", count: 100) + ">")
    }

    @Test func `ASCII bytes are appended as units`() throws {
        var string = WideString()
        try string.append(ByteText("a/b"))
        try string.append("; c=d")
        #expect(text(string) == "a/b; c=d")
    }
}
