public import CWSEncoder

/// Why a message could not be encoded or decoded.
///
/// A transform throws it, and its host in C receives `code` as the result and `message` in the `WS_ERROR`. `Encoder` and
/// `Decoder` throw it with what the library reports.
public struct CodecError: Error, Sendable {
    /// The result that a C host receives: a negative HRESULT, such as `WS_E_INVALID_FORMAT`.
    public let code: HRESULT
    /// What is wrong, for people. In a transform's error: what is wrong with the message, without the name of the codec and the
    /// offset, which the library adds.
    public let message: String
    /// What the library adds: for instance, which link of a chain failed.
    public let details: [String]
    /// The number of bytes of the chunk before the place where a chunk codec found the error.
    var position = 0

    /// An error with any code. A code that is no failure becomes `E_FAIL`.
    public init(_ code: HRESULT, _ message: String) {
        self.init(code, message, details: [])
    }

    init(_ code: HRESULT, _ message: String, details: [String]) {
        self.code = code < 0 ? code : E_FAIL
        self.message = message
        self.details = details
    }

    /// The input is not what the codec accepts.
    public static func invalidFormat(_ message: String) -> CodecError {
        CodecError(WS_E_INVALID_FORMAT, message)
    }

    /// The message exceeds a limit, which `message` names.
    public static func quotaExceeded(_ message: String) -> CodecError {
        CodecError(WS_E_QUOTA_EXCEEDED, message)
    }

    /// The codec does not support what the message asks for.
    public static func notSupported(_ message: String) -> CodecError {
        CodecError(WS_E_NOT_SUPPORTED, message)
    }

    /// The same error, found after the first `position` bytes of the chunk that the codec was passed. Without it, the offset in
    /// the error is that of the beginning of the chunk. Has no effect in codecs that do not take chunks.
    public func at(_ position: Int) -> CodecError {
        var error = self
        error.position = position
        return error
    }

    /// There is no memory.
    public static var outOfMemory: CodecError {
        CodecError(E_OUTOFMEMORY, "out of memory")
    }
}

#if hasFeature(Embedded)
    /// What a transform may throw. Embedded Swift needs to know the type.
    public typealias TransformFailure = CodecError
#else
    /// What a transform may throw: a `CodecError`, or any other error, which its host receives as `E_FAIL` with a description.
    public typealias TransformFailure = any Error

    extension CodecError: CustomStringConvertible {
        public var description: String {
            let number = String(UInt32(bitPattern: code), radix: 16, uppercase: true)
            return ([message] + details).joined(separator: "; ") + " (0x" + number + ")"
        }
    }
#endif

extension CodecError {
    /// What `failure` is for a host in C.
    @usableFromInline
    init(_ failure: TransformFailure) {
        #if hasFeature(Embedded)
            self = failure
        #else
            self = failure as? CodecError ?? CodecError(E_FAIL, String(describing: failure))
        #endif
    }
}
