import CWSEncoder
import Testing

@testable import WSEncoder

@Suite struct DecoderTests {
    @Test func `the length is the first thing that a source is shown, and the probe follows it`() {
        #expect(MemoryLayout<Incoming>.offset(of: \.length) == 0)
        #expect(MemoryLayout<Incoming>.offset(of: \.probe) == MemoryLayout<ULONG>.size)
    }
}
