internal import CWSEncoder

/// The arguments of one call, each widened to a word: what a call is between two calling conventions.
struct CallArguments: BitwiseCopyable {
    private var values: (UInt, UInt, UInt, UInt, UInt, UInt)

    init(_ first: UInt, _ second: UInt = 0, _ third: UInt = 0, _ fourth: UInt = 0, _ fifth: UInt = 0, _ sixth: UInt = 0) {
        values = (first, second, third, fourth, fifth, sixth)
    }

    /// The arguments that a closure was given.
    @inline(__always)
    init(_ arguments: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, _ shape: CallShape) {
        guard let at = unsafe Places(arguments) else {
            self.init(0)
            return
        }
        switch shape {
        case .p: self.init(at.word(0))
        case .ppp: self.init(at.word(0), at.word(1), at.word(2))
        case .ppppp: self.init(at.word(0), at.word(1), at.word(2), at.word(3), at.word(4))
        case .ppupp: self.init(at.word(0), at.word(1), at.number(2), at.word(3), at.word(4))
        case .ppuppp: self.init(at.word(0), at.word(1), at.number(2), at.word(3), at.word(4), at.word(5))
        case .sup: self.init(at.number(0), at.number(1), at.word(2))
        case .supppp: self.init(at.number(0), at.number(1), at.word(2), at.word(3), at.word(4), at.word(5))
        }
    }

    /// Where a closure's arguments lie, each of which has an address.
    @safe
    private struct Places {
        private let places: UnsafeRawPointer

        @inline(__always)
        init?(_ places: UnsafeMutablePointer<UnsafeMutableRawPointer?>?) {
            guard let places = unsafe places else { return nil }
            unsafe self.places = UnsafeRawPointer(places)
        }

        @inline(__always)
        private func place(_ index: Int) -> UnsafeRawPointer {
            unsafe places.load(fromByteOffset: index &* MemoryLayout<UnsafeRawPointer>.stride, as: UnsafeRawPointer.self)
        }

        @inline(__always)
        func word(_ index: Int) -> UInt { unsafe place(index).load(as: UInt.self) }

        @inline(__always)
        func number(_ index: Int) -> UInt { unsafe UInt(place(index).load(as: UInt32.self)) }
    }

    /// The word at `index`; 0 where there is none.
    subscript(index: Int) -> UInt {
        @inline(__always) get {
            switch index {
            case 0: values.0
            case 1: values.1
            case 2: values.2
            case 3: values.3
            case 4: values.4
            case 5: values.5
            default: 0
            }
        }
        @inline(__always) set {
            switch index {
            case 0: values.0 = newValue
            case 1: values.1 = newValue
            case 2: values.2 = newValue
            case 3: values.3 = newValue
            case 4: values.4 = newValue
            case 5: values.5 = newValue
            default: break
            }
        }
    }

    /// The word at `index` as an address.
    func pointer(_ index: Int) -> UnsafeMutableRawPointer? {
        unsafe UnsafeMutableRawPointer(bitPattern: self[index])
    }
}

extension UInt {
    /// An address as a word.
    @inline(__always)
    init(_ pointer: UnsafeMutableRawPointer?) {
        self = UInt(bitPattern: pointer)
    }
}

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
