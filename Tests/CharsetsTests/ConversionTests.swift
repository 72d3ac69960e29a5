import Bytes
import Testing

@testable import Charsets

/// The loops under the codecs.
@Suite struct ConversionTests {
    @Test func `a conversion without room takes nothing and says what it lacks`() {
        let room = unsafe UnsafeMutableRawBufferPointer(start: nil, count: 0)
        for (bytes, widened, narrowed) in [
            ([], .needsInput, .needsInput), ([0x61], .needsRoom, .needsInput), ([0x61, 0], .needsRoom, .needsRoom),
        ] as [([UInt8], Conversion.Stop, Conversion.Stop)] {
            unsafe bytes.withUnsafeBufferPointer { bytes in
                let wide = unsafe Conversion.fromUTF8(ByteText(bytes), to: room, .little)
                let narrow = unsafe Conversion.toUTF8(ByteText(bytes), to: room, .little)
                #expect(wide.stop == widened && wide.read == 0 && wide.written == 0)
                #expect(narrow.stop == narrowed && narrow.read == 0 && narrow.written == 0)
            }
        }
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
