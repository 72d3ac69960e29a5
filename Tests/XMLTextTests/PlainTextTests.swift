import Bytes
import Testing
import XMLText

/// Looking at 16 bytes at a time gives what looking at each gives.
@Suite struct PlainTextTests {
    /// Texts of letters with every byte at every place.
    private func forEachText(_ body: (_ text: [UInt8]) -> Void) {
        for count in [1, 2, 15, 16, 17, 32, 33] {
            for place in 0..<count {
                for byte in 0...UInt8.max {
                    var text = [UInt8](repeating: 0x6E, count: count)
                    text[place] = byte
                    body(text)
                }
            }
        }
    }

    @Test func `names are told as by the rules`() {
        forEachText { text in
            let padded = text + [UInt8](repeating: 0x3C, count: 15)
            let isName = unsafe padded.withUnsafeBufferPointer { padded in
                guard let base = padded.baseAddress else { return false }
                return unsafe PlainText.isName(base, count: text.count)
            }
            let follows = unsafe text.withUnsafeBufferPointer { unsafe NameRules.isNCName(ByteText($0)) }
            #expect(isName == (follows && text.allSatisfy { $0 < 0x80 }), "\(text)")
        }
    }

    @Test(arguments: [TextContext.content, .attribute])
    func `text is copied if it is written as it is`(context: TextContext) {
        forEachText { text in
            var copy = [UInt8](repeating: 0, count: text.count + 15)
            let padded = text + [UInt8](repeating: 0x3C, count: 15)
            let isCopied = unsafe padded.withUnsafeBufferPointer { padded in
                unsafe copy.withUnsafeMutableBufferPointer { copy in
                    guard let from = padded.baseAddress, let to = copy.baseAddress else { return false }
                    return unsafe PlainText.copy(from: from, to: to, count: text.count, context)
                }
            }
            let escaped = escape(text, context)
            let isPlain = text.allSatisfy { $0 < 0x80 } && escaped == text
            #expect(isCopied == isPlain, "\(text)")
            if isCopied { #expect(Array(copy.prefix(text.count)) == text) }
        }
    }

    private func escape(_ text: [UInt8], _ context: TextContext) -> [UInt8]? {
        var memory = [UInt8](repeating: 0, count: text.count * 6 + 16)
        let count = unsafe text.withUnsafeBufferPointer { text in
            unsafe memory.withUnsafeMutableBufferPointer { memory -> Int? in
                guard let base = memory.baseAddress else { return nil }
                var writer = unsafe TextWriter(base, count: memory.count)
                guard unsafe TextEscaping.write(ByteText(text), into: &writer, context).stop == .end else { return nil }
                return unsafe writer.next - base
            }
        }
        return count.map { Array(memory.prefix($0)) }
    }
}
