/// Why a document is not accepted, and where.
public struct XMLTextError: Error {
    /// What sort of failure it is.
    public enum Kind: UInt8, Sendable {
        case outOfMemory
        case invalidFormat
        case quotaExceeded
    }

    public let kind: Kind
    /// The rule that was broken, for people.
    public let reason: StaticString
    /// The limit that was hit; 0 unless `quotaExceeded`.
    public let limit: UInt64
    /// The line, from 1. Lines end with line feeds.
    public var line: UInt64 = 0
    /// The byte in the line, from 1.
    public var column: UInt64 = 0

    init(_ kind: Kind, _ reason: StaticString, limit: Int = 0) {
        self.kind = kind
        self.reason = reason
        self.limit = UInt64(truncatingIfNeeded: max(limit, 0))
    }

    static func invalid(_ reason: StaticString) -> XMLTextError { XMLTextError(.invalidFormat, reason) }

    static func quota(_ reason: StaticString, _ limit: Int) -> XMLTextError {
        XMLTextError(.quotaExceeded, reason, limit: limit)
    }

    static var outOfMemory: XMLTextError { XMLTextError(.outOfMemory, "out of memory") }
}
