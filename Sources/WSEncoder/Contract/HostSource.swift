internal import CWSEncoder

/// What a decoder reads from: a callback of the host and its context.
///
/// Safe because whoever makes one promises that the callback can be called with the context until the instance is freed.
@safe
struct HostSource: BitwiseCopyable {
    private let callback: WS_READ_CALLBACK
    private let context: UnsafeMutableRawPointer?

    /// nil if there is no callback.
    init?(_ callback: WS_READ_CALLBACK?, _ context: UnsafeMutableRawPointer?) {
        guard let callback = unsafe callback else { return nil }
        unsafe self.callback = callback
        unsafe self.context = context
    }

    /// The source as a callback in a calling convention.
    func bound(_ convention: CallingConvention) -> BoundCallback {
        unsafe BoundCallback(ForeignFunction(callback, convention), context, of: .decoder)
    }

    /// Has the source fill `room` and say in `size` how many bytes it wrote. Both have to last until the call has completed.
    @inline(__always)
    func read(
        _ room: HostRoom, _ size: Reference<ULONG>, _ asyncContext: AsyncContext, _ error: ErrorHandle,
        _ convention: CallingConvention
    ) -> HRESULT {
        if convention == .native {
            return unsafe callback(context, room.address, room.size, size.pointer, asyncContext.pointer, error.pointer)
        }
        return readForeignly(room, size, asyncContext, error, convention)
    }

    @inline(never)
    private func readForeignly(
        _ room: HostRoom, _ size: Reference<ULONG>, _ asyncContext: AsyncContext, _ error: ErrorHandle,
        _ convention: CallingConvention
    ) -> HRESULT {
        bound(convention).call(.ppuppp, CallArguments(decode: room, size, asyncContext, error))
    }
}

/// Memory that is to be filled.
///
/// Safe because whoever makes one promises that the memory lasts until it is filled.
@safe
struct HostRoom: BitwiseCopyable {
    let address: UnsafeMutableRawPointer?
    let size: ULONG

    static var none: HostRoom { unsafe HostRoom(nil, 0) }

    init(_ address: UnsafeMutableRawPointer?, _ size: ULONG) {
        unsafe self.address = address
        self.size = size
    }

    /// All of `memory`.
    init(_ memory: UnsafeMutableRawBufferPointer) {
        unsafe self.init(memory.baseAddress, ULONG(truncatingIfNeeded: memory.count))
    }

    /// Its address, or 0, which is what calls pass on.
    @inline(__always)
    var word: UInt { unsafe UInt(address) }

    /// The first `count` bytes, or all if there are fewer.
    @inline(__always)
    func prefix(_ count: ULONG) -> HostRoom {
        unsafe HostRoom(address, min(size, count))
    }

    var bytes: UnsafeMutableRawBufferPointer { unsafe UnsafeMutableRawBufferPointer(start: address, count: Int(size)) }
}
