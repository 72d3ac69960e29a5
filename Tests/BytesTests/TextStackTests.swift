import Bytes
import Testing

/// The stack, with strings for texts.
private final class Texts {
    var stack = TextStack(KeyedHash())

    func push(_ text: String) {
        let isPushed = unsafe Array(text.utf8).withUnsafeBufferPointer { unsafe stack.push(ByteText($0)) }
        #expect(isPushed)
    }

    func find(_ text: String) -> Int? {
        unsafe Array(text.utf8).withUnsafeBufferPointer { unsafe stack.find(ByteText($0)) }
    }

    subscript(index: Int) -> String { unsafe String(decoding: stack[index].buffer, as: UTF8.self) }
}

@Suite struct TextStackTests {
    @Test func `the topmost of equal texts is found, and the one below once it is gone`() {
        let texts = Texts()
        #expect(texts.find("") == nil)
        for text in ["a", "", "b", "a", "aa", ""] { texts.push(text) }
        #expect(texts.find("a") == 3 && texts.find("") == 5 && texts.find("aa") == 4 && texts.find("c") == nil)
        #expect((0..<6).map { texts[$0] } == ["a", "", "b", "a", "aa", ""])
        texts.stack.truncate(to: 3)
        #expect(texts.find("a") == 0 && texts.find("") == 1 && texts.find("aa") == nil)
        texts.stack.truncate(to: 0)
        #expect(texts.find("a") == nil && texts.stack.count == 0)
        texts.push("b")
        #expect(texts.find("b") == 0 && texts[0] == "b")
    }

    @Test func `many texts are found as the stack grows and shrinks`() {
        let texts = Texts()
        for height in [1000, 10, 5000, 0, 300, 9, 8, 9, 7, 9, 1, 8, 17, 16] {
            texts.stack.truncate(to: height)
            for number in texts.stack.count..<height { texts.push("text \(number)") }
            for number in [0, 9, height / 2, height - 1, height] where number >= 0 {
                #expect(texts.find("text \(number)") == (number < height ? number : nil))
            }
        }
    }
}
