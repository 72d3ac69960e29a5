/// The order of the records that one side writes: the grammar of [MC-NMF] for one direction of a connection.
///
///     client: Version Mode Via Encoding (UpgradeRequest)* PreambleEnd messages End
///     server: (UpgradeResponse)* PreambleAck messages End
///
/// The messages are sized envelopes or, in the mode singleton-unsized, one unsized envelope. The server may write a Fault
/// wherever a record may begin; nothing follows it. After End, a further preamble may begin.
public struct FrameOrder {
    private enum Place: UInt8 {
        case version
        case mode
        case via
        case encoding
        /// After the encoding of a client; at the beginning of a server's stream.
        case upgrades
        case messages
        /// After the one message of the mode singleton-unsized.
        case singletonSent
        case ended
        case failed
    }

    public let side: FrameSide
    /// The mode of the connection. A reader of a server's records may not know it.
    public var mode: FramingMode?
    private var place: Place

    public init(_ side: FrameSide) {
        self.side = side
        place = side == .client ? .version : .upgrades
    }

    /// Whether nothing of a connection has come yet.
    public var isAtStart: Bool { place == (side == .client ? .version : .upgrades) }
    /// Whether the preamble is over and a message may come.
    public var isOpen: Bool { place == .messages }
    public var isEnded: Bool { place == .ended }
    public var isFailed: Bool { place == .failed }

    /// Whether this record may come next.
    public func allows(_ record: RecordType) -> Bool { next(record) != nil }

    /// Takes note that this record comes. Returns whether it may; if not, nothing changes.
    mutating func take(_ record: RecordType) -> Bool {
        guard let next = next(record) else { return false }
        place = next
        return true
    }

    @inline(__always)
    private func next(_ record: RecordType) -> Place? {
        // Nearly every record of a connection is this one.
        if record == .sizedEnvelope && place == .messages && mode == .duplex { return .messages }
        return other(record)
    }

    private func other(_ record: RecordType) -> Place? {
        switch (place, record) {
        case (.version, .version) where side == .client, (.ended, .version) where side == .client: .mode
        case (.mode, .mode): .via
        case (.via, .via): .encoding
        case (.encoding, .knownEncoding), (.encoding, .extensibleEncoding): .upgrades
        case (.upgrades, .upgradeRequest) where side == .client: .upgrades
        case (.upgrades, .preambleEnd) where side == .client: .messages
        case (.upgrades, .upgradeResponse) where side == .server, (.ended, .upgradeResponse) where side == .server: .upgrades
        case (.upgrades, .preambleAck) where side == .server, (.ended, .preambleAck) where side == .server: .messages
        case (.messages, .sizedEnvelope) where mode != .singletonUnsized && !isSilent: .messages
        case (.messages, .unsizedEnvelope) where mode == nil || mode == .singletonUnsized: .singletonSent
        case (.messages, .end), (.singletonSent, .end): .ended
        case (.failed, _): nil
        case (_, .fault) where side == .server || place == .messages: .failed
        default: nil
        }
    }

    /// The server of a simplex connection sends no messages.
    private var isSilent: Bool { side == .server && mode == .simplex }
}
