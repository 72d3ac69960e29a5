public import Bytes

/// Why a codec stopped. The pump adds which codec it was and where in the message.
///
/// It fits in four words, which functions return in registers: everything that can fail passes errors on, and to copy larger
/// ones would be much of its code. So the kinds of what an error carries share their storage, and what is longer is elsewhere.
///
/// It is safe and sendable because texts are constants, which nothing frees or changes, or belong to the codec, whose owner
/// reports the error before it calls the codec again.
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

    public let kind: Kind
    /// What the caller can set so that the message is accepted; nil if nothing.
    public private(set) var setting: CodecSetting?
    /// Which codec of a pipeline it was, counted from 1; 0 if there was no pipeline.
    public var link: UInt8 = 0
    private var placeKind = PlaceKind.current
    private var valueKind = ValueKind.nothing
    /// The number of bytes of the name that is found, at most `nameLimit` plus one.
    private var nameCount: UInt8 = 0
    /// The upper halves of line and column; 0 for other places.
    private var upperPosition: UInt16 = 0
    /// A constant that ends with a zero.
    private let reasonStart: UnsafePointer<UInt8>
    /// The limit, or an address or numbers that `valueKind` tells the meaning of.
    private var value: UInt64 = 0
    /// The offset, or the lower halves of line and column.
    private var position: UInt64 = 0

    private enum PlaceKind: UInt8 {
        case current, text, offset, output
    }

    private enum ValueKind: UInt8 {
        case nothing, limit, detail, unknownString, name, format, statement
    }

    /// What is wrong, for people.
    public var reason: ByteText { unsafe ByteText(zeroTerminated: reasonStart) }

    /// The limit that was hit; 0 unless `quotaExceeded`.
    public var limit: UInt64 { valueKind == .limit ? value : 0 }

    /// What the C library behind the codec says, a constant of that library; nil if it says nothing.
    public var detail: UnsafePointer<CChar>? { unsafe valueKind == .detail ? address() : nil }

    private init(_ kind: Kind, _ reason: StaticString, setting: CodecSetting? = nil) {
        self.kind = kind
        self.setting = setting
        unsafe reasonStart = reason.utf8Start
    }

    private init(_ kind: Kind, sameReasonAs other: CodecError) {
        self.kind = kind
        setting = nil
        unsafe reasonStart = other.reasonStart
    }

    private func address<Pointee>() -> UnsafePointer<Pointee>? {
        unsafe UnsafePointer(bitPattern: UInt(truncatingIfNeeded: value))
    }

    private mutating func setAddress(_ address: UnsafeRawPointer?, _ kind: ValueKind) {
        value = UInt64(truncatingIfNeeded: UInt(bitPattern: address))
        valueKind = kind
    }
}

// MARK: - Making errors

extension CodecError {
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

    /// The same, with the name of what is wrong, as the message has it. The codec keeps the name until it is next called.
    public static func invalidFormat(_ reason: StaticString, name: ByteText) -> CodecError {
        var error = CodecError(.invalidFormat, reason)
        unsafe error.setAddress(name.baseAddress, .name)
        error.nameCount = UInt8(truncatingIfNeeded: min(name.count, nameLimit &+ 1))
        return error
    }

    /// The same, with what the C library says.
    public static func invalidFormat(_ reason: StaticString, detail: UnsafePointer<CChar>?) -> CodecError {
        var error = CodecError(.invalidFormat, reason)
        unsafe error.setAddress(detail, .detail)
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
        var error = CodecError(.quotaExceeded, reason, setting: setting)
        error.value = limit
        error.valueKind = .limit
        return error
    }

    /// The codec and its peer are out of step.
    public static func outOfStep(_ reason: StaticString) -> CodecError {
        CodecError(.outOfStep, reason)
    }

    /// A codec that others have written has broken a rule of the contract of codecs.
    public static func brokenRule(_ reason: StaticString) -> CodecError {
        CodecError(.brokenRule, reason)
    }

    /// A codec that others have written says why. It keeps the statement until it is next called.
    public static func stated(_ statement: UnsafePointer<Statement>) -> CodecError {
        var error = CodecError(.stated, "the codec failed")
        unsafe error.setAddress(statement, .statement)
        return error
    }

