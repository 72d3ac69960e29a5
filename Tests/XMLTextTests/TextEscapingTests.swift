import Bytes
import Testing
import XMLText

@Suite struct TextEscapingTests {
    private func write(_ text: [UInt8], _ context: TextContext, room: Int = 4096) -> (String, Int, TextEscaping.Stop) {
        var memory = [UInt8](repeating: 0xEE, count: room + 1)
        var consumed = 0
        var stop = TextEscaping.Stop.end
        var count = 0
        unsafe memory.withUnsafeMutableBufferPointer { memory in
            guard let base = memory.baseAddress else { return }
            var writer = unsafe TextWriter(base, count: room)
            unsafe text.withUnsafeBufferPointer { text in
                unsafe (consumed, stop) = TextEscaping.write(ByteText(text), into: &writer, context)
            }
            count = unsafe writer.next - base
        }
        #expect(memory[room] == 0xEE)
        return (String(decoding: memory.prefix(count), as: UTF8.self), consumed, stop)
    }

    /// The same, one character at a time.
    private func expected(_ text: String, _ context: TextContext) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch (scalar, context) {
            case ("<", _): result += "&lt;"
            case (">", _): result += "&gt;"
            case ("&", _): result += "&amp;"
            case ("\r", _): result += "&#xD;"
            case ("\"", .attribute): result += "&quot;"
            case ("\t", .attribute): result += "&#x9;"
            case ("\n", .attribute): result += "&#xA;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    @Test(arguments: [TextContext.content, .attribute]) func `each character is found at each place`(context: TextContext) {
        for special in ["<", ">", "&", "\"", "'", "\t", "\n", "\r", "\u{7F}", "\u{E9}", "\u{20AC}", "\u{1F600}", "x", " "] {
            for before in 0...17 {
                for after in 0...17 {
                    let text = String(repeating: "a", count: before) + special + String(repeating: "b", count: after)
                    let (written, consumed, stop) = write(Array(text.utf8), context)
                    #expect(written == expected(text, context) && consumed == text.utf8.count && stop == .end)
                }
            }
        }
    }

    @Test func `the last characters need no more room than they take if they are plain`() {
        for count in 1...7 {
            let text = String(repeating: "a", count: count)
            #expect(write(Array(text.utf8), .content, room: count) == (text, count, .end))
            #expect(write(Array(text.utf8), .content, room: count - 1).2 == .noRoom)
        }
    }

    @Test func `what XML has not is malformed, at each place`() {
        let wrong: [[UInt8]] = [
            [0x00], [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x9F, 0xBF],
            [0xED, 0xA0, 0x80],
            [0xED, 0xBF, 0xBF], [0xF0, 0x8F, 0xBF, 0xBF], [0xF4, 0x90, 0x80, 0x80],
            [0xF5, 0x80],
            [0xFF], [0xC3, 0x41], [0xE2, 0x82, 0x41], [0xF0, 0x9F, 0x98, 0xC0],
        ]
        let invalid: [[UInt8]] = [
            [0x01], [0x08], [0x0B], [0x0C], [0x0E], [0x1F], [0xEF, 0xBF, 0xBE], [0xEF, 0xBF, 0xBF],
        ]
        for (index, bytes) in (wrong + invalid).enumerated() {
            let expected = index < wrong.count ? TextEscaping.Stop.malformed : .invalidCharacter
            for before in 0...9 {
                let text = [UInt8](repeating: 0x61, count: before) + bytes + [UInt8](repeating: 0x62, count: 9)
                let (_, consumed, stop) = write(text, .content)
                #expect(stop == expected && consumed == before, "\(bytes) behind \(before)")
            }
        }
    }

    @Test func `a character that is cut off is incomplete`() {
        for text in ["\u{E9}", "\u{20AC}", "\u{1F600}"] {
            for count in 1..<text.utf8.count {
                let (written, consumed, stop) = write(Array("abc".utf8) + text.utf8.prefix(count), .content)
                #expect(written == "abc" && consumed == 3 && stop == .incomplete)
            }
        }
    }

    @Test func `it goes on where the room has ended`() {
        let text = Array("plain text of many letters, <tags> & \"quotes\", \u{20AC} and \u{1F600}\r\n".utf8)
        for room in 8...40 {
            var result = ""
            var position = 0
            while position < text.count {
                let (written, consumed, stop) = write(Array(text[position...]), .attribute, room: room)
                result += written
                position += consumed
                #expect(consumed > 0)
                #expect(stop == (position == text.count ? .end : .noRoom))
                guard consumed > 0 else { return }
            }
            #expect(result == expected(String(decoding: text, as: UTF8.self), .attribute))
        }
    }
}
