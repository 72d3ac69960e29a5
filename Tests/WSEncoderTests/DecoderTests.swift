import CWSEncoder
import Testing

@testable import WSEncoder

@Suite struct DecoderTests {
    @Test func `the size comes first of what the source is shown, and the probe right behind it`() {
        #expect(MemoryLayout<Decoder.Incoming>.offset(of: \.size) == 0)
        #expect(MemoryLayout<Decoder.Incoming>.offset(of: \.probe) == MemoryLayout<ULONG>.size)
    }
}
