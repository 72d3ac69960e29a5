/// What a parser has found.
public enum FrameEvent {
    /// All of the input has been taken, and more is needed.
    case none
    case version(major: UInt8, minor: UInt8)
    case mode(FramingMode)
    /// `FrameParser.text` is the URI.
    case via
    case knownEncoding(KnownEncoding)
    /// `FrameParser.text` is the content type.
    case extensibleEncoding
    /// `FrameParser.text` is the name of the protocol.
    case upgradeRequest
    case upgradeResponse
    case preambleEnd
    case preambleAck
    /// An envelope of a size begins; nil for one whose size is not known.
    case envelopeBegin(size: UInt32?)
    /// The bytes just taken belong to the envelope.
    case envelopeBytes(Int)
    case envelopeEnd
    case end
    /// `FrameParser.text` is the URI of the fault.
    case fault
}
