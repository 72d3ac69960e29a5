internal import Bytes
internal import CWSEncoder

/// The functions of a table of built-in codecs for a host of another calling convention: closures that lead straight to the
/// entry points, which know from the configuration what the host's own callbacks are.
struct ForeignTable: ~Copyable {
    private var closures = InlineArray<6, Closure?>(repeating: nil)
    /// The callback of the asynchronous contexts that its instances hand to the host.
    private(set) var completion: Closure?

    init(_ direction: Direction, _ convention: CallingConvention) throws(OutOfMemory) {
        for number in 0..<Callback.Step.count {
            guard let step = Callback.Step(rawValue: number) else { break }
            closures[Int(number)] = unsafe try Closure(
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

    private static func body(of step: Callback.Step, _ direction: Direction) -> ClosureBody {
        switch (step, direction) {
        case (.create, .encoder):
            { _, place, arguments, _ in
                let words = unsafe Words(arguments, .ppppp)
                let result = unsafe WseCreateEncoder(
                    words.pointer(0), unsafeBitCast(words.pointer(1), to: WS_WRITE_CALLBACK?.self), words.pointer(2),
                    UnsafeMutablePointer(bitPattern: words[3]), OpaquePointer(bitPattern: words[4]))
                unsafe Closure.store(result, to: place)
            }
        case (.getContentType, .encoder):
            { _, place, arguments, _ in
                let words = unsafe Words(arguments, .ppppp)
                let result = unsafe WseEncoderGetContentType(
                    words.pointer(0), UnsafePointer(bitPattern: words[1]), UnsafeMutablePointer(bitPattern: words[2]),
                    UnsafeMutablePointer(bitPattern: words[3]), OpaquePointer(bitPattern: words[4]))
                unsafe Closure.store(result, to: place)
            }
        case (.start, .encoder):
            { _, place, arguments, _ in
                let words = unsafe Words(arguments, .ppp)
                let result = unsafe WseEncoderStart(
                    words.pointer(0), UnsafePointer(bitPattern: words[1]), OpaquePointer(bitPattern: words[2]))
                unsafe Closure.store(result, to: place)
            }
        case (.transfer, .encoder):
            { _, place, arguments, _ in
                let words = unsafe Words(arguments, .ppupp)
                let result = unsafe WseEncoderEncode(
                    words.pointer(0), UnsafePointer(bitPattern: words[1]), ULONG(truncatingIfNeeded: words[2]),
                    UnsafePointer(bitPattern: words[3]), OpaquePointer(bitPattern: words[4]))
                unsafe Closure.store(result, to: place)
            }
        case (.end, .encoder):
            { _, place, arguments, _ in
                let words = unsafe Words(arguments, .ppp)
                let result = unsafe WseEncoderEnd(
                    words.pointer(0), UnsafePointer(bitPattern: words[1]), OpaquePointer(bitPattern: words[2]))
                unsafe Closure.store(result, to: place)
            }
        case (.free, .encoder): { _, _, arguments, _ in unsafe WseFreeEncoder(Words(arguments, .p).pointer(0)) }
        case (_, .decoder): unsafe decoderBody(of: step)
        }
    }

    private static func decoderBody(of step: Callback.Step) -> ClosureBody {
        switch step {
        case .create:
            { _, place, arguments, _ in
                let words = unsafe Words(arguments, .ppppp)
                let result = unsafe WseCreateDecoder(
                    words.pointer(0), unsafeBitCast(words.pointer(1), to: WS_READ_CALLBACK?.self), words.pointer(2),
                    UnsafeMutablePointer(bitPattern: words[3]), OpaquePointer(bitPattern: words[4]))
                unsafe Closure.store(result, to: place)
            }
        case .getContentType:
            { _, place, arguments, _ in
                let words = unsafe Words(arguments, .ppppp)
                let result = unsafe WseDecoderGetContentType(
                    words.pointer(0), UnsafePointer(bitPattern: words[1]), UnsafePointer(bitPattern: words[2]),
                    UnsafeMutablePointer(bitPattern: words[3]), OpaquePointer(bitPattern: words[4]))
                unsafe Closure.store(result, to: place)
            }
        case .start:
            { _, place, arguments, _ in
                let words = unsafe Words(arguments, .ppp)
                let result = unsafe WseDecoderStart(
                    words.pointer(0), UnsafePointer(bitPattern: words[1]), OpaquePointer(bitPattern: words[2]))
                unsafe Closure.store(result, to: place)
            }
        case .transfer:
            { _, place, arguments, _ in
                let words = unsafe Words(arguments, .ppuppp)
                let result = unsafe WseDecoderDecode(
                    words.pointer(0), words.pointer(1), ULONG(truncatingIfNeeded: words[2]),
                    UnsafeMutablePointer(bitPattern: words[3]), UnsafePointer(bitPattern: words[4]),
                    OpaquePointer(bitPattern: words[5]))
                unsafe Closure.store(result, to: place)
            }
        case .end:
            { _, place, arguments, _ in
                let words = unsafe Words(arguments, .ppp)
                let result = unsafe WseDecoderEnd(
                    words.pointer(0), UnsafePointer(bitPattern: words[1]), OpaquePointer(bitPattern: words[2]))
                unsafe Closure.store(result, to: place)
            }
        case .free: { _, _, arguments, _ in unsafe WseFreeDecoder(Words(arguments, .p).pointer(0)) }
        }
    }

    private static var encoderCompletion: ClosureBody {
        { _, _, arguments, _ in
            let words = unsafe Words(arguments, .sup)
            unsafe Encoder.complete(words.result, words.model, words.pointer(2))
        }
    }

    private static var decoderCompletion: ClosureBody {
        { _, _, arguments, _ in
            let words = unsafe Words(arguments, .sup)
            unsafe Decoder.complete(words.result, words.model, words.pointer(2))
        }
    }
}

extension Words {
    /// The first argument of a WS_ASYNC_CALLBACK.
    var result: HRESULT { HRESULT(truncatingIfNeeded: self[0]) }

    /// The second argument of a WS_ASYNC_CALLBACK.
    var model: WS_CALLBACK_MODEL { WS_CALLBACK_MODEL(rawValue: UInt32(truncatingIfNeeded: self[1])) }
}
