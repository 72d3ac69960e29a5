import Testing

@testable import Bytes

private func equal(_ name: String, _ text: StaticString) -> (bytes: Bool, wide: Bool) {
    let bytes = unsafe Array(name.utf8).withUnsafeBufferPointer { unsafe equalIgnoringCase($0, text) }
    let wide = unsafe Array(name.utf16).withUnsafeBufferPointer { unsafe equalIgnoringCase($0, text) }
    return (bytes, wide)
}

@Suite struct ASCIITests {
    @Test(arguments: ["gzip", "GZIP", "gZiP"])
    func `case does not matter`(name: String) {
        #expect(equal(name, "gzip") == (true, true))
        #expect(equal(name, "GzIp") == (true, true))
    }

    @Test(arguments: ["", "g", "gzi", "gzipp", " gzip", "gzip ", "gzap", "hzip"])
    func `other names differ`(name: String) {
        #expect(equal(name, "gzip") == (false, false))
    }

    @Test func `an empty name equals nothing, not even an empty text`() {
        #expect(equal("", "") == (false, false))
        #expect(equal("a", "") == (false, false))
    }

    @Test func `only letters have a case`() {
        // Pairs that differ in the bit that tells upper case from lower.
        #expect(equal("@", "`") == (false, false))
        #expect(equal("[", "{") == (false, false))
        #expect(equal("-", "\r") == (false, false))
        #expect(equal("A-Z", "a-z") == (true, true))
    }

    @Test func `every ASCII letter equals its other case and no other byte`() {
        let letters: StaticString = "abcdefghijklmnopqrstuvwxyz"
        #expect(equal("ABCDEFGHIJKLMNOPQRSTUVWXYZ", letters) == (true, true))
        for unit in UInt8.min...UInt8.max {
            let isEqual = unsafe [unit].withUnsafeBufferPointer { unsafe equalIgnoringCase($0, "k") }
            #expect(isEqual == (unit == UInt8(ascii: "k") || unit == UInt8(ascii: "K")), "\(unit)")
        }
    }

    @Test func `wide characters are not cut to their low byte`() {
        // U+0167 has the low byte of "g", U+212A is the Kelvin sign, which lowercases to "k" in Unicode.
        #expect(equal("\u{167}zip", "gzip").wide == false)
        #expect(equal("\u{212A}", "k").wide == false)
    }
}
