import Bytes
import Testing

@testable import Charsets

/// The loops under the codecs.
@Suite struct ConversionTests {
    private func convertWithoutRoom(_ direction: CharacterConverter.Direction, _ bytes: [UInt8]) -> Conversion {
        var input = unsafe InputCursor(bytes.span.bytes)
        var output = unsafe OutputCursor(
            OutputRawSpan(buffer: UnsafeMutableRawBufferPointer(start: nil, count: 0), initializedCount: 0))
        return Conversion.convert(direction, .little, from: &input, to: &output)
    }

    @Test func `a conversion without room takes nothing and says what it lacks`() {
        for (bytes, widened, narrowed) in [
            ([], .needsInput, .needsInput), ([0x61], .needsRoom, .needsInput), ([0x61, 0], .needsRoom, .needsRoom),
        ] as [([UInt8], Conversion.Stop, Conversion.Stop)] {
            let (wide, narrow) = (convertWithoutRoom(.toUTF16, bytes), convertWithoutRoom(.toUTF8, bytes))
            #expect(wide.stop == widened && wide.read == 0 && wide.written == 0)
            #expect(narrow.stop == narrowed && narrow.read == 0 && narrow.written == 0)
        }
    }

    /// What comes out where there is room for `room` bytes. The byte after them has to stay as it is.
    private func convert(_ direction: CharacterConverter.Direction, _ bytes: [UInt8], room: Int) -> [UInt8] {
        var memory = [UInt8](repeating: 0xEE, count: room + 1)
        var written = 0
        unsafe memory.withUnsafeMutableBytes { memory in
            var input = unsafe InputCursor(bytes.span.bytes)
            var output = unsafe OutputCursor(
                OutputRawSpan(buffer: UnsafeMutableRawBufferPointer(rebasing: memory[..<room]), initializedCount: 0))
            written = Conversion.convert(direction, .little, from: &input, to: &output).written
        }
        #expect(memory[room] == 0xEE)
        return Array(memory[..<written])
    }

    @Test(arguments: ["a", "\u{E9}", "\u{20AC}", "\u{1F600}"])
    func `a character that fills the room is written, and nothing after it`(character: String) {
        let (narrow, wide) = (character.bytes, utf16(character, mark: false))
        #expect(convert(.toUTF16, narrow, room: wide.count) == wide)
        #expect(convert(.toUTF8, wide, room: narrow.count) == narrow)
        #expect(convert(.toUTF16, narrow, room: wide.count - 1).isEmpty)
        #expect(convert(.toUTF8, wide, room: narrow.count - 1).isEmpty)
    }

    @Test func `a character that is cut has up to four bytes`() {
        var cut = CutCharacter()
        for byte in 1...5 as ClosedRange<UInt8> { cut.append(byte) }
        #expect(cut.word == 0x0403_0201 && cut.count == 4)
        cut.drop(1)
        #expect(cut.word == 0x0004_0302 && cut.count == 3)
        cut.drop(9)
        #expect(cut.word == 0 && cut.isEmpty)
    }

    @Test(arguments: [
        "<?xml version '1.0'?>", "<?xml version?>", "<?xml version=1.0?>", "<?xml version='1.0?>", "<?xml encoding='a'?>",
    ])
    func `a declaration without its signs is malformed`(declaration: String) throws {
        let message = (declaration + "<a/>").bytes
        #expect(try encode(.utf16, message, type: "text/xml") == .failed("the XML declaration is malformed", 0))
    }
}
