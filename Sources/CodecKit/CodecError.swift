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

    /// What the codec found in place of what it wanted.
    public enum Finding: Sendable {
        case nothing
        /// The identifier of a string that a session does not have; it has `count`.
        case unknownString(id: UInt32, count: UInt64)
        /// The message is of another format.
        case format(MessageFormat, expected: MessageFormat)
    }

    public let kind: Kind
    /// What is wrong, for people.
    public let reason: StaticString
    /// The limit that was hit; 0 unless `quotaExceeded`.
    public let limit: UInt64
    /// What the C library behind the codec says, a constant of that library; nil if it says nothing.
    public let detail: UnsafePointer<CChar>?
    /// What the caller can set to have it accepted; nil if nothing.
    public let setting: CodecSetting?
    /// What was found; `reason` does not say.
    public private(set) var finding = Finding.nothing
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

    /// The input is not what the codec accepts, unless the caller sets it otherwise.
    public static func invalidFormat(_ reason: StaticString, unless setting: CodecSetting?) -> CodecError {
        unsafe CodecError(kind: .invalidFormat, reason: reason, limit: 0, detail: nil, setting: setting)
    }

    /// The same, with what the C library says.
    public static func invalidFormat(_ reason: StaticString, detail: UnsafePointer<CChar>?) -> CodecError {
        unsafe CodecError(kind: .invalidFormat, reason: reason, limit: 0, detail: detail)
    }

    /// A limit was hit, which `setting` changes.
    public static func quotaExceeded(
        _ reason: StaticString, limit: UInt64, _ setting: CodecSetting? = nil
    ) -> CodecError {
        unsafe CodecError(kind: .quotaExceeded, reason: reason, limit: limit, detail: nil, setting: setting)
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

    /// The same, with what was found.
    public func finding(_ finding: Finding) -> CodecError {
        var error = self
        error.finding = finding
        return error
    }

    /// The message is of another format than expected. A limit that seemed to be hit is none, then.
    func finding(_ format: MessageFormat, expected: MessageFormat) -> CodecError {
        let error = CodecError.invalidFormat(reason).finding(.format(format, expected: expected))
        if case .text = place { return error.at(.text(line: 1, column: 1)) }
        return error.at(.offset(0))
    }

    private init(
        kind: Kind, reason: StaticString, limit: UInt64, detail: UnsafePointer<CChar>?, setting: CodecSetting? = nil
    ) {
        self.setting = setting
        self.kind = kind
        self.reason = reason
        self.limit = limit
        unsafe self.detail = detail
    }
}
