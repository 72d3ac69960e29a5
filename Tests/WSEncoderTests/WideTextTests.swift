import Bytes
import CWSEncoder
import Testing

@testable import WSEncoder

@Suite struct WideTextTests {
    @Test func `a WS_STRING without an address has characters only if it has no length`() {
        let none = unsafe WideText(WS_STRING(length: 0, chars: nil))?.count
        let invalid = unsafe WideText(WS_STRING(length: 1, chars: nil))?.count
        #expect(none == 0)
        #expect(invalid == nil)
    }

    @Test func `a string that owns no memory has no address in C either`() throws {
        var string = WideString()
        let (length, hasAddress) = unsafe (string.value.length, string.value.chars != nil)
        #expect(length == 0)
        #expect(!hasAddress)
        try string.set("br")
        let result = unsafe text(string.value)
        #expect(result == "br")
    }
}
