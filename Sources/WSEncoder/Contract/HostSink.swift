internal import Bytes
internal import CWSEncoder

/// What an encoder writes to: a callback of the host and its context.
///
/// Safe because whoever makes one promises that the callback can be called with the context until the instance is freed.
@safe
struct HostSink: BitwiseCopyable {
    private let callback: WS_WRITE_CALLBACK
    private let context: UnsafeMutableRawPointer?

    /// nil if there is no callback.
    init?(_ callback: WS_WRITE_CALLBACK?, _ context: UnsafeMutableRawPointer?) {
        guard let callback = unsafe callback else { return nil }
        unsafe self.callback = callback
        unsafe self.context = context
    }

    /// The sink as a callback in a calling convention.
    func bound(_ convention: CallingConvention) -> BoundCallback {
        unsafe BoundCallback(ForeignFunction(callback, convention), context, of: .encoder)
    }

    /// Writes buffers by the platform's calling convention.
    @inline(__always)
    func write(_ buffers: HostBuffers, _ asyncContext: AsyncContext, _ error: ErrorHandle) -> HRESULT {
        unsafe callback(context, buffers.pointer, buffers.number, asyncContext.pointer, error.pointer)
    }

    /// Writes buffers by any calling convention.
    @inline(__always)
    func write(
        _ buffers: HostBuffers, _ asyncContext: AsyncContext, _ error: ErrorHandle, _ convention: CallingConvention
    ) -> HRESULT {
        if convention == .native { return write(buffers, asyncContext, error) }
        return writeForeignly(buffers, asyncContext, error, convention)
    }

    @inline(never)
    private func writeForeignly(
        _ buffers: HostBuffers, _ asyncContext: AsyncContext, _ error: ErrorHandle, _ convention: CallingConvention
    ) -> HRESULT {
        bound(convention).call(.ppupp, CallArguments(encode: buffers, asyncContext, error))
    }

    /// Writes bytes in one buffer, before it returns.
    func write(_ bytes: ByteText, _ error: ErrorHandle) -> HRESULT {
        var buffer = unsafe WS_BYTES(bytes)
        return unsafe write(HostBuffers(&buffer, 1), .none, error)
    }
}
