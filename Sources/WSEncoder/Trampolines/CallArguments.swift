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
