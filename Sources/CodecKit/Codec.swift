public import Bytes

/// What a codec needs before it can go on.
public enum Progress: UInt8, Sendable {
    /// All input was taken; the message goes on.
    case needsInput
    /// All input was taken; the message is complete if nothing follows, and else goes on.
    case mayEnd
    /// The output has no more room; there may be more to come.
    case outputFull
    /// The message is complete. A decoder may have left input untouched: what follows its end.
    case finished
}

/// What a codec is made with.
public struct CodecOptions: BitwiseCopyable, Sendable {
    /// The compression level, in the codec's own range. Encoders only.
    public var level: Int32
    /// The largest window, in bytes, that a stream may ask a decoder to allocate.
    public var maxWindowSize: UInt32
    /// The most bytes that a part of a decoder may give to the next; 0 for any number.
    public var maxStageOutput: UInt64 = 0
    /// How much structure an XML document may have.
    public var xml: XMLLimits
    /// Whether text that reads like a value, such as a number, may be written as that value. Encoders of binary XML only.
    public var usesTypedText: Bool
    /// Whether the encoder leaves out the header and the checksum around deflated data. The encoder of deflate only.
    public var usesRawDeflate = false
    /// What becomes of characters that XML does not allow. Binary XML only.
    public var invalidCharacters = InvalidXMLCharacters.refuse

    /// Options; each codec reads those that concern it.
    public init(level: Int32 = 0, maxWindowSize: UInt32 = .max, xml: XMLLimits = XMLLimits(), usesTypedText: Bool = true) {
        self.level = level
        self.maxWindowSize = maxWindowSize
        self.xml = xml
        self.usesTypedText = usesTypedText
    }
}

/// What becomes of characters that binary XML can hold and XML 1.0 cannot.
public enum InvalidXMLCharacters: UInt32, BitwiseCopyable, Sendable {
    case refuse = 0
    /// They are character references in the text.
    case reference = 1
    /// U+FFFD replaces them.
    case replace = 2
    case drop = 3
}

/// A resumable transform of bytes, in either direction. It knows nothing of callbacks, phases and HRESULTs, and it may stop
/// at any byte of input and any byte of output and go on later.
public protocol Codec: ~Copyable {
    /// Begins a message. If the one before was neither committed nor abandoned, nothing of it has left the codec's owner: the
    /// codec forgets it. Throws `.outOfStep` if an abandoned message has left it uncertain what later ones may build on.
    mutating func begin() throws(CodecError)

    /// Takes input and gives output until one of them runs out or the message is complete.
    ///
    /// `output` has room on entry. `isLast` says that nothing follows `input`; it stays true once it was. After an error only
    /// `begin` may follow. With `isLast`, `.mayEnd` is `.finished`, and `.needsInput` means that the message is incomplete.
    ///
    /// The end of a message is judged by the codec alone: unless it has said `.finished`, it is asked with `isLast`, after the
    /// last byte or with it. That holds for the message of no bytes, too, for which this may be the only call.
    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    mutating func process(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) -> Progress

    /// The format of its input, so that an error can say what was given instead; nil if it takes any bytes.
    var inputFormat: MessageFormat? { get }

    /// The whole message has succeeded: in every codec it passed through, at the sink or source, and in the host's End. Until
    /// now, what it adds for later messages to build on was provisional; from now on both sides have it.
    ///
    /// Called at most once for each message that `begin` began, before the next `begin`.
    mutating func commit()

    /// The message will not be committed although the other side may have taken it, or sent it: one side may know what the
    /// other does not. A codec whose messages build on earlier ones must refuse to begin another.
    ///
    /// Called instead of `commit`, and for a decoder's message also if no byte of it has come as far as this codec.
    mutating func abandon()

    /// The message that has begun is not compressed: its bytes go past the decompression with which decoding starts. Called
    /// between `begin` and the first byte, if at all, and only where `CodecDescription.compression` allows it. `link` is the
    /// index of the codec in a pipeline, in the order in which bytes pass through it.
    mutating func skipDecompression(link: Int)
}

extension Codec where Self: ~Copyable {
    /// Most codecs carry nothing from one message to the next.
    public mutating func commit() {}

    /// Most codecs carry nothing from one message to the next.
    public mutating func abandon() {}

    /// Most codecs have nothing to skip.
    public mutating func skipDecompression(link: Int) {}

    public var inputFormat: MessageFormat? { nil }
}
