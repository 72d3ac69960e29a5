import CWSEncoder
import Testing

@testable import WSEncoder

@Suite struct ResultsTests {
    @Test func `the results are those of the header`() {
        #expect(UInt32(bitPattern: E_OUTOFMEMORY) == 0x8007_000E)
        #expect(UInt32(bitPattern: E_INVALIDARG) == 0x8007_0057)
        #expect(UInt32(bitPattern: WS_E_INVALID_FORMAT) == 0x803D_0000)
        #expect(UInt32(bitPattern: WS_E_OBJECT_FAULTED) == 0x803D_0001)
        #expect(UInt32(bitPattern: WS_E_INVALID_OPERATION) == 0x803D_0003)
        #expect(UInt32(bitPattern: WS_E_OPERATION_ABORTED) == 0x803D_0004)
        #expect(UInt32(bitPattern: WS_E_QUOTA_EXCEEDED) == 0x803D_0008)
        #expect(UInt32(bitPattern: WS_E_NOT_SUPPORTED) == 0x803D_0017)
    }

    @Test func `negative is failure`() {
        #expect(E_OUTOFMEMORY.isFailure)
        #expect(HRESULT.min.isFailure)
        #expect(!S_OK.isFailure)
        #expect(!WS_S_ASYNC.isFailure)
        #expect(!HRESULT.max.isFailure)
    }
}
