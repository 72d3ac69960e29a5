internal import CodecKit

extension CodecError {
    /// A limit of the document was hit, which `setting` changes.
    static func quota(_ reason: StaticString, _ limit: Int, _ setting: CodecSetting? = nil) -> CodecError {
        .quotaExceeded(reason, limit: UInt64(truncatingIfNeeded: max(limit, 0)), setting)
    }
}
