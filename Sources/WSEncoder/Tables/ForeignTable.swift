internal import Bytes
internal import CWSEncoder

/// The functions of a table of built-in codecs for a host of another calling convention: closures that call the native entry
/// points, which know from the table how to call the host back.
struct ForeignTable: ~Copyable {
    private var closures = InlineArray<6, Closure?>(repeating: nil)
    /// The callback of the asynchronous contexts that its instances pass to the host.
    private(set) var completion: Closure?

    @_optimize(size)
    init(_ direction: Direction, _ convention: CallingConvention) throws(OutOfMemory) {
        guard let native = Table.native(direction) else { throw OutOfMemory() }
        try Callback.Role.forEach { role throws(OutOfMemory) in
            let shape = Callback(role, of: direction).shape
            closures[Int(role.rawValue)] = unsafe try Closure(
                shape, convention, context: native.function(role).address, Self.body(of: shape))
        }
        completion = unsafe try Closure(
            .sup, convention, context: nil, direction == .encoder ? Self.encoderCompletion : Self.decoderCompletion)
    }

    deinit {
        for index in closures.indices { closures[index]?.free() }
        completion?.free()
    }

    /// Replaces the functions of a table.
    func fill(_ table: HostTable) {
        Callback.Role.forEach { role in table.set(role, closures[Int(role.rawValue)]) }
    }

    /// The body of a closure whose context is a native function of that shape: calls the function. One for each shape that
    /// functions of a table have, so that the layout of the arguments is known where they are unpacked.
    private static func body(of shape: CallShape) -> ClosureBody {
        switch shape {
        case .p: { unsafe ForeignTable.call($3, .p, $2, $1) }
        case .ppp: { unsafe ForeignTable.call($3, .ppp, $2, $1) }
        case .ppupp: { unsafe ForeignTable.call($3, .ppupp, $2, $1) }
        case .ppuppp: { unsafe ForeignTable.call($3, .ppuppp, $2, $1) }
        default: { unsafe ForeignTable.call($3, .ppppp, $2, $1) }
        }
    }

    @inline(__always)
    private static func call(
        _ function: UnsafeMutableRawPointer?, _ shape: CallShape,
        _ arguments: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, _ result: UnsafeMutableRawPointer?
    ) {
        guard let function = unsafe function else { return }
        let outcome = unsafe ForeignFunction(function, .native).call(shape, CallArguments(arguments, shape))
        if !shape.hasNoResult { unsafe Closure.store(outcome, to: result) }
    }

    private static var encoderCompletion: ClosureBody {
        { _, _, arguments, _ in unsafe Encoder.resume(CallArguments(arguments, .sup)) }
    }

    private static var decoderCompletion: ClosureBody {
        { _, _, arguments, _ in unsafe Decoder.resume(CallArguments(arguments, .sup)) }
    }
}
