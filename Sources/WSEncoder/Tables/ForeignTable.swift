internal import Bytes
internal import CWSEncoder

/// The functions of a table of built-in codecs for a host of another calling convention: closures that lead straight to the
/// entry points, which know from the codecTable what the host's own callbacks are.
struct ForeignTable: ~Copyable {
    private var closures = InlineArray<6, Closure?>(repeating: nil)
    /// The callback of the asynchronous contexts that its instances hand to the host.
    private(set) var completion: Closure?

    init(_ direction: Direction, _ convention: CallingConvention) throws(OutOfMemory) {
        try Callback.Role.forEach { step throws(OutOfMemory) in
            closures[Int(step.rawValue)] = unsafe try Closure(
                Callback(step, of: direction).shape, convention, context: nil, Self.body(of: step, direction))
        }
        completion = unsafe try Closure(
            .sup, convention, context: nil, direction == .encoder ? Self.encoderCompletion : Self.decoderCompletion)
    }

    deinit {
        for index in closures.indices { closures[index]?.free() }
        completion?.free()
    }

    /// Fills a WS_CHANNEL_ENCODER or WS_CHANNEL_DECODER.
    func fill(_ place: UnsafeMutableRawPointer, createContext: UnsafeMutableRawPointer) {
        let fields = unsafe place.assumingMemoryBound(to: UnsafeMutableRawPointer?.self)
        unsafe fields[0] = createContext
        for index in closures.indices {
            unsafe fields[1 &+ index] = closures[index]?.function
        }
    }

    private static func body(of step: Callback.Role, _ direction: Direction) -> ClosureBody {
        switch (step, direction) {
        case (.create, .encoder):
            { _, place, arguments, _ in
                let arguments = unsafe CallArguments(arguments, .ppppp)
                let result = unsafe WseCreateEncoder(
                    arguments.pointer(.createContext), unsafeBitCast(arguments.pointer(.sink), to: WS_WRITE_CALLBACK?.self),
                    arguments.pointer(.sinkContext), UnsafeMutablePointer(bitPattern: arguments[3]), OpaquePointer(bitPattern: arguments[4]))
                unsafe Closure.store(result, to: place)
            }
        case (.getContentType, .encoder):
            { _, place, arguments, _ in
                let arguments = unsafe CallArguments(arguments, .ppppp)
                let result = unsafe WseEncoderGetContentType(
                    arguments.pointer(.instance), UnsafePointer(bitPattern: arguments[1]), UnsafeMutablePointer(bitPattern: arguments[2]),
                    UnsafeMutablePointer(bitPattern: arguments[3]), OpaquePointer(bitPattern: arguments[4]))
                unsafe Closure.store(result, to: place)
            }
        case (.start, .encoder):
            { _, place, arguments, _ in
                let arguments = unsafe CallArguments(arguments, .ppp)
                let result = unsafe WseEncoderStart(
                    arguments.pointer(.instance), UnsafePointer(bitPattern: arguments[1]), OpaquePointer(bitPattern: arguments[2]))
                unsafe Closure.store(result, to: place)
            }
        case (.transfer, .encoder):
            { _, place, arguments, _ in
                let arguments = unsafe CallArguments(arguments, .ppupp)
                let result = unsafe WseEncoderEncode(
                    arguments.pointer(.instance), UnsafePointer(bitPattern: arguments[1]), ULONG(truncatingIfNeeded: arguments[2]),
                    UnsafePointer(bitPattern: arguments[3]), OpaquePointer(bitPattern: arguments[4]))
                unsafe Closure.store(result, to: place)
            }
        case (.end, .encoder):
            { _, place, arguments, _ in
                let arguments = unsafe CallArguments(arguments, .ppp)
                let result = unsafe WseEncoderEnd(
                    arguments.pointer(.instance), UnsafePointer(bitPattern: arguments[1]), OpaquePointer(bitPattern: arguments[2]))
                unsafe Closure.store(result, to: place)
            }
        case (.free, .encoder): { _, _, arguments, _ in unsafe WseFreeEncoder(CallArguments(arguments, .p).pointer(.instance)) }
        case (_, .decoder): unsafe decoderBody(of: step)
        }
    }

    private static func decoderBody(of step: Callback.Role) -> ClosureBody {
        switch step {
        case .create:
            { _, place, arguments, _ in
                let arguments = unsafe CallArguments(arguments, .ppppp)
                let result = unsafe WseCreateDecoder(
                    arguments.pointer(.createContext), unsafeBitCast(arguments.pointer(.sink), to: WS_READ_CALLBACK?.self),
                    arguments.pointer(.sinkContext), UnsafeMutablePointer(bitPattern: arguments[3]), OpaquePointer(bitPattern: arguments[4]))
                unsafe Closure.store(result, to: place)
            }
        case .getContentType:
            { _, place, arguments, _ in
                let arguments = unsafe CallArguments(arguments, .ppppp)
                let result = unsafe WseDecoderGetContentType(
                    arguments.pointer(.instance), UnsafePointer(bitPattern: arguments[1]), UnsafePointer(bitPattern: arguments[2]),
                    UnsafeMutablePointer(bitPattern: arguments[3]), OpaquePointer(bitPattern: arguments[4]))
                unsafe Closure.store(result, to: place)
            }
        case .start:
            { _, place, arguments, _ in
                let arguments = unsafe CallArguments(arguments, .ppp)
                let result = unsafe WseDecoderStart(
                    arguments.pointer(.instance), UnsafePointer(bitPattern: arguments[1]), OpaquePointer(bitPattern: arguments[2]))
                unsafe Closure.store(result, to: place)
            }
        case .transfer:
            { _, place, arguments, _ in
                let arguments = unsafe CallArguments(arguments, .ppuppp)
                let result = unsafe WseDecoderDecode(
                    arguments.pointer(.instance), arguments.pointer(.bytes), ULONG(truncatingIfNeeded: arguments[2]),
                    UnsafeMutablePointer(bitPattern: arguments[3]), UnsafePointer(bitPattern: arguments[4]),
                    OpaquePointer(bitPattern: arguments[5]))
                unsafe Closure.store(result, to: place)
            }
        case .end:
            { _, place, arguments, _ in
                let arguments = unsafe CallArguments(arguments, .ppp)
                let result = unsafe WseDecoderEnd(
                    arguments.pointer(.instance), UnsafePointer(bitPattern: arguments[1]), OpaquePointer(bitPattern: arguments[2]))
                unsafe Closure.store(result, to: place)
            }
        case .free: { _, _, arguments, _ in unsafe WseFreeDecoder(CallArguments(arguments, .p).pointer(.instance)) }
        }
    }

    private static var encoderCompletion: ClosureBody {
        { _, _, arguments, _ in
            let arguments = unsafe CallArguments(arguments, .sup)
            unsafe Encoder.complete(arguments.result, arguments.model, arguments.pointer(.callbackState))
        }
    }

    private static var decoderCompletion: ClosureBody {
        { _, _, arguments, _ in
            let arguments = unsafe CallArguments(arguments, .sup)
            unsafe Decoder.complete(arguments.result, arguments.model, arguments.pointer(.callbackState))
        }
    }
}
