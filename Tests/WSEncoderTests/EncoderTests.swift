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
            let total: UInt64? = if case .valid(let total) = unsafe totalSize(buffers, 3) { total } else { nil }
            #expect(total == 2 * UInt64(ULONG.max))
        }
        let none: UInt64? = if case .valid(let total) = totalSize(nil, 0) { total } else { nil }
        #expect(none == 0)
    }

    @Test func `a length without bytes is found by its index`() {
        let buffers = unsafe [WS_BYTES(length: 0, bytes: nil), WS_BYTES(length: 1, bytes: nil)]
        let index: Int? = if case .invalid(let index) = unsafe totalSize(buffers, 2) { index } else { nil }
        let isWithin = if case .valid(0) = unsafe totalSize(buffers, 1) { true } else { false }
        let isMissing = if case .invalid(nil) = totalSize(nil, 1) { true } else { false }
        #expect(index == 1)
        #expect(isWithin)
        #expect(isMissing)
    }

    @Test func `an asynchronous context is usable if it is none or has a callback`() {
        var context = unsafe WS_ASYNC_CONTEXT()
        let isEmptyUsable = unsafe isUsable(&context)
        unsafe context.callback = { _, _, _ in }
        let isFullUsable = unsafe isUsable(&context)
        let isNoneUsable = isUsable(nil)
        #expect(!isEmptyUsable)
        #expect(isFullUsable)
        #expect(isNoneUsable)
    }
}
