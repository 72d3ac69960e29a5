public import Bytes

/// Why a codec stopped. The pump adds which codec it was and where in the message.
///
/// It is safe and sendable because `detail` is a constant of a C library, which nothing frees or changes, and a statement lasts
/// until it has been reported.
@safe
public struct CodecError: Error, @unchecked Sendable {
    /// What sort of failure it is, which callers act on.
    public enum Kind: UInt8, Sendable {
        case outOfMemory
        /// The input is not what the codec accepts.
        case invalidFormat
        /// A limit; `limit` is its value.
        case quotaExceeded
        /// The codec and its peer no longer agree on what earlier messages have built up, so that no further message can be
        /// right.
        case outOfStep
        /// A codec that others have written has broken the contract of codecs.
        case brokenRule
        /// A codec that others have written says why itself: see `Finding.statement`.
        case stated
    }

    /// Where in the message it went wrong.
    public enum Place: Sendable {
        /// Where the pump is: the codec does not say.
        case current
        /// In text: line and column from 1, the column in bytes.
        case text(line: UInt64, column: UInt64)
        /// A number of bytes from the beginning of the message, such as where a record of a binary format begins.
        case offset(UInt64)
        /// After as many bytes of output. How much input a codec has taken by then depends on how the input was cut.
        case output(UInt64)
    }

    /// What the codec found in place of what it expected.
    @safe
    public enum Finding: @unchecked Sendable {
        case nothing
        /// The identifier of a string that a session does not have; the session has `count` strings.
        case unknownString(id: UInt32, count: UInt64)
        /// What is wrong is said of this name.
        case name(QuotedName)
        /// The message is of another format.
        case format(MessageFormat, expected: MessageFormat)
        /// What a codec that others have written says itself: a number that means something to its author and its caller, and
        /// a text, unless that is nil. The text lasts until the codec is next called.
        case statement(code: Int32, UnsafePointer<WideText>?)
    }

    public let kind: Kind
    /// What is wrong, for people.
    public let reason: StaticString
    /// The limit that was hit; 0 unless `quotaExceeded`.
    public let limit: UInt64
    /// What the C library behind the codec says, a constant of that library; nil if it says nothing.
    public private(set) var detail: UnsafePointer<CChar>?
    /// What the caller can set so that the message is accepted; nil if nothing.
    public let setting: CodecSetting?
    /// What was found, which `reason` does not say.
    public private(set) var finding = Finding.nothing
    /// Where it went wrong.
    public var place = Place.current
    /// Which codec of a pipeline it was, counted from 1; 0 if there was no pipeline.
    public var link: UInt8 = 0

    /// There is no memory.
    public static var outOfMemory: CodecError {
        CodecError(.outOfMemory, "out of memory")
    }

    /// The input is not what the codec accepts.
    public static func invalidFormat(_ reason: StaticString) -> CodecError {
        CodecError(.invalidFormat, reason)
    }

    /// The input is not what the codec accepts, unless the caller sets it otherwise.
    public static func invalidFormat(_ reason: StaticString, unless setting: CodecSetting?) -> CodecError {
        CodecError(.invalidFormat, reason, setting: setting)
    }

    /// The same, with the name of what is wrong, as the message has it.
    public static func invalidFormat(_ reason: StaticString, name: ByteText) -> CodecError {
        CodecError(.invalidFormat, reason).finding(.name(QuotedName(name)))
    }

    /// The same, with what the C library says.
    public static func invalidFormat(_ reason: StaticString, detail: UnsafePointer<CChar>?) -> CodecError {
        var error = CodecError(.invalidFormat, reason)
        unsafe error.detail = detail
        return error
    }

    /// The same, with a constant that ends with a zero.
    public static func invalidFormat(_ reason: StaticString, constantDetail detail: StaticString) -> CodecError {
        unsafe invalidFormat(reason, detail: UnsafeRawPointer(detail.utf8Start).assumingMemoryBound(to: CChar.self))
    }

    /// A limit was hit, which `setting` changes.
    public static func quotaExceeded(
        _ reason: StaticString, limit: UInt64, _ setting: CodecSetting? = nil
    ) -> CodecError {
        CodecError(.quotaExceeded, reason, limit: limit, setting: setting)
    }

    /// The codec and its peer are out of step.
    public static func outOfStep(_ reason: StaticString) -> CodecError {
        CodecError(.outOfStep, reason)
    }

    /// A codec that others have written has broken a rule of the contract of codecs.
    public static func brokenRule(_ reason: StaticString) -> CodecError {
        CodecError(.brokenRule, reason)
    }

    /// A codec that others have written says why. Its text lasts as `Finding.statement` wants it.
    public static func stated(code: Int32, _ text: UnsafePointer<WideText>?) -> CodecError {
        unsafe CodecError(.stated, "the codec failed").finding(.statement(code: code, text))
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

    /// The message is of another format than expected. If a limit seemed to be exceeded, it was not.
    func finding(_ format: MessageFormat, expected: MessageFormat) -> CodecError {
        let error = CodecError.invalidFormat(reason).finding(.format(format, expected: expected))
        if case .text = place { return error.at(.text(line: 1, column: 1)) }
        return error.at(.offset(0))
    }

    private init(_ kind: Kind, _ reason: StaticString, limit: UInt64 = 0, setting: CodecSetting? = nil) {
        self.setting = setting
        self.kind = kind
        self.reason = reason
        self.limit = limit
        unsafe detail = nil
    }
}
