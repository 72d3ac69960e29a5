/// Why a document is not accepted, and where.
public struct XMLTextError: Error {
    /// The kind of failure.
    public enum Kind: UInt8, Sendable {
        case outOfMemory
        case invalidFormat
        case quotaExceeded
    }

    /// What a caller can set that may be the cause of a failure.
    public enum Setting: UInt8, Sendable {
        case maxDepth
        case maxAttributes
        case maxNamespaceDeclarations
        case maxNameLength
        case maxAttributeValueLength
        case invalidCharacters
    }

    public let kind: Kind
    /// The rule that was broken, for people.
    public let reason: StaticString
    /// The limit that was exceeded; 0 unless `quotaExceeded`.
    public let limit: UInt64
    /// What can be set differently to have the document accepted; nil if nothing.
    public let setting: Setting?
    /// The line, from 1. Lines end with line feeds.
    public var line: UInt64 = 0
    /// The byte in the line, from 1.
    public var column: UInt64 = 0

    init(_ kind: Kind, _ reason: StaticString, limit: Int = 0, _ setting: Setting? = nil) {
        self.setting = setting
        self.kind = kind
        self.reason = reason
        self.limit = UInt64(truncatingIfNeeded: max(limit, 0))
    }

    static func invalid(_ reason: StaticString, unless setting: Setting? = nil) -> XMLTextError {
        XMLTextError(.invalidFormat, reason, setting)
    }

    static func quota(_ reason: StaticString, _ limit: Int, _ setting: Setting? = nil) -> XMLTextError {
        XMLTextError(.quotaExceeded, reason, limit: limit, setting)
    }

    static var outOfMemory: XMLTextError { XMLTextError(.outOfMemory, "out of memory") }
}
