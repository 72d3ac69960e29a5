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
    init?(_ table: HostTable, _ direction: Direction, _ convention: CallingConvention) {
        func function(_ role: Callback.Role) -> ForeignFunction? { table.function(role, convention) }
        guard let create = function(.create), let getContentType = function(.getContentType), let start = function(.start),
            let transfer = function(.transfer), let end = function(.end), let free = function(.free)
        else { return nil }
        unsafe createContext = table.createContext
        functions = (create, getContentType, start, transfer, end, free)
        self.direction = direction
        self.convention = convention
    }

    /// What to say of a table that lacks a function.
    static func missingCallback(_ table: HostTable, _ direction: Direction) -> StaticString {
        var missing: Callback.Role?
        Callback.Role.forEach { role in
            if missing == nil && table.function(role, .native) == nil { missing = role }
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
