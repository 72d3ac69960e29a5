internal import CodecKit

extension Limits {
    /// What to say of the one that has no more left.
    func exceeded(produced: UInt64) -> CodecError {
        if sizeLeft(produced: produced) == 0 {
            return .quotaExceeded(
                "the message decodes to more than WSE_PROPERTY_MAX_DECODED_SIZE allows", limit: maxDecodedSize)
        }
        return .quotaExceeded(
            "the message expands more than WSE_PROPERTY_MAX_EXPANSION allows", limit: UInt64(maxExpansion))
    }
}
