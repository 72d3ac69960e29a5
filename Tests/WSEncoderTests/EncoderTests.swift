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
            let total = unsafe total(buffers)
            #expect(total == 2 * UInt64(ULONG.max))
        }
        let none: UInt64? = if case .valid(let total) = HostBuffers.none.check() { total } else { nil }
        #expect(none == 0)
    }

    @Test func `a length without bytes is found by its index`() {
        let buffers = unsafe [WS_BYTES(length: 0, bytes: nil), WS_BYTES(length: 1, bytes: nil)]
        let isMissing = if case .invalid(nil) = unsafe HostBuffers(nil, 1).check() { true } else { false }
        let index = unsafe invalidIndex(buffers)
        let first = unsafe total([buffers[0]])
        #expect(index == 1)
        #expect(first == 0)
        #expect(isMissing)
    }

    private func total(_ buffers: [WS_BYTES]) -> UInt64? {
        unsafe buffers.withUnsafeBufferPointer { buffers in
            if case .valid(let total) = unsafe HostBuffers(buffers.baseAddress, ULONG(buffers.count)).check() {
                total
            } else {
                nil
            }
        }
    }

    private func invalidIndex(_ buffers: [WS_BYTES]) -> Int? {
        unsafe buffers.withUnsafeBufferPointer { buffers in
            if case .invalid(let index) = unsafe HostBuffers(buffers.baseAddress, ULONG(buffers.count)).check() {
                index
            } else {
                nil
            }
        }
    }

    @Test func `an asynchronous context is usable if it is none or has a callback`() {
        var context = unsafe WS_ASYNC_CONTEXT()
        let isEmptyUsable = unsafe isUsable(&context)
        unsafe context.callback = { _, _, _ in }
        let isFullUsable = unsafe isUsable(&context)
        #expect(!isEmptyUsable)
        #expect(isFullUsable)
        let isNoneUsable = !AsyncContext.none.lacksCallback
        #expect(isNoneUsable)
    }

    private func isUsable(_ context: UnsafePointer<WS_ASYNC_CONTEXT>) -> Bool {
        unsafe !AsyncContext(context).lacksCallback
    }
}
