internal import CWSEncoder

/// A sink or source: a function, and the context that it is called with.
///
/// Safe because whoever makes one promises that both can be used as long as the instance lasts that calls them.
@safe
struct BoundCallback: BitwiseCopyable {
    private let function: ForeignFunction
    /// As a word, which is what calls pass on.
    private let context: UInt
    /// The link whose sink or source it is; nil if it is not that of a chain.
    private let link: LinkCaller?

    init(_ function: ForeignFunction, _ context: UnsafeMutableRawPointer?, of direction: Direction) {
        self.function = function
        self.context = unsafe UInt(context)
        link = unsafe function == Chain.ownSink(of: direction) ? LinkCaller(context) : nil
    }

    /// Calls it with these arguments after its context. A chain's needs no arguments taken apart and put together again.
    @inline(__always)
    func call(_ shape: CallShape, _ arguments: CallArguments) -> HRESULT {
        if let link { return link.callSink(arguments) }
        var arguments = arguments
        unsafe arguments.set(.instance, context)
        return function.call(shape, arguments)
    }

    /// The link of a chain that it belongs to, be it by way of adapters; nil if it belongs to none.
    func link(_ direction: Direction) -> LinkCaller? {
        if let link { return link }
        guard function == Adapter.ownSink(of: direction) || function.isForeignSink else { return nil }
        return unsafe Adapter(UnsafeMutableRawPointer(bitPattern: context))?.state.sink.link(direction)
    }
}
