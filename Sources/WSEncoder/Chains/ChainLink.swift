internal import Bytes
internal import CWSEncoder

/// A link of a chain, in a cell whose address is the context of its sink or source, and, tagged with the number of the call, of
/// the asynchronous contexts that this gives to what is behind it.
@safe
struct ChainLink: ~Copyable {
    /// What a link has asked of what is behind it.
    @safe
    struct Request: BitwiseCopyable {
        /// Whom to tell.
        var host = unsafe WS_ASYNC_CONTEXT()
        let error: ErrorHandle
        /// Of a decoder: how many bytes there is room for, and where to say how many came.
        let room: UInt
        let place: UnsafeMutablePointer<ULONG>?

        /// arguments: the arguments of a sink or source.
        init(_ arguments: CallArguments, of direction: Direction) {
            let shape = Callback(sinkOf: direction).shape
            if let context = unsafe UnsafePointer<WS_ASYNC_CONTEXT>(bitPattern: arguments[shape.asyncContextIndex ?? 0]) {
                unsafe host = context.pointee
            }
            error = shape.error(arguments)
            room = arguments[2]
            unsafe place = direction == .decoder ? UnsafeMutablePointer(bitPattern: arguments[3]) : nil
        }
    }

    /// The bytes that the source says it gave. First, so that its address is that of the cell.
    var given: ULONG = 0
    /// The chain's own address.
    let chain: UnsafeMutableRawPointer
    let index: Int
    /// The link's instance, as a word.
    var instance: UInt = 0
    /// The call of what is behind it that is outstanding. Freed with the chain: until it has completed, that stays.
    let call = Handoff()
    var request = Request(CallArguments(0), of: .encoder)
    /// What is behind it has given 0 bytes: the message ends there.
    var isDrained = false

    init(_ chain: UnsafeMutableRawPointer, _ index: Int) {
        unsafe self.chain = chain
        self.index = index
    }

    /// From one cell to the next: a multiple of what the low bits of an address have room for.
    static var stride: Int { (MemoryLayout<ChainLink>.stride &+ 15) & ~15 }
}

extension UnsafeMutablePointer where Pointee == ChainLink {
    /// Where the source says how many bytes it gave.
    var givenPlace: UnsafeMutablePointer<ULONG> {
        unsafe UnsafeMutableRawPointer(self).assumingMemoryBound(to: ULONG.self)
    }

    /// The address of the cell, with the number of a call.
    func tagged(_ number: UInt64) -> UnsafeMutableRawPointer {
        unsafe UnsafeMutableRawPointer(self).advanced(by: Int(truncatingIfNeeded: number & Handoff.callMask))
    }

    /// What `tagged` put together; nil for nil.
    static func untagged(_ tagged: UnsafeMutableRawPointer?) -> (link: UnsafeMutablePointer<ChainLink>, number: UInt64)? {
        guard let tagged = unsafe tagged else { return nil }
        let number = UInt64(UInt(bitPattern: tagged)) & Handoff.callMask
        let address = unsafe tagged.advanced(by: 0 &- Int(truncatingIfNeeded: number))
        return unsafe (address.assumingMemoryBound(to: ChainLink.self), number)
    }
}
