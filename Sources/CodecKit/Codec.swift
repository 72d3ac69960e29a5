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
    /// Begins a message, whatever became of the one before.
    mutating func begin() throws(CodecError)

    /// Takes input and gives output until one of them runs out or the message is complete.
    ///
    /// `output` has room on entry. `isLast` says that nothing follows `input`; it stays true once it was. After an error only
    /// `begin` may follow. With `isLast`, `.mayEnd` is `.finished`.
    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    mutating func process(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) -> Progress

    /// The format of its input, so that an error can say what was given instead; nil if it takes any bytes.
    var inputFormat: MessageFormat? { get }

    /// What the message has added to what later messages build on counts from now: the receiver has all of it.
    mutating func commit()
}

extension Codec where Self: ~Copyable {
    /// Most codecs carry nothing from one message to the next.
    public mutating func commit() {}

    public var inputFormat: MessageFormat? { nil }
}
