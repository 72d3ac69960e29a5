import Bytes
import Testing

@Suite struct ByteTextTests {
    private func withText<Result>(_ bytes: [UInt8], _ body: (ByteText) -> Result) -> Result {
        unsafe bytes.withUnsafeBufferPointer { unsafe body(ByteText($0)) }
    }

    @Test func `outside of a text there are zeros`() {
        withText([1, 2, 3]) { text in
            #expect([-1, 0, 2, 3, Int.min, Int.max].map { text[$0] } == [0, 1, 3, 0, 0, 0])
        }
        #expect(ByteText()[0] == 0)
    }

    @Test func `parts stay within the text`() {
        withText([1, 2, 3, 4]) { text in
            for length in -2...6 {
                let kept = min(max(length, 0), 4)
                #expect(text.prefix(length).count == kept && text.dropFirst(length).count == 4 - kept)
            }
            #expect(text.dropFirst(1).prefix(2)[1] == 3 && text.part(2, 2)[0] == 3)
        }
        #expect(ByteText().dropFirst(3).isEmpty && ByteText().prefix(3).isEmpty)
    }

    @Test func `texts are equal if their bytes are`() {
        #expect(ByteText() == "" && ByteText("abc") == "abc" && ByteText("abc") != "abd" && ByteText("ab") != "abc")
        withText(Array("xabc".utf8)) { text in #expect(text.dropFirst(1) == "abc" && text != "abc") }
    }

    @Test func `words have their first byte lowest`() {
        withText([1, 2, 3, 4, 5, 6, 7, 8, 9]) { text in
            #expect(text.word(at: 0) == 0x0807_0605_0403_0201 && text.word(at: 1) == 0x0908_0706_0504_0302)
            #expect(text.word32(at: 5) == 0x0908_0706 && text[unchecked: 8] == 9)
        }
    }

    @Test func `a text is copied as it is`() {
        var memory = [UInt8](repeating: 0xEE, count: 4)
        unsafe memory.withUnsafeMutableBytes { room in
            guard let base = room.baseAddress else { return }
            unsafe ByteText("abc").copy(to: base)
            unsafe ByteText().copy(to: base)
        }
        #expect(memory == Array("abc".utf8) + [0xEE])
    }
}
