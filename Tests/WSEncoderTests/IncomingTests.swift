import CWSEncoder
import Testing

@testable import WSEncoder

@Suite struct IncomingTests {
    @Test func `a source is given the address of the length, right after which the probe lies`() {
        #expect(MemoryLayout<Incoming>.offset(of: \.length) == 0)
        #expect(MemoryLayout<Incoming>.offset(of: \.probe) == MemoryLayout<ULONG>.size)
    }
}
