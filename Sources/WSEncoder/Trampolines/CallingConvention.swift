internal import CWSEncoder

/// How arguments and results are passed.
enum CallingConvention: UInt8 {
    /// The platform's own, in which this library and its C are compiled.
    case native
    case win64

    /// What a WSE_ABI stands for on this platform.
    enum Meaning {
        case known(CallingConvention)
        /// The platform lacks it.
        case missing
        /// There is no such value.
        case unknown
    }

    static func meaning(of abi: WSE_ABI) -> Meaning {
        switch abi {
        case WSE_ABI_DEFAULT: return .known(.native)
        case WSE_ABI_SYSV, WSE_ABI_WIN64:
            #if arch(x86_64)
                return .known(abi == WSE_ABI_WIN64 ? .win64 : .native)
            #else
                return .missing
            #endif
        default: return .unknown
        }
    }
}
