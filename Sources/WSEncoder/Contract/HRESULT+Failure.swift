internal import CWSEncoder

extension HRESULT {
    var isFailure: Bool { self < 0 }
}
