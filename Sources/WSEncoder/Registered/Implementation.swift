internal import CWSEncoder

/// The functions of a WS_CHANNEL_ENCODER or WS_CHANNEL_DECODER, which lie in both in the same order, and their calling
/// convention.
@safe
struct Implementation: BitwiseCopyable {
    let createContext: UnsafeMutableRawPointer?
    private let functions: (
        UnsafeMutableRawPointer, UnsafeMutableRawPointer, UnsafeMutableRawPointer, UnsafeMutableRawPointer,
        UnsafeMutableRawPointer, UnsafeMutableRawPointer
    )
    let direction: Direction
    let convention: CallingConvention

    /// nil if a function is missing.
    init?(_ table: UnsafeRawPointer, _ direction: Direction, _ convention: CallingConvention) {
        let fields = unsafe table.assumingMemoryBound(to: UnsafeMutableRawPointer?.self)
        guard let create = unsafe fields[1], let getContentType = unsafe fields[2], let start = unsafe fields[3],
            let transfer = unsafe fields[4], let end = unsafe fields[5], let free = unsafe fields[6]
        else { return nil }
        unsafe createContext = fields[0]
        unsafe functions = (create, getContentType, start, transfer, end, free)
        self.direction = direction
        self.convention = convention
    }

    /// What to say of a table that lacks a function.
    static func missingCallback(_ table: UnsafeRawPointer, _ direction: Direction) -> StaticString {
        let fields = unsafe table.assumingMemoryBound(to: UnsafeMutableRawPointer?.self)
        let isEncoder = direction == .encoder
        if unsafe fields[1] == nil {
            return isEncoder
                ? "implementation->createEncoderCallback is NULL" : "implementation->createDecoderCallback is NULL"
        }
        if unsafe fields[2] == nil {
            return isEncoder
                ? "implementation->encoderGetContentTypeCallback is NULL"
                : "implementation->decoderGetContentTypeCallback is NULL"
        }
        if unsafe fields[3] == nil {
            return isEncoder ? "implementation->encoderStartCallback is NULL" : "implementation->decoderStartCallback is NULL"
        }
        if unsafe fields[4] == nil {
            return isEncoder
                ? "implementation->encoderEncodeCallback is NULL" : "implementation->decoderDecodeCallback is NULL"
        }
        if unsafe fields[5] == nil {
            return isEncoder ? "implementation->encoderEndCallback is NULL" : "implementation->decoderEndCallback is NULL"
        }
        return isEncoder ? "implementation->freeEncoderCallback is NULL" : "implementation->freeDecoderCallback is NULL"
    }

    /// The address of one of its functions.
    @inline(__always)
    func function(_ step: Callback.Role) -> UnsafeMutableRawPointer {
        switch step {
        case .create: unsafe functions.0
        case .getContentType: unsafe functions.1
        case .start: unsafe functions.2
        case .transfer: unsafe functions.3
        case .end: unsafe functions.4
        case .free: unsafe functions.5
        }
    }

    /// Calls one of its functions. The direction is a parameter, so that who knows it saves looking it up.
    @inline(__always)
    func call(_ step: Callback.Role, _ direction: Direction, _ arguments: CallArguments) -> HRESULT {
        unsafe ForeignFunction(unsafe function(step), convention).call(Callback(step, of: direction).shape, arguments)
    }
}
