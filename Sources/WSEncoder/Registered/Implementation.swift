internal import CWSEncoder

/// The createContext and the functions of a WS_CHANNEL_ENCODER or WS_CHANNEL_DECODER, which have the same layout, and their
/// calling convention.
///
/// Safe because it is made from a table whose owner promises that the functions are what it says, and all of them are there.
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
        var missing: Callback.Role?
        Callback.Role.forEach { role in
            if unsafe missing == nil && fields[1 &+ Int(role.rawValue)] == nil { missing = role }
        }
        return switch (missing ?? .free, direction) {
        case (.create, .encoder): "implementation->createEncoderCallback is NULL"
        case (.create, .decoder): "implementation->createDecoderCallback is NULL"
        case (.getContentType, .encoder): "implementation->encoderGetContentTypeCallback is NULL"
        case (.getContentType, .decoder): "implementation->decoderGetContentTypeCallback is NULL"
        case (.start, .encoder): "implementation->encoderStartCallback is NULL"
        case (.start, .decoder): "implementation->decoderStartCallback is NULL"
        case (.transfer, .encoder): "implementation->encoderEncodeCallback is NULL"
        case (.transfer, .decoder): "implementation->decoderDecodeCallback is NULL"
        case (.end, .encoder): "implementation->encoderEndCallback is NULL"
        case (.end, .decoder): "implementation->decoderEndCallback is NULL"
        case (.free, .encoder): "implementation->freeEncoderCallback is NULL"
        case (.free, .decoder): "implementation->freeDecoderCallback is NULL"
        }
    }

    /// One of its functions.
    @inline(__always)
    func function(_ role: Callback.Role) -> ForeignFunction {
        let address = switch role {
        case .create: unsafe functions.0
        case .getContentType: unsafe functions.1
        case .start: unsafe functions.2
        case .transfer: unsafe functions.3
        case .end: unsafe functions.4
        case .free: unsafe functions.5
        }
        return unsafe ForeignFunction(address, convention)
    }

    /// Calls one of its functions. A caller that knows the direction passes it, which saves looking it up.
    @inline(__always)
    func call(_ role: Callback.Role, _ direction: Direction, _ arguments: CallArguments) -> HRESULT {
        function(role).call(Callback(role, of: direction).shape, arguments)
    }
}
