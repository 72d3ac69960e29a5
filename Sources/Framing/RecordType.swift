/// The records of [MC-NMF], by the byte that each begins with.
public enum RecordType: UInt8, Sendable {
    case version = 0x00
    case mode = 0x01
    case via = 0x02
    case knownEncoding = 0x03
    case extensibleEncoding = 0x04
    case unsizedEnvelope = 0x05
    case sizedEnvelope = 0x06
    case end = 0x07
    case fault = 0x08
    case upgradeRequest = 0x09
    case upgradeResponse = 0x0A
    case preambleAck = 0x0B
    case preambleEnd = 0x0C

    /// Its name in error messages.
    public var name: StaticString {
        switch self {
        case .version: "Version"
        case .mode: "Mode"
        case .via: "Via"
        case .knownEncoding: "Known Encoding"
        case .extensibleEncoding: "Extensible Encoding"
        case .unsizedEnvelope: "Unsized Envelope"
        case .sizedEnvelope: "Sized Envelope"
        case .end: "End"
        case .fault: "Fault"
        case .upgradeRequest: "Upgrade Request"
        case .upgradeResponse: "Upgrade Response"
        case .preambleAck: "Preamble Ack"
        case .preambleEnd: "Preamble End"
        }
    }
}
