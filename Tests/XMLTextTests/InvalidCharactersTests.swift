import Bytes
import Testing

@testable import XMLText

@Suite struct InvalidCharactersTests {
    @Test func `they are those of Unicode that XML 1.0 does not allow, U+0000 and surrogates aside`() {
        for scalar in UInt32(0)...0x1_10000 {
            let isSurrogate = scalar >= 0xD800 && scalar < 0xE000
            let isExpected = scalar > 0 && scalar <= 0x10_FFFF && !isSurrogate && !UTF8Character.isXMLCharacter(scalar)
            if InvalidCharacters.include(scalar) != isExpected { Issue.record("\(scalar)") }
        }
    }

    private func written(_ text: [UInt8], _ choice: InvalidCharacters, room: Int) -> (String, Int, TextEscaping.Stop) {
        var memory = [UInt8](repeating: 0, count: room)
        var result = ("", 0, TextEscaping.Stop.end)
        unsafe memory.withUnsafeMutableBufferPointer { memory in
            guard let base = memory.baseAddress else { return }
            var writer = unsafe TextWriter(base, count: room)
            let (consumed, stop) = unsafe text.withUnsafeBufferPointer {
                unsafe TextEscaping.write(ByteText($0), into: &writer, .content, choice)
            }
            let count = unsafe writer.next - base
            result = unsafe (String(decoding: memory[..<count], as: UTF8.self), consumed, stop)
        }
        return result
    }

    @Test func `each is written in full or not at all, in any room`() {
        let text = Array("a\u{1}b\u{1F}\u{FFFE}\u{FFFF}c".utf8)
        let expected: [InvalidCharacters: String] = [
            .reference: "a&#x1;b&#x1F;&#xFFFE;&#xFFFF;c", .replace: "a\u{FFFD}b\u{FFFD}\u{FFFD}\u{FFFD}c", .drop: "abc",
        ]
        for (choice, whole) in expected {
            for room in TextEscaping.minRoom...64 {
                var rest = text[...]
                var result = ""
                while !rest.isEmpty {
                    let (piece, consumed, stop) = written(Array(rest), choice, room: room)
                    result += piece
                    rest = rest.dropFirst(consumed)
                    if stop != .noRoom { break }
                }
                #expect(rest.isEmpty && result == whole)
            }
        }
    }

    @Test func `what is refused stops the writer in front of it`() {
        let invalid = written(Array("ab\u{1}c".utf8), .refuse, room: 64)
        #expect(invalid.0 == "ab" && invalid.1 == 2 && invalid.2 == .invalidCharacter)
        for choice: InvalidCharacters in [.refuse, .reference, .replace, .drop] {
            for malformed: [UInt8] in [[0], [0xED, 0xA0, 0x80], [0xFF], [0xC0, 0x81]] {
                let result = written([0x61] + malformed, choice, room: 64)
                #expect(result.0 == "a" && result.1 == 1 && result.2 == .malformed)
            }
            #expect(written([0x61, 0xEF, 0xBF], choice, room: 64).2 == .incomplete)
        }
    }

    @Test func `documents read alike, split anywhere`() {
        let documents = [
            "<e a='x&#x1;\u{2}'>a\u{1}b&#x1F;\u{FFFE}&#xFFFF;c<![CDATA[]]\u{1}]]></e>", "<e><!--a\u{1}b\u{FFFF}-\u{2}--></e>",
            "<e>\r\u{1}\n</e>", "<e xmlns='\u{1}'/>", "<e xmlns='&#1;'/>", "<e\u{1}/>", "<e>&#0;</e>", "\u{1}<e/>",
        ]
        for text in documents {
            let document = Array(text.utf8)
            for choice: InvalidCharacters in [.refuse, .reference, .replace, .drop] {
                let whole = tokenize(document, invalidCharacters: choice)
                for first in 0...document.count {
                    for second in first...document.count {
                        let split = tokenize(document, cuts: [first, second], invalidCharacters: choice)
                        if split == whole { continue }
                        Issue.record("\(text), \(choice), split at \(first), \(second): \(split), \(whole)")
                    }
                }
            }
        }
    }
}
