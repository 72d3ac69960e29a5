internal import CWSEncoder

/// The createContext and the functions of a WS_CHANNEL_ENCODER or WS_CHANNEL_DECODER, which have the same layout, and their
/// calling convention.
///
/// Safe because it is made from a table whose owner promises that the functions are what it says, and all of them are there.
@safe
struct Implementation: BitwiseCopyable {
    let createContext: UnsafeMutableRawPointer?
    private let functions:
        (
            create: ForeignFunction, getContentType: ForeignFunction, start: ForeignFunction, transfer: ForeignFunction,
            end: ForeignFunction, free: ForeignFunction
        )
    let direction: Direction
    let convention: CallingConvention

    /// nil if a function is missing.
    init?(_ table: UnsafeRawPointer, _ direction: Direction, _ convention: CallingConvention) {
        let fields = unsafe table.assumingMemoryBound(to: UnsafeMutableRawPointer?.self)
        func function(_ index: Int) -> ForeignFunction? { unsafe fields[index].map { unsafe ForeignFunction($0, convention) } }
        guard let create = function(1), let getContentType = function(2), let start = function(3), let transfer = function(4),
            let end = function(5), let free = function(6)
        else { return nil }
        unsafe createContext = fields[0]
        functions = (create, getContentType, start, transfer, end, free)
        self.direction = direction
        self.convention = convention
    }

    /// Of functions in the native calling convention; nil if one is missing.
    init?(_ encoder: WS_CHANNEL_ENCODER) {
        var encoder = unsafe encoder
        unsafe self.init(&encoder, .encoder, .native)
    }

    /// Of functions in the native calling convention; nil if one is missing.
    init?(_ decoder: WS_CHANNEL_DECODER) {
        var decoder = unsafe decoder
        unsafe self.init(&decoder, .decoder, .native)
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
        switch role {
        case .create: functions.create
        case .getContentType: functions.getContentType
        case .start: functions.start
        case .transfer: functions.transfer
        case .end: functions.end
        case .free: functions.free
        }
    }

    /// Calls one of its functions. A caller that knows the direction passes it, which saves looking it up.
    @inline(__always)
    func call(_ role: Callback.Role, _ direction: Direction, _ arguments: CallArguments) -> HRESULT {
        function(role).call(Callback(role, of: direction).shape, arguments)
    }
}
