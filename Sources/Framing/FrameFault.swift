public import Bytes

/// The faults by which a server refuses a connection.
public enum FrameFault: UInt8, Sendable {
    case contentTypeInvalid
    case contentTypeTooLong
    case connectionDispatchFailed
    case endpointNotFound
    case endpointUnavailable
    case maxMessageSizeExceeded
    case serverTooBusy
    case serviceActivationFailed
    case unsupportedMode
    case unsupportedVersion
    case upgradeInvalid
    case viaTooLong

    /// The URI in its record.
    public var uri: StaticString {
        switch self {
        case .contentTypeInvalid: "http://schemas.microsoft.com/ws/2006/05/framing/faults/ContentTypeInvalid"
        case .contentTypeTooLong: "http://schemas.microsoft.com/ws/2006/05/framing/faults/ContentTypeTooLong"
        case .connectionDispatchFailed: "http://schemas.microsoft.com/ws/2006/05/framing/faults/ConnectionDispatchFailed"
        case .endpointNotFound: "http://schemas.microsoft.com/ws/2006/05/framing/faults/EndpointNotFound"
        case .endpointUnavailable: "http://schemas.microsoft.com/ws/2006/05/framing/faults/EndpointUnavailable"
        case .maxMessageSizeExceeded: "http://schemas.microsoft.com/ws/2006/05/framing/faults/MaxMessageSizeExceededFault"
        case .serverTooBusy: "http://schemas.microsoft.com/ws/2006/05/framing/faults/ServerTooBusy"
        case .serviceActivationFailed: "http://schemas.microsoft.com/ws/2006/05/framing/faults/ServiceActivationFailed"
        case .unsupportedMode: "http://schemas.microsoft.com/ws/2006/05/framing/faults/UnsupportedMode"
        case .unsupportedVersion: "http://schemas.microsoft.com/ws/2006/05/framing/faults/UnsupportedVersion"
        case .upgradeInvalid: "http://schemas.microsoft.com/ws/2006/05/framing/faults/UpgradeInvalid"
        case .viaTooLong: "http://schemas.microsoft.com/ws/2006/05/framing/faults/ViaTooLong"
        }
    }

    /// The fault of this URI; nil if it is none of those above.
    public init?(uri: ByteText) {
        for number in 0...FrameFault.viaTooLong.rawValue {
            guard let fault = FrameFault(rawValue: number), uri == fault.uri else { continue }
            self = fault
            return
        }
        return nil
    }
}
