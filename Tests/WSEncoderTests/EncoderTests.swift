import CWSEncoder
import Testing

@testable import WSEncoder

@Suite struct EncoderTests {
    @Test func `the total size is the sum of the lengths`() {
        var byte: UInt8 = 0
        unsafe withUnsafeMutablePointer(to: &byte) { byte in
            let buffers = unsafe [
                WS_BYTES(length: .max, bytes: byte), WS_BYTES(length: 0, bytes: nil), WS_BYTES(length: .max, bytes: byte),
            ]
            let total: UInt64? = if case .valid(let total) = unsafe HostBuffers(buffers, 3).check() { total } else { nil }
            #expect(total == 2 * UInt64(ULONG.max))
        }
        let none: UInt64? = if case .valid(let total) = HostBuffers.none.check() { total } else { nil }
        #expect(none == 0)
    }

    @Test func `a length without bytes is found by its index`() {
        let buffers = unsafe [WS_BYTES(length: 0, bytes: nil), WS_BYTES(length: 1, bytes: nil)]
        let index: Int? = if case .invalid(let index) = unsafe HostBuffers(buffers, 2).check() { index } else { nil }
        let isWithin = if case .valid(0) = unsafe HostBuffers(buffers, 1).check() { true } else { false }
        let isMissing = if case .invalid(nil) = unsafe HostBuffers(nil, 1).check() { true } else { false }
        #expect(index == 1)
        #expect(isWithin)
        #expect(isMissing)
    }

    @Test func `an asynchronous context is usable if it is none or has a callback`() {
        var context = unsafe WS_ASYNC_CONTEXT()
        let isEmptyUsable = unsafe !AsyncContext(&context).lacksCallback
        unsafe context.callback = { _, _, _ in }
        let isFullUsable = unsafe !AsyncContext(&context).lacksCallback
        let isNoneUsable = !AsyncContext.none.lacksCallback
        #expect(!isEmptyUsable)
        #expect(isFullUsable)
        #expect(isNoneUsable)
    }
}
