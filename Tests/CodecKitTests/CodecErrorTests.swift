import Testing

@testable import CodecKit

@Suite struct CodecErrorTests {
    @Test func `each maker gives its kind, reason and limit`() {
        let memory = CodecError.outOfMemory
        #expect(memory.kind == .outOfMemory)
        #expect(memory.reason.description == "out of memory")
        let format = CodecError.invalidFormat("odd")
        #expect(format.kind == .invalidFormat)
        #expect(format.reason.description == "odd")
        #expect(format.limit == 0)
        let quota = CodecError.quotaExceeded("much", limit: 9)
        #expect(quota.kind == .quotaExceeded)
        #expect(quota.reason.description == "much")
        #expect(quota.limit == 9)
    }

    @Test func `a detail is carried along, and is nil where there is none`() {
        let characters: [CChar] = [0x61, 0]
        unsafe characters.withUnsafeBufferPointer { characters in
            let error = unsafe CodecError.invalidFormat("odd", detail: characters.baseAddress)
            let isCarried = unsafe error.detail == characters.baseAddress && characters.baseAddress != nil
            #expect(isCarried)
        }
        let others = [CodecError.outOfMemory, .invalidFormat("odd"), .quotaExceeded("much", limit: 1)].map {
            unsafe $0.detail == nil
        }
        #expect(others == [true, true, true])
    }
}
