import Bytes
import CWSEncoder
import Testing

@testable import WSEncoder

@Suite struct ErrorObjectTests {
    private func add(_ string: String, to error: inout ErrorObject) throws {
        let units = Array(string.utf16)
        try error.add(length: units.count) { units[$0] }
    }

    @Test func `a new object has no strings and no code`() {
        let error = ErrorObject(language: 0x0407)
        let (count, code, language) = (error.stringCount, error.originalErrorCode, error.language)
        let hasString = error.string(at: 0) != nil
        #expect(count == 0)
        #expect(code == S_OK)
        #expect(language == 0x0407)
        #expect(!hasString)
        #expect(ErrorObject.defaultLanguage == 0x0409)
    }

    @Test func `the string added last comes first`() throws {
        var error = ErrorObject(language: 0)
        for string in ["one", "", "three"] { try add(string, to: &error) }
        let all = strings(of: error)
        #expect(all == ["three", "", "one"])
    }

    @Test func `there is no string past the end`() throws {
        var error = ErrorObject(language: 0)
        try add("only", to: &error)
        let found = [0, 1, 2, ULONG.max].map { error.string(at: $0) != nil }
        #expect(found == [true, false, false, false])
    }

    @Test func `strings keep their place while others are added`() throws {
        var error = ErrorObject(language: 0)
        try add("first", to: &error)
        let before = unsafe error.string(at: 0)?.units.baseAddress
        for index in 0..<100 { try add("\(index)", to: &error) }
        let after = unsafe error.string(at: 100)?.units.baseAddress
        let isSame = unsafe before == after && before != nil
        let count = error.stringCount
        #expect(isSame)
        #expect(count == 101)
    }

    @Test func `any UTF-16 is kept as it is`() throws {
        var error = ErrorObject(language: 0)
        let units: [WCHAR] = [0, 0xD800, 0xFFFF, 0x41, 0xDC00]
        try error.add(length: units.count) { units[$0] }
        let kept = error.string(at: 0).map { unsafe Array($0.units) }
        #expect(kept == units)
    }

    @Test func `reset makes it as good as new but for the language`() throws {
        var error = ErrorObject(language: 0x0407)
        try add("one", to: &error)
        try add("two", to: &error)
        error.originalErrorCode = -5
        error.reset()
        let (count, code, language) = (error.stringCount, error.originalErrorCode, error.language)
        let hasString = error.string(at: 0) != nil
        #expect(count == 0)
        #expect(code == S_OK)
        #expect(language == 0x0407)
        #expect(!hasString)
        try add("three", to: &error)
        error.reset()
        error.reset()
        try add("four", to: &error)
        let all = strings(of: error)
        #expect(all == ["four"])
    }
}
