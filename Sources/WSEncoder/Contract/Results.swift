internal import CWSEncoder

// The results that this library returns. Swift cannot use the header's macros of failures, whose literals exceed Int32.

let E_OUTOFMEMORY = HRESULT(bitPattern: 0x8007_000E)
let E_INVALIDARG = HRESULT(bitPattern: 0x8007_0057)
let WS_E_INVALID_FORMAT = HRESULT(bitPattern: 0x803D_0000)
let WS_E_OBJECT_FAULTED = HRESULT(bitPattern: 0x803D_0001)
let WS_E_INVALID_OPERATION = HRESULT(bitPattern: 0x803D_0003)
let WS_E_OPERATION_ABORTED = HRESULT(bitPattern: 0x803D_0004)
let WS_E_QUOTA_EXCEEDED = HRESULT(bitPattern: 0x803D_0008)
let WS_E_ENDPOINT_NOT_FOUND = HRESULT(bitPattern: 0x803D_000D)
let WS_E_ENDPOINT_NOT_AVAILABLE = HRESULT(bitPattern: 0x803D_000E)
let WS_E_ENDPOINT_FAILURE = HRESULT(bitPattern: 0x803D_000F)
let WS_E_ENDPOINT_TOO_BUSY = HRESULT(bitPattern: 0x803D_0012)
let WS_E_ENDPOINT_DISCONNECTED = HRESULT(bitPattern: 0x803D_0014)
let WS_E_NOT_SUPPORTED = HRESULT(bitPattern: 0x803D_0017)

extension HRESULT {
    var isFailure: Bool { self < 0 }
}
