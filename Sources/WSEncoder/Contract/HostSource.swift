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
