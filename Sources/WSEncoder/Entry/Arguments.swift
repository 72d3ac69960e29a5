internal import Bytes
internal import CWSEncoder

/// Whether an asynchronous context is none, or has a callback.
@inline(__always)
func isUsable(_ asyncContext: UnsafePointer<WS_ASYNC_CONTEXT>?) -> Bool {
    unsafe !AsyncContext(asyncContext).lacksCallback
}
