/// Why a codec stopped. The pump adds which codec it was and where in the message. Sendable, since `detail` is constant.
@safe
public struct CodecError: Error, @unchecked Sendable {
    /// What sort of failure it is, which callers act on.
    public enum Kind: UInt8, Sendable {
        case outOfMemory
        /// The input is not what the codec accepts.
        case invalidFormat
        /// A limit; `limit` is its value.
        case quotaExceeded
        /// The codec no longer shares with its peer what the messages before have built up: no further message can be right.
        case outOfStep
    }

    /// Where in the message it went wrong.
    public enum Place: Sendable {
        /// Where the pump is: the codec has not been more exact.
        case current
        /// In text: line and column from 1, the column in bytes.
        case text(line: UInt64, column: UInt64)
        /// At so many bytes from the beginning of the message, as in the record of a binary format that begins there.
        case offset(UInt64)
    }

    public let kind: Kind
    /// What is wrong, for people.
    public let reason: StaticString
    /// The limit that was hit; 0 unless `quotaExceeded`.
    public let limit: UInt64
    /// What the C library behind the codec says, a constant of that library; nil if it says nothing.
    public let detail: UnsafePointer<CChar>?
    /// Where it went wrong.
    public var place = Place.current
    /// Which codec of a pipeline it was, from 1; 0 if it was not one of a pipeline.
    public var link: UInt8 = 0

    /// There is no memory.
    public static var outOfMemory: CodecError {
        unsafe CodecError(kind: .outOfMemory, reason: "out of memory", limit: 0, detail: nil)
    }

    /// The input is not what the codec accepts.
    public static func invalidFormat(_ reason: StaticString) -> CodecError {
        unsafe CodecError(kind: .invalidFormat, reason: reason, limit: 0, detail: nil)
    }

    /// The same, with what the C library says.
    public static func invalidFormat(_ reason: StaticString, detail: UnsafePointer<CChar>?) -> CodecError {
        unsafe CodecError(kind: .invalidFormat, reason: reason, limit: 0, detail: detail)
    }

    /// A limit was hit.
    public static func quotaExceeded(_ reason: StaticString, limit: UInt64) -> CodecError {
        unsafe CodecError(kind: .quotaExceeded, reason: reason, limit: limit, detail: nil)
    }

    /// The codec and its peer are out of step.
    public static func outOfStep(_ reason: StaticString) -> CodecError {
        unsafe CodecError(kind: .outOfStep, reason: reason, limit: 0, detail: nil)
    }

    /// The same, at `place`.
    public func at(_ place: Place) -> CodecError {
        var error = self
        error.place = place
        return error
    }

    private init(kind: Kind, reason: StaticString, limit: UInt64, detail: UnsafePointer<CChar>?) {
        self.kind = kind
        self.reason = reason
        self.limit = limit
        unsafe self.detail = detail
    }
}
