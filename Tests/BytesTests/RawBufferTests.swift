import Testing

@testable import Bytes

@Suite struct RawBufferTests {
    @Test func `a buffer of no bytes has no memory`() {
        let buffer = RawBuffer()
        let (count, hasAddress) = unsafe (buffer.bytes.count, buffer.bytes.baseAddress != nil)
        #expect(buffer.byteCount == 0)
        #expect(count == 0)
        #expect(!hasAddress)
    }

    @Test func `a buffer keeps its bytes at one address`() throws {
        guard let buffer = RawBuffer(byteCount: 1000) else { throw OutOfMemory() }
        unsafe buffer.bytes.initializeMemory(as: UInt8.self, repeating: 0x5A)
        let isStable = unsafe buffer.bytes.baseAddress == buffer.bytes.baseAddress
        let isKept = unsafe buffer.bytes.allSatisfy { $0 == 0x5A }
        let count = unsafe buffer.bytes.count
        #expect(buffer.byteCount == 1000)
        #expect(count == 1000)
        #expect(isStable)
        #expect(isKept)
    }

    @Test(arguments: [-1, Int.max])
    func `a size that cannot be had makes none`(size: Int) {
        let isNone = RawBuffer(byteCount: size) == nil
        #expect(isNone)
    }
}
