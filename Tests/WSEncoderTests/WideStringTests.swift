import Bytes
import CWSEncoder
import Testing

@testable import WSEncoder

@Suite struct WideStringTests {
    private func set(_ string: inout WideString, _ text: String) throws {
        try unsafe Array(text.utf16).withUnsafeBufferPointer { try unsafe string.set(WideText($0)) }
    }

    /// Sets a string to a part of its own characters.
    private func setToOwn(_ string: inout WideString, _ range: Range<Int>) throws {
        try string.set(string.text.part(range.lowerBound, range.upperBound))
    }

    @Test func `a new string is empty and has no address`() {
        let string = WideString()
        let (length, hasAddress) = unsafe (string.value.length, string.value.chars != nil)
        #expect(length == 0)
        #expect(!hasAddress)
    }

    @Test(arguments: ["", "a", "text/xml; charset=utf-8", "naïve 🙂"])
    func `characters are copied`(characters: String) throws {
        var string = WideString()
        try set(&string, characters)
        let result = unsafe text(string.value)
        #expect(result == characters)
    }

    @Test func `a string is set to longer and shorter ones in turn`() throws {
        var string = WideString()
        for characters in ["abc", "abcdefgh", "x", "", "0123456789012345", "yz"] {
            try set(&string, characters)
            let result = unsafe text(string.value)
            #expect(result == characters)
        }
    }

    @Test func `a shorter string keeps the memory`() throws {
        var string = WideString()
        try set(&string, "abcdefgh")
        let before = unsafe string.value.chars
        try set(&string, "x")
        try set(&string, "12345678")
        let isSame = unsafe string.value.chars == before
        #expect(isSame)
    }

    @Test func `a string can be set to all or part of itself`() throws {
        for range in [0..<8, 0..<3, 2..<8, 1..<7, 7..<8, 4..<4] {
            var string = WideString()
            try set(&string, "abcdefgh")
            try setToOwn(&string, range)
            let result = unsafe text(string.value)
            #expect(result == String(Array("abcdefgh")[range]), "\(range)")
        }
    }

    @Test func `ASCII text is widened`() throws {
        var string = WideString()
        try string.set("gzip")
        let long = unsafe text(string.value)
        try string.set("br")
        let short = unsafe text(string.value)
        try string.set("")
        let none = unsafe string.value.length
        try string.set("a longer text than before")
        let longest = unsafe text(string.value)
        #expect(long == "gzip")
        #expect(short == "br")
        #expect(none == 0)
        #expect(longest == "a longer text than before")
    }

    @Test func `more characters than can be counted change nothing`() throws {
        var string = WideString()
        try set(&string, "kept")
        let one: [WCHAR] = [0x41]
        unsafe one.withUnsafeBufferPointer { one in
            for count in [Int(ULONG.max) + 1, Int.max] {
                let many = unsafe UnsafeBufferPointer(start: one.baseAddress, count: count)
                var hasThrown = false
                do throws(OutOfMemory) { try unsafe string.set(WideText(many)) } catch { hasThrown = true }
                let result = unsafe text(string.value)
                #expect(hasThrown)
                #expect(result == "kept")
            }
        }
    }

    @Test func `a WS_STRING without an address has characters only if it has no length`() {
        let none = unsafe WideText(WS_STRING(length: 0, chars: nil))?.count
        let invalid = unsafe WideText(WS_STRING(length: 1, chars: nil))?.count
        #expect(none == 0)
        #expect(invalid == nil)
    }
}
