/// What is known of a codec before one is made: its names, its settings and how to make its two directions.
public struct CodecDescription {
    /// Makes one direction of a codec.
    public typealias Factory = (CodecOptions) throws(CodecError) -> AnyCodec

    /// The name callers ask for.
    public let name: StaticString
    /// Another name it goes by; empty if there is none.
    public let alias: StaticString
    /// Its token in HTTP's Content-Encoding; empty if it is none.
    public let contentEncoding: StaticString
    /// The levels its encoder takes, nil if it takes none.
    public let levels: Levels?
    /// The largest window its decoder allocates unless told otherwise, nil if its format has no choice.
    public let defaultMaxWindowSize: UInt32?
    /// What its encoder takes and gives, nil if any message will do and stays what it is.
    public let contentTypes: ContentTypes?
    /// Media types that say of a message what `contentEncoding` says, which a decoder may be told to take in its place.
    public let codingTypes: CodingTypes?
    /// How its messages are labelled where the content type does not name their compression; nil if it always does, or if they
    /// are not compressed. Its decoder then takes messages that are not compressed, too: see `Codec.skipDecompression`.
    public let compression: Compression?
    /// Whether its encoder heeds `CodecOptions.usesRawDeflate`.
    public let hasRawForm: Bool
    /// What it knows of XML, nil if its messages are bytes to it.
    public let xml: XML?
    /// Output is input: the pump hands the caller's own bytes on and never asks the codec.
    public let isPassthrough: Bool
    /// How to make its encoder.
    public let makeEncoder: Factory
    /// How to make its decoder.
    public let makeDecoder: Factory
    /// How to make what lists the parts of an encoded message as lines of text, nil if there is nothing to list.
    public let makeDump: Factory?

    /// The compression levels that an encoder takes, and the one that it takes unless told otherwise.
    public struct Levels {
        public let lowest: Int32
        public let highest: Int32
        public let standard: Int32

        public init(_ lowest: Int32, through highest: Int32, standard: Int32) {
            self.lowest = lowest
            self.highest = highest
            self.standard = standard
        }
    }

    /// The media types of the messages on both sides of a codec. Either may also be missing.
    public struct ContentTypes {
        /// Of what the encoder takes; a charset other than UTF-8 is none it takes.
        public let plain: StaticString
        /// Of what the decoder gives.
        public let decoded: StaticString
        /// Of what the encoder gives and the decoder takes.
        public let encoded: StaticString

        public init(plain: StaticString, decoded: StaticString, encoded: StaticString) {
            self.plain = plain
            self.decoded = decoded
            self.encoded = encoded
        }
    }

    /// The registered media type of compressed files, and the one in use before it.
    public struct CodingTypes {
        public let registered: StaticString
        public let older: StaticString

        public init(registered: StaticString, older: StaticString) {
            self.registered = registered
            self.older = older
        }
    }

    /// Compression that is named by a content coding, beside the content type of the message in it.
    public struct Compression {
        public let coding: StaticString
        /// Another name of the coding; empty if there is none.
        public let alias: StaticString
        /// Of the message before it is compressed.
        public let type: StaticString

        public init(coding: StaticString, alias: StaticString, type: StaticString) {
            self.coding = coding
            self.alias = alias
            self.type = type
        }
    }

    /// A codec of XML documents.
    public enum XML: UInt8 {
        /// Each message is for itself.
        case message
        /// Messages build on those before them.
        case session
    }

    /// A description; what a codec does not have is left out.
    public init(
        name: StaticString, alias: StaticString = "", contentEncoding: StaticString, levels: Levels? = nil,
        defaultMaxWindowSize: UInt32? = nil, contentTypes: ContentTypes? = nil, codingTypes: CodingTypes? = nil,
        compression: Compression? = nil, hasRawForm: Bool = false, xml: XML? = nil, isPassthrough: Bool = false,
        makeEncoder: @escaping Factory, makeDecoder: @escaping Factory, makeDump: Factory? = nil
    ) {
        self.name = name
        self.alias = alias
        self.contentEncoding = contentEncoding
        self.levels = levels
        self.defaultMaxWindowSize = defaultMaxWindowSize
        self.contentTypes = contentTypes
        self.codingTypes = codingTypes
        self.compression = compression
        self.hasRawForm = hasRawForm
        self.xml = xml
        self.isPassthrough = isPassthrough
        self.makeEncoder = makeEncoder
        self.makeDecoder = makeDecoder
        self.makeDump = makeDump
    }
}