    /// The input is not what the codec accepts: it has this string, of a session that has `count` strings.
    public static func unknownString(_ reason: StaticString, id: UInt32, count: UInt32) -> CodecError {
        var error = CodecError(.invalidFormat, reason)
        error.value = UInt64(count) << 32 | UInt64(id)
        error.valueKind = .unknownString
        return error
    }

    /// The message is of another format than expected. If a limit seemed to be exceeded, it was not.
    public func finding(_ format: MessageFormat, expected: MessageFormat) -> CodecError {
        var error = CodecError(.invalidFormat, sameReasonAs: self)
        error.value = UInt64(format.rawValue) << 8 | UInt64(expected.rawValue)
        error.valueKind = .format
        error.place = placeKind == .text ? .text(line: 1, column: 1) : .offset(0)
        return error
    }

    /// The same, about which the caller can set nothing.
    public var withoutSetting: CodecError {
        var error = self
        error.setting = nil
        return error
    }

    /// The same, at `place`.
    public func at(_ place: Place) -> CodecError {
        var error = self
        error.place = place
        return error
    }
}

// MARK: - Where in the message it was

extension CodecError {
    /// Where in the message it went wrong.
    public enum Place: Sendable {
        /// Where the pump is: the codec does not say.
        case current
        /// In text: line and column from 1, the column in bytes. Either is at most 2^40 - 1.
        case text(line: UInt64, column: UInt64)
        /// A number of bytes from the beginning of the message, such as where a record of a binary format begins.
        case offset(UInt64)
        /// After as many bytes of output. How much input a codec has taken by then depends on how the input was cut.
        case output(UInt64)
    }

    /// Where it went wrong.
    public var place: Place {
        get {
            switch placeKind {
            case .current: .current
            case .text:
                .text(
                    line: UInt64(upperPosition >> 8) << 32 | position >> 32,
                    column: UInt64(upperPosition & 0xFF) << 32 | position & 0xFFFF_FFFF)
            case .offset: .offset(position)
            case .output: .output(position)
            }
        }
        set {
            upperPosition = 0
            switch newValue {
            case .current: placeKind = .current
            case .text(let line, let column):
                placeKind = .text
                let (line, column) = (min(line, Self.maxTextPosition), min(column, Self.maxTextPosition))
                upperPosition = UInt16(truncatingIfNeeded: (line >> 32) << 8 | column >> 32)
                position = line << 32 | column & 0xFFFF_FFFF
            case .offset(let offset):
                placeKind = .offset
                position = offset
            case .output(let offset):
                placeKind = .output
                position = offset
            }
        }
    }

    private static var maxTextPosition: UInt64 { 1 << 40 - 1 }
}

// MARK: - What was found

extension CodecError {
    /// What the codec found in place of what it expected.
    @safe
    public enum Finding: @unchecked Sendable {
        case nothing
        /// The identifier of a string that a session does not have; the session has `count` strings.
        case unknownString(id: UInt32, count: UInt32)
        /// What is wrong is said of a name, of which this is the beginning.
        case name(ByteText, isCut: Bool)
        /// The message is of another format.
        case format(MessageFormat, expected: MessageFormat)
        /// What a codec that others have written says itself.
        case statement(Statement)
    }

    /// What a codec that others have written says of its failure.
    @safe
    public struct Statement {
        /// A number that means something to its author and its caller.
        public let code: Int32
        /// nil if it says nothing else.
        public let text: WideText?

        public init(code: Int32, text: WideText?) {
            self.code = code
            self.text = text
        }
    }

    /// The most bytes of a name that are reported.
    private static var nameLimit: Int { 64 }

    /// What was found, which `reason` does not say.
    public var finding: Finding {
        switch valueKind {
        case .nothing, .limit, .detail: return .nothing
        case .unknownString:
            return .unknownString(id: UInt32(truncatingIfNeeded: value), count: UInt32(truncatingIfNeeded: value >> 32))
        case .name:
            let name = unsafe ByteText(start: address(), count: Int(nameCount))
            return .name(name.prefix(Self.nameLimit), isCut: name.count > Self.nameLimit)
        case .format:
            guard let found = MessageFormat(rawValue: UInt8(truncatingIfNeeded: value >> 8)),
                let expected = MessageFormat(rawValue: UInt8(truncatingIfNeeded: value))
            else { return .nothing }
            return .format(found, expected: expected)
        case .statement:
            guard let statement: UnsafePointer<Statement> = unsafe address() else { return .nothing }
            return unsafe .statement(statement.pointee)
        }
    }
}
