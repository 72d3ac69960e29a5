import Bytes
import Testing

@Suite struct RawSpanTests {
    @Test func `a word is read only where all of it is`() {
        let bytes = [UInt8](1...10)
        let span = unsafe bytes.span.bytes
        #expect(span.littleEndianWord(at: 0) == 0x0807_0605_0403_0201)
        #expect(span.littleEndianWord(at: 2) == 0x0A09_0807_0605_0403)
        for offset in [-1, 3, 10, Int.min, Int.max] { #expect(span.littleEndianWord(at: offset) == nil) }
    }
}
