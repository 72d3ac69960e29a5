/// Why a stream of records cannot be read or continued.
public struct FrameError: Error {
    public enum Kind: UInt8, Sendable {
        case invalidFormat
        case quotaExceeded
        case outOfMemory
        /// A record that the caller wants to write may not come here.
        case outOfOrder
    }

    public let kind: Kind
    public let reason: StaticString
    /// The limit that is exceeded; 0 if it is not about one.
    public let limit: UInt64
    /// The number of bytes of the stream before the place of the error.
    public let offset: UInt64
    /// The record that the error is about; nil if it is about none in particular.
    public let record: RecordType?
    /// What a server answers; nil if it closes the connection without an answer.
    public let fault: FrameFault?

    static func invalidFormat(
        _ reason: StaticString, at offset: UInt64, record: RecordType? = nil, fault: FrameFault? = nil
    ) -> FrameError {
        FrameError(kind: .invalidFormat, reason: reason, limit: 0, offset: offset, record: record, fault: fault)
    }

    static func quotaExceeded(
        _ reason: StaticString, limit: UInt64, at offset: UInt64, fault: FrameFault? = nil
    ) -> FrameError {
        FrameError(kind: .quotaExceeded, reason: reason, limit: limit, offset: offset, record: nil, fault: fault)
    }

    static func outOfOrder(_ record: RecordType, _ reason: StaticString = "the record may not come here") -> FrameError {
        FrameError(kind: .outOfOrder, reason: reason, limit: 0, offset: 0, record: record, fault: nil)
    }

    static var outOfMemory: FrameError {
        FrameError(kind: .outOfMemory, reason: "out of memory", limit: 0, offset: 0, record: nil, fault: nil)
    }
}
