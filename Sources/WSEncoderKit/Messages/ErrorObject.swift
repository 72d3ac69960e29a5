internal import CWSEncoder

/// The `WS_ERROR` of one call.
@safe
struct ErrorObject: ~Copyable {
    private(set) var object: OpaquePointer?

    /// Without memory there is no object, and errors have no strings.
    init() { unsafe WsCreateError(nil, 0, &object) }

    deinit { unsafe WsFreeError(object) }

    /// Calls `body` with an error object, and throws what has failed.
    static func check(_ body: (OpaquePointer?) -> HRESULT) throws(CodecError) {
        let error = ErrorObject()
        let result = unsafe body(error.object)
        if result < 0 { throw error.described(result) }
    }

    /// Removes the strings.
    func reset() { unsafe WsResetError(object) }

    /// The error that a function has returned and described in this object.
    func described(_ result: HRESULT) -> CodecError {
        var count: ULONG = 0
        unsafe WsGetErrorProperty(object, WS_ERROR_PROPERTY_STRING_COUNT, &count, ULONG(MemoryLayout<ULONG>.size))
        var details: [String] = []
        // String 0 is the last that was added.
        for index in 1..<max(count, 1) { details.append(string(at: index)) }
        return CodecError(result, count > 0 ? string(at: 0) : "the library gives no description", details: details)
    }

    private func string(at index: ULONG) -> String {
        var string = unsafe WS_STRING()
        guard unsafe WsGetErrorString(object, index, &string) >= 0 else { return "" }
        return unsafe String(string)
    }
}

extension String {
    init(_ string: WS_STRING) {
        unsafe self = String(decoding: UnsafeBufferPointer(start: string.chars, count: Int(string.length)), as: UTF16.self)
    }

    /// Throws if there is a NUL in this string, which C would take to end there.
    func refuseNUL(as argument: String) throws(CodecError) {
        if utf8.contains(0) { throw CodecError(E_INVALIDARG, argument + " has a NUL") }
    }

    /// Calls `body` with the UTF-16 of this string.
    func withWideString<Result>(_ body: (UnsafePointer<WS_STRING>) throws(CodecError) -> Result) throws(CodecError) -> Result {
        var units = Array(utf16)
        do {
            return try unsafe units.withUnsafeMutableBufferPointer { (units) throws(CodecError) in
                var string = unsafe WS_STRING(length: ULONG(clamping: units.count), chars: units.baseAddress)
                return try unsafe body(&string)
            }
        }
    }
}
