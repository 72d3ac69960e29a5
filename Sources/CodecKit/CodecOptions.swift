public import Bytes

/// What a codec is made with. Each codec reads the options that concern it.
public struct CodecOptions: BitwiseCopyable, Sendable {
    /// The compression level, in the codec's own range. Encoders only.
    public var level: Int32
    /// The largest window, in bytes, that a stream may ask a decoder to allocate.
    public var maxWindowSize: UInt32
    /// The most bytes that one codec of a decoding pipeline may pass to the next; 0 for any number.
    public var maxStageOutput: UInt64 = 0
    /// How much structure an XML document may have.
    public var xml: XMLLimits
    /// Whether text that reads like a value, such as a number, may be written as that value. Encoders of binary XML only.
    public var usesTypedText: Bool
    /// Whether the encoder leaves out the header and the checksum around deflated data. The encoder of deflate only.
    public var usesRawDeflate = false
    /// What becomes of characters that XML does not allow. Binary XML only.
    public var invalidCharacters = InvalidCharacters.refuse
    /// Whether the first message that is listed is the first of its session. What lists messages of sessions only.
    public var isListedFromStart = false
    /// How a package of MTOM is written, and what it may have. MTOM only.
    public var package = PackageOptions()

    /// Options with the values given, and the defaults of all others.
    public init(level: Int32 = 0, maxWindowSize: UInt32 = .max, xml: XMLLimits = XMLLimits(), usesTypedText: Bool = true) {
        self.level = level
        self.maxWindowSize = maxWindowSize
        self.xml = xml
        self.usesTypedText = usesTypedText
    }
}
