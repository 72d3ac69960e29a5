internal import CWSEncoder

/// A function of one of the shapes of webservices.h, in either calling convention.
///
/// Safe because the initialiser takes an address, and whoever calls it promises that a function of the shape that is called for
/// is there, in this convention, as long as it is called.
@safe
struct ForeignFunction: BitwiseCopyable {
    let address: UnsafeMutableRawPointer
    let convention: CallingConvention

    init(_ address: UnsafeMutableRawPointer, _ convention: CallingConvention) {
        unsafe self.address = address
        self.convention = convention
    }

    /// A sink.
    init(_ sink: @escaping WS_WRITE_CALLBACK, _ convention: CallingConvention = .native) {
        unsafe self.init(unsafeBitCast(sink, to: UnsafeMutableRawPointer.self), convention)
    }

    /// A source.
    init(_ source: @escaping WS_READ_CALLBACK, _ convention: CallingConvention = .native) {
        unsafe self.init(unsafeBitCast(source, to: UnsafeMutableRawPointer.self), convention)
    }

    /// The address as a word, which is what calls pass on.
    @inline(__always)
    var word: UInt { unsafe UInt(address) }

    static func == (left: ForeignFunction, right: ForeignFunction) -> Bool {
        left.convention == right.convention && left.word == right.word
    }

    /// Whether it is the sink or source that an adapter has made for an implementation in another calling convention.
    var isForeignSink: Bool { convention != .native && ForeignSinks.contains(word) }

    /// Calls it. Returns S_OK for a function without a result.
    @inline(__always)
    func call(_ shape: CallShape, _ arguments: CallArguments) -> HRESULT {
        convention == .native ? callNatively(shape, arguments) : callForeignly(shape, arguments)
    }

    /// The native conventions of all platforms pass a pointer as they pass a word.
    @inline(__always)
    private func callNatively(_ shape: CallShape, _ arguments: CallArguments) -> HRESULT {
        switch shape {
        case .p:
            unsafe unsafeBitCast(address, to: (@convention(c) (UInt) -> Void).self)(arguments[0])
            return S_OK
        case .ppp:
            return unsafe unsafeBitCast(address, to: (@convention(c) (UInt, UInt, UInt) -> HRESULT).self)(
                arguments[0], arguments[1], arguments[2])
        case .ppppp:
            return unsafe unsafeBitCast(address, to: (@convention(c) (UInt, UInt, UInt, UInt, UInt) -> HRESULT).self)(
                arguments[0], arguments[1], arguments[2], arguments[3], arguments[4])
        case .ppupp:
            return unsafe unsafeBitCast(address, to: (@convention(c) (UInt, UInt, UInt32, UInt, UInt) -> HRESULT).self)(
                arguments[0], arguments[1], UInt32(truncatingIfNeeded: arguments[2]), arguments[3], arguments[4])
        case .ppuppp:
            return unsafe unsafeBitCast(address, to: (@convention(c) (UInt, UInt, UInt32, UInt, UInt, UInt) -> HRESULT).self)(
                arguments[0], arguments[1], UInt32(truncatingIfNeeded: arguments[2]), arguments[3], arguments[4], arguments[5])
        case .sup:
            unsafe unsafeBitCast(address, to: (@convention(c) (Int32, UInt32, UInt) -> Void).self)(
                Int32(truncatingIfNeeded: arguments[0]), UInt32(truncatingIfNeeded: arguments[1]), arguments[2])
            return S_OK
        case .supppp:
            return unsafe unsafeBitCast(address, to: (@convention(c) (Int32, UInt32, UInt, UInt, UInt, UInt) -> HRESULT).self)(
                Int32(truncatingIfNeeded: arguments[0]), UInt32(truncatingIfNeeded: arguments[1]), arguments[2], arguments[3],
                arguments[4], arguments[5])
        }
    }

    /// A 32-bit number is in the first bytes of its word, since the only other convention is one of x86-64.
    @inline(never)
    private func callForeignly(_ shape: CallShape, _ arguments: CallArguments) -> HRESULT {
        var words = arguments
        return unsafe withUnsafeMutableBytes(of: &words) { bytes in
            let base = bytes.baseAddress
            let stride = MemoryLayout<UInt>.stride
            var places = unsafe (
                base, base?.advanced(by: stride), base?.advanced(by: 2 * stride), base?.advanced(by: 3 * stride),
                base?.advanced(by: 4 * stride), base?.advanced(by: 5 * stride)
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
