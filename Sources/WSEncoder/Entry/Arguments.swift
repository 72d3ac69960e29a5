internal import Bytes
internal import CWSEncoder

/// Whether an asynchronous context is none, or has a callback.
@inline(__always)
func isUsable(_ asyncContext: UnsafePointer<WS_ASYNC_CONTEXT>?) -> Bool {
    unsafe !AsyncContext(asyncContext).lacksCallback
}

/// What is wrong with the arguments of a call to one of a table's functions other than Create; nil if nothing is.
func invalidArgument(_ arguments: CallArguments, _ step: Callback.Role, of direction: Direction) -> StaticString? {
    if let index = Callback(step, of: direction).shape.asyncContextIndex,
        unsafe !isUsable(UnsafePointer<WS_ASYNC_CONTEXT>(bitPattern: arguments[index])) {
        return "asyncContext->callback is NULL"
    }
    switch (step, direction) {
    case (.transfer, .encoder):
        let buffers = unsafe HostBuffers(UnsafePointer(bitPattern: arguments[1]), ULONG(truncatingIfNeeded: arguments[2]))
        guard case .invalid = buffers.check() else { return nil }
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

/// Whether a word is the address of a string that can be read.
private func isString(_ word: UInt) -> Bool {
    unsafe WideText(UnsafePointer<WS_STRING>(bitPattern: word)) != nil
}
