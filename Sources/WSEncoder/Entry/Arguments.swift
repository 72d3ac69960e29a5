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

/// What is wrong with the arguments of a call of a table's function after Create; nil if nothing is.
func invalidArgument(_ arguments: CallArguments, _ step: Callback.Role, of direction: Direction) -> StaticString? {
    if let index = Callback(step, of: direction).shape.asyncContextIndex,
        unsafe !isUsable(UnsafePointer<WS_ASYNC_CONTEXT>(bitPattern: arguments[index])) {
        return "asyncContext->callback is NULL"
    }
    switch (step, direction) {
    case (.transfer, .encoder):
        let buffers = unsafe UnsafePointer<WS_BYTES>(bitPattern: arguments[1])
        guard case .invalid = unsafe totalSize(buffers, ULONG(truncatingIfNeeded: arguments[2])) else { return nil }
        return "buffers or the bytes of one of them is NULL although there is a length"
    case (.transfer, .decoder):
        return arguments[1] != 0 && arguments[2] != 0 && arguments[3] != 0 ? nil : "buffer or length is NULL, or maxLength is 0"
    case (.getContentType, _):
        let isValid = isString(arguments[1]) && arguments[3] != 0
            && (direction == .encoder ? arguments[2] != 0 : arguments[2] == 0 || isString(arguments[2]))
        return isValid ? nil : "a parameter is NULL, or a string's chars is NULL although its length is not 0"
    default: return nil
    }
}

/// Whether the word is the address of a string that can be read.
private func isString(_ word: UInt) -> Bool {
    unsafe UnsafePointer<WS_STRING>(bitPattern: word)?.characters != nil
}
