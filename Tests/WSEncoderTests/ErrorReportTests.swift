import Bytes
import CWSEncoder
import CodecKit
import Testing

@testable import WSEncoder

@Suite struct ErrorReportTests {
    private let subject = Subject.codec(ByteText("gzip"), .decoder)

    @Test func `a refusal names its subject and its reason and gives its result`() {
        var result = S_OK
        let strings = unsafe diagnostics { error in
            result = unsafe ErrorReport("WseX", error).fail(WS_E_INVALID_OPERATION, "no")
        }
        #expect(strings == ["WseX: no"])
        #expect(result == WS_E_INVALID_OPERATION)
    }

    @Test func `a failure of a codec names the place, too`() {
        var results: [HRESULT] = []
        let detail: [CChar] = Array("bad".utf8.map { CChar(bitPattern: $0) }) + [0]
        let strings = unsafe detail.withUnsafeBufferPointer { detail in
            unsafe diagnostics { error in
                let failures = unsafe [
                    CodecError.invalidFormat("malformed data", detail: detail.baseAddress),
                    .invalidFormat("the input ends before the stream does"), .quotaExceeded("too much", limit: 5),
                    .outOfMemory,
                ]
                results = failures.map { failure in unsafe ErrorHandle(error).about(subject).fail(failure, at: 1234) }
            }
        }
        let expected = [
            "gzip decoder: malformed data: bad (input offset 1234)",
            "gzip decoder: the input ends before the stream does (input offset 1234)",
            "gzip decoder: too much (limit 5, input offset 1234)", "gzip decoder: out of memory (input offset 1234)",
        ]
        #expect(Array(strings.reversed()) == expected)
        let codes = [
            WS_E_INVALID_FORMAT, WS_E_INVALID_FORMAT, WS_E_QUOTA_EXCEEDED,
            E_OUTOFMEMORY,
        ]
        #expect(results == codes)
    }

    @Test func `what was found, and what can be set, is told`() {
        let failures: [CodecError] = [
            .unknownString("a string", id: 7, count: 2),
            .invalidFormat("odd").finding(.textXML, expected: .gzip),
            .invalidFormat("a character", unless: .invalidCharacters).at(.text(line: 2, column: 3)),
            .quotaExceeded("too deep", limit: 5, .maxDepth),
        ]
        let strings = unsafe diagnostics { error in
            for failure in failures { _ = unsafe ErrorHandle(error).about(subject).fail(failure, at: 9) }
        }
        let expected = [
            "gzip decoder: a string of identifier 7: it has 2 strings (input offset 9)",
            "gzip decoder: this is text XML, not gzip (input offset 0)",
            "gzip decoder: a character (see WSE_PROPERTY_INVALID_CHARACTERS, line 2, column 3)",
            "gzip decoder: too deep (limit 5, see WSE_PROPERTY_MAX_DEPTH, input offset 9)",
        ]
        #expect(Array(strings.reversed()) == expected)
    }

    @Test func `without an error object the result has to do`() {
        let result = ErrorHandle.none.about(subject).fail(.invalidFormat("odd"), at: 0)
        #expect(result == WS_E_INVALID_FORMAT)
        let other = ErrorHandle.none.about(subject).fail(E_INVALIDARG, "no")
        #expect(other == E_INVALIDARG)
    }
}
