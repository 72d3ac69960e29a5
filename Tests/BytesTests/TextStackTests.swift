import Bytes
import Testing

/// The stack, freed at the end, with text for bytes.
@safe
private final class Texts {
    var stack = unsafe TextStack(KeyedHash())

    deinit { unsafe stack.free() }

    func push(_ text: String) throws {
        try unsafe Array(text.utf8).withUnsafeBufferPointer { try unsafe stack.push($0) }
    }

    func find(_ text: String) -> Int? {
        unsafe Array(text.utf8).withUnsafeBufferPointer { unsafe stack.find($0) }
    }

    subscript(index: Int) -> String { unsafe String(decoding: stack[index], as: UTF8.self) }
}

@Suite struct TextStackTests {
    @Test func `the topmost of equal texts is found, and the one below once it is gone`() throws {
        let texts = Texts()
        #expect(texts.find("") == nil)
        for text in ["a", "", "b", "a", "aa", ""] { try texts.push(text) }
        #expect(texts.find("a") == 3 && texts.find("") == 5 && texts.find("aa") == 4 && texts.find("c") == nil)
        #expect((0..<6).map { texts[$0] } == ["a", "", "b", "a", "aa", ""])
        unsafe texts.stack.truncate(to: 3)
        #expect(texts.find("a") == 0 && texts.find("") == 1 && texts.find("aa") == nil)
        unsafe texts.stack.truncate(to: 0)
        #expect(unsafe texts.find("a") == nil && texts.stack.count == 0)
        try texts.push("b")
        #expect(texts.find("b") == 0 && texts[0] == "b")
    }

    @Test func `many texts are found as the stack grows and shrinks`() throws {
        let texts = Texts()
        for height in [1000, 10, 5000, 0, 300, 9, 8, 9, 7, 9, 1, 8, 17, 16] {
            unsafe texts.stack.truncate(to: height)
            for number in unsafe texts.stack.count..<height { try texts.push("text \(number)") }
            for number in [0, 9, height / 2, height - 1, height] where number >= 0 {
                #expect(texts.find("text \(number)") == (number < height ? number : nil))
            }
        }
    }
}
