internal import CWSEncoder

/// The sum of the lengths of the host's buffers, or which of them is not valid: nil for all, as they have no address.
enum BufferCheck {
    case valid(UInt64)
    case invalid(Int?)
}

@inline(__always)
func totalSize(_ buffers: UnsafePointer<WS_BYTES>?, _ count: ULONG) -> BufferCheck {
    guard let buffers = unsafe buffers else { return count == 0 ? .valid(0) : .invalid(nil) }
    var total: UInt64 = 0
    for index in 0..<Int(count) {
        let length = unsafe buffers[index].length
        if unsafe length > 0 && buffers[index].bytes == nil { return .invalid(index) }
        total &+= UInt64(length)
    }
    return .valid(total)
}

/// An asynchronous context is none, or has a callback.
@inline(__always)
func isUsable(_ asyncContext: UnsafePointer<WS_ASYNC_CONTEXT>?) -> Bool {
    guard let asyncContext = unsafe asyncContext else { return true }
    return unsafe asyncContext.pointee.callback != nil
}
