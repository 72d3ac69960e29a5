import Bytes
import Testing
import XMLText

/// Comments of hyphens and CDATA sections of brackets, each beside what a few lines here make of it.
@Suite struct CommentTests {
    /// All words of up to `length` letters.
    private func words(of letters: [String], upTo length: Int) -> [String] {
        var all = [""]
        var last = [""]
        for _ in 0..<length {
            last = last.flatMap { word in letters.map { word + $0 } }
            all += last
        }
        return all
    }

    /// What a comment comes to, read one character at a time. `column` is that of its first character.
    private func expected(
        _ body: String, limit: Int, drops: Bool, column: Int
    ) -> (text: String?, reason: String, column: Int) {
        let rest = Array((body + "-->").unicodeScalars)
        var text = ""
        var column = column
        for (index, scalar) in rest.enumerated() {
            if scalar == "-" {
                let isEnd = index == rest.count - 3
                if text.last == "-" || rest[index + 1] == "-" && !isEnd { return (nil, "\"--\" inside a comment", column) }
                if isEnd { return (text, "", column) }
            }
            if scalar == "\u{1}" {
                guard drops else { return (nil, "a character that XML does not allow", column) }
            } else {
                let character = String(scalar)
                if text.utf8.count + character.utf8.count > limit { return (nil, "a comment is too long", column) }
                text += character
            }
            column += String(scalar).utf8.count
        }
        return (nil, "there is no end", column)
    }

    /// No cuts, and each one or two from `start` to the end.
    private func cuts(_ document: [UInt8], from start: Int) -> [[Int]] {
        [[]] + (start...document.count).flatMap { first in (first...document.count).map { [first, $0] } }
    }

    @Test(arguments: [100, 2], [InvalidCharacters.refuse, .drop])
    func `hyphens are told apart from "--" and the end of a comment, however it is cut`(limit: Int, choice: InvalidCharacters) {
        var limits = XMLLimits()
        limits.maxAttributeValueLength = limit
        for body in words(of: ["-", "x", "\u{E9}", "\u{1}"], upTo: 4) {
            let document = Array("<e><!--\(body)--></e>".utf8)
            let expected = expected(body, limit: limit, drops: choice == .drop, column: 8)
            for cuts in cuts(document, from: 7) {
                let actual = tokenize(document, cuts: cuts, limits: limits, invalidCharacters: choice)
                let isRight =
                    expected.text.map { actual.isAccepted && actual.events == ["start e", "comment \($0)", "end"] }
                    ?? (actual.reason == expected.reason && actual.column == UInt64(expected.column))
                if !isRight { Issue.record("\(body), \(cuts): \(actual), not \(expected)") }
            }
        }
    }

    @Test func `brackets are told apart from the end of a section, however it is cut`() {
        for body in words(of: ["]", ">", "x", "\u{E9}"], upTo: 4) where !body.isEmpty && !(body + "]]").contains("]]>") {
            let document = Array("<e><![CDATA[\(body)]]></e>".utf8)
            let text = body.utf8.map { String($0, radix: 16) }.joined()
            for cuts in cuts(document, from: 12) {
                let actual = tokenize(document, cuts: cuts)
                if actual.events != ["start e", "text \(text)", "end"] { Issue.record("\(body), \(cuts): \(actual)") }
            }
        }
    }

    @Test func `a long section of brackets comes in pieces as text does`() {
        let text = String(repeating: "]]\u{E9}", count: 20_000)
        let expected = tokenize(Array("<a>\(text)</a>".utf8))
        let document = Array("<a><![CDATA[\(text)]]></a>".utf8)
        #expect(expected.isAccepted && expected.pieces.count > 1)
        for cuts in [[], [14, 15, 20_000, 40_001], Array(stride(from: 0, to: document.count, by: 7))] {
            #expect(tokenize(document, cuts: cuts) == expected)
        }
    }
}
