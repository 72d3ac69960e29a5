/// How much a message may decode to. Enforced in one place, by the pump, so that no codec can forget them.
public struct Limits: BitwiseCopyable, Sendable {
    /// The most bytes that a message may decode to; 0 for any number.
    public var maxDecodedSize: UInt64
    /// The most times its own size that a message may decode to; 0 for any number.
    public var maxExpansion: UInt32

    /// Limits, 0 being none.
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
