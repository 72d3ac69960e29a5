/// Limits on the size of a decoded message. The pump enforces them for all codecs.
public struct Limits: BitwiseCopyable, Sendable {
    /// The largest allowed size of a decoded message, in bytes; 0 for no limit.
    public var maxDecodedSize: UInt64
    /// The largest allowed ratio of decoded to encoded size; 0 for no limit.
    public var maxExpansion: UInt32

    /// Makes limits; 0 means no limit.
    public init(maxDecodedSize: UInt64, maxExpansion: UInt32) {
        self.maxDecodedSize = maxDecodedSize
        self.maxExpansion = maxExpansion
    }

    /// The bytes that may still be produced within the size limit.
    public func sizeLeft(produced: UInt64) -> UInt64 {
        guard maxDecodedSize > 0 else { return .max }
        return maxDecodedSize > produced ? maxDecodedSize &- produced : 0
    }

    /// The bytes that may still be produced from `received` bytes of input within the expansion limit.
    public func expansionLeft(produced: UInt64, received: UInt64) -> UInt64 {
        guard maxExpansion > 0 else { return .max }
        let (product, overflow) = received.multipliedReportingOverflow(by: UInt64(maxExpansion))
        let allowed = overflow ? .max : product
        return allowed > produced ? allowed &- produced : 0
    }
}
