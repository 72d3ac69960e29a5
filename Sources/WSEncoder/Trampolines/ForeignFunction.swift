internal import CWSEncoder

/// A function of one of the shapes of webservices.h in either calling convention.
@safe
struct ForeignFunction: BitwiseCopyable {
    let address: UnsafeMutableRawPointer
    let convention: CallingConvention

    init(_ address: UnsafeMutableRawPointer, _ convention: CallingConvention) {
        unsafe self.address = address
        self.convention = convention
    }

    /// Calls it. Types that give nothing give S_OK.
    @inline(__always)
    func call(_ shape: CallShape, _ words: CallArguments) -> HRESULT {
        convention == .native ? callNatively(shape, words) : callForeignly(shape, words)
    }

    /// Pointers and words are passed alike by the conventions of the platforms that are native here.
    @inline(__always)
    private func callNatively(_ shape: CallShape, _ words: CallArguments) -> HRESULT {
        switch shape {
        case .p:
            unsafe unsafeBitCast(address, to: (@convention(c) (UInt) -> Void).self)(words[0])
            return S_OK
        case .ppp:
            return unsafe unsafeBitCast(address, to: (@convention(c) (UInt, UInt, UInt) -> HRESULT).self)(
                words[0], words[1], words[2])
        case .ppppp:
            return unsafe unsafeBitCast(address, to: (@convention(c) (UInt, UInt, UInt, UInt, UInt) -> HRESULT).self)(
                words[0], words[1], words[2], words[3], words[4])
        case .ppupp:
            return unsafe unsafeBitCast(address, to: (@convention(c) (UInt, UInt, UInt32, UInt, UInt) -> HRESULT).self)(
                words[0], words[1], UInt32(truncatingIfNeeded: words[2]), words[3], words[4])
        case .ppuppp:
            return unsafe unsafeBitCast(address, to: (@convention(c) (UInt, UInt, UInt32, UInt, UInt, UInt) -> HRESULT).self)(
                words[0], words[1], UInt32(truncatingIfNeeded: words[2]), words[3], words[4], words[5])
        case .sup:
            unsafe unsafeBitCast(address, to: (@convention(c) (Int32, UInt32, UInt) -> Void).self)(
                Int32(truncatingIfNeeded: words[0]), UInt32(truncatingIfNeeded: words[1]), words[2])
            return S_OK
        case .supppp:
            return unsafe unsafeBitCast(address, to: (@convention(c) (Int32, UInt32, UInt, UInt, UInt, UInt) -> HRESULT).self)(
                Int32(truncatingIfNeeded: words[0]), UInt32(truncatingIfNeeded: words[1]), words[2], words[3], words[4],
                words[5])
        }
    }

    /// A number lies in the first bytes of its word, the other conventions being those of x86-64 alone.
    @inline(never)
    private func callForeignly(_ shape: CallShape, _ words: CallArguments) -> HRESULT {
        var words = words
        return unsafe withUnsafeMutableBytes(of: &words) { bytes in
            let base = bytes.baseAddress
            let step = MemoryLayout<UInt>.stride
            var places = unsafe (
                base, base?.advanced(by: step), base?.advanced(by: 2 * step), base?.advanced(by: 3 * step),
                base?.advanced(by: 4 * step), base?.advanced(by: 5 * step)
            )
            return unsafe withUnsafeMutableBytes(of: &places) { places in
                guard let arguments = unsafe places.baseAddress?.assumingMemoryBound(to: UnsafeMutableRawPointer?.self) else {
                    return WS_E_NOT_SUPPORTED
                }
                return unsafe callThroughInterface(address, shape, convention, arguments) ?? WS_E_NOT_SUPPORTED
            }
        }
    }
}
