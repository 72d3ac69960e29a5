public import Bytes

/// What is known of a codec before one is made: its names, its settings and how to make its two directions.
///
/// Its texts are constants or, for a codec that became known at run time, last as long as that is known.
public struct CodecDescription {
    /// Makes one direction of a codec.
    public typealias Factory = (CodecOptions) throws(CodecError) -> AnyCodec

    /// Returns another description. A structure cannot hold one of its own kind.
    public typealias Provider = () -> CodecDescription

    /// The name callers ask for.
    public let name: ByteText
    /// The other names that it and its content coding go by, separated by commas; empty if there are none.
    public let aliases: ByteText
    /// Its token in HTTP's Content-Encoding; empty if it is none.
    public let contentEncoding: ByteText
    /// The levels that its encoder takes; nil if it takes none.
    public let levels: Levels?
    /// The largest window that its decoder allocates unless told otherwise; nil if its format has no choice.
    public let defaultMaxWindowSize: UInt32?
    /// What it makes of the content type of a message.
    public let labels: Labels
    /// Media types that say the same of a message as `contentEncoding` does, and that a decoder may be told to take instead.
    public let codingTypes: CodingTypes?
    /// How its messages are labelled if the content type does not name their compression; nil if it always does, or if they
    /// are not compressed. If it is not nil, the decoder also takes messages that are not compressed: see
    /// `Codec.skipDecompression`.
    public let compression: Compression?
    /// Whether its encoder heeds `CodecOptions.usesRawDeflate`.
    public let hasRawForm: Bool
    /// What it knows of XML; nil if its messages are only bytes to it.
    public let xml: XML?
    /// Whether its output equals its input: the pump then passes on the caller's own bytes and never asks the codec.
    public let isPassthrough: Bool
    // Either `encoder` and `decoder` are set, or `parts`, or none of them if somebody else makes the codec. This is not an
    // enumeration, because a switch over one would copy every function in it.
    private let encoder: Factory?
    private let decoder: Factory?
    private let dump: Factory?
    private let parts: Parts?

    /// What the codec of a compressed form is made of.
    private struct Parts {
        /// The codec of the messages before they are compressed.
        let message: Provider
        /// What compresses them.
        let coding: Provider
    }

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

    /// What a codec makes of the content type of a message.
    public enum Labels {
        /// It takes messages of any type and does not change it.
        case unchanged
        /// Its messages always have these types.
        case fixed(ContentTypes)
        /// It decides for each message: see `Codec.relabel`.
        case own
    }

    /// The media types of the messages on both sides of a codec. Either may also be missing.
    public struct ContentTypes {
        /// Of what the encoder takes; it takes no charset but UTF-8.
        public let plain: ByteText
        /// Of what the decoder writes.
        public let decoded: ByteText
        /// Of what the encoder writes and the decoder takes.
        public let encoded: ByteText

        public init(plain: ByteText, decoded: ByteText, encoded: ByteText) {
            self.plain = plain
            self.decoded = decoded
            self.encoded = encoded
        }
    }

    /// The registered media type of compressed files, and the one in use before it.
    public struct CodingTypes {
        public let registered: ByteText
        public let older: ByteText

        public init(registered: StaticString, older: StaticString) {
            self.registered = ByteText(registered)
            self.older = ByteText(older)
        }
    }

    /// Compression that is named by a content coding, beside the content type of the message in it.
    public struct Compression {
        public let coding: ByteText
        /// Other names of the coding, separated by commas; empty if there are none.
        public let aliases: ByteText
        /// Of the message before it is compressed.
        public let type: ByteText

        public init(coding: ByteText, aliases: ByteText, type: ByteText) {
            self.coding = coding
            self.aliases = aliases
            self.type = type
        }
    }

    /// A codec of XML documents.
    public enum XML: UInt8 {
        /// In packages, where it is text: see `PackageOptions`.
        case package
        /// In binary. Each message stands alone.
        case message
        /// In binary. Messages build on those before them.
        case session

        /// Whether messages have records, with values in them.
        public var isBinary: Bool { self != .package }
    }

    /// The description of a codec that is made by `makeEncoder` and `makeDecoder`; `makeDump` makes what lists the parts of an
    /// encoded message as lines of text. Leave out what the codec does not have.
    @_optimize(size)
    public init(
        name: StaticString, aliases: StaticString = "", contentEncoding: StaticString = "", levels: Levels? = nil,
        defaultMaxWindowSize: UInt32? = nil, labels: Labels = .unchanged, codingTypes: CodingTypes? = nil,
        hasRawForm: Bool = false, xml: XML? = nil, isPassthrough: Bool = false,
        makeEncoder: @escaping Factory, makeDecoder: @escaping Factory, makeDump: Factory? = nil
    ) {
        self.name = ByteText(name)
        self.aliases = ByteText(aliases)
        self.contentEncoding = ByteText(contentEncoding)
        self.levels = levels
        self.defaultMaxWindowSize = defaultMaxWindowSize
        self.labels = labels
        self.codingTypes = codingTypes
        compression = nil
        self.hasRawForm = hasRawForm
        self.xml = xml
        self.isPassthrough = isPassthrough
        encoder = makeEncoder
        decoder = makeDecoder
        dump = makeDump
        parts = nil
    }

    /// The description of a codec whose messages are those of the codec `message`, each compressed as a whole with `coding`.
    /// `encodedType` is their media type. The codec `message` has fixed labels.
    @inline(never)
    @_optimize(size)
    public init(
        name: StaticString, encodedType: StaticString, of message: @escaping Provider, in coding: @escaping Provider
    ) {
        let (inner, outer) = (message(), coding())
        self.name = ByteText(name)
        aliases = ByteText()
        contentEncoding = ByteText()
        levels = outer.levels
        defaultMaxWindowSize = outer.defaultMaxWindowSize
        if case .fixed(let types) = inner.labels {
            labels = .fixed(ContentTypes(plain: types.plain, decoded: types.decoded, encoded: ByteText(encodedType)))
            compression = Compression(coding: outer.contentEncoding, aliases: outer.aliases, type: types.encoded)
        } else {
            labels = .unchanged
            compression = nil
        }
        codingTypes = nil
        hasRawForm = false
        xml = inner.xml
        isPassthrough = false
        encoder = nil
        decoder = nil
        dump = nil
        parts = Parts(message: message, coding: coding)
    }

    /// The description of a codec that became known at run time and that somebody else makes: this cannot make any. The texts
    /// last as long as the codec is known.
    @_optimize(size)
    public init(name: ByteText, aliases: ByteText, contentEncoding: ByteText, levels: Levels?, labels: Labels) {
        self.name = name
        self.aliases = aliases
        self.contentEncoding = contentEncoding
        self.levels = levels
        defaultMaxWindowSize = nil
        self.labels = labels
        codingTypes = nil
        compression = nil
        hasRawForm = false
        xml = nil
        isPassthrough = false
        encoder = nil
        decoder = nil
        dump = nil
        parts = nil
    }

    /// The media types of its messages if they are always the same; nil if not.
    public var contentTypes: ContentTypes? {
        guard case .fixed(let types) = labels else { return nil }
        return types
    }

    /// Whether it goes by `name`, without regard to the case of ASCII letters.
    public func isNamed(_ name: ByteText) -> Bool {
        name.equalsIgnoringCase(self.name) || name.isOne(of: aliases)
    }

    // MARK: Making codecs

    /// Makes an encoder.
    @_optimize(size)
    @inline(never)
    public func makeEncoder(_ options: CodecOptions) throws(CodecError) -> AnyCodec {
        if let encoder { return try encoder(options) }
        var pipeline = Self.pipeline(options)
        if let parts {
            try pipeline.append(parts.message().makeEncoder(options))
            try pipeline.append(parts.coding().makeEncoder(options))
        }
        return try AnyCodec(pipeline)
    }

    /// Makes a decoder.
    @_optimize(size)
    @inline(never)
    public func makeDecoder(_ options: CodecOptions) throws(CodecError) -> AnyCodec {
        if let decoder { return try decoder(options) }
        return try makeDecompressing(options, lists: false)
    }

    /// Whether the parts of its messages can be listed.
    public var hasDump: Bool {
        if let parts { return parts.message().hasDump }
        return dump != nil
    }

    /// Makes what lists the parts of an encoded message as lines of text; if there is nothing to list, a decoder.
    @_optimize(size)
    @inline(never)
    public func makeDump(_ options: CodecOptions) throws(CodecError) -> AnyCodec {
        // Not by ??, for which the compiler would wrap the two functions in memory of Swift's heap.
        if let dump { return try dump(options) }
        if let decoder { return try decoder(options) }
        return try makeDecompressing(options, lists: true)
    }

    /// Makes the decoder of a compressed form, or what lists the parts of what it decompresses.
    @_optimize(size)
    @inline(never)
    private func makeDecompressing(_ options: CodecOptions, lists: Bool) throws(CodecError) -> AnyCodec {
        var pipeline = Self.pipeline(options)
        if let parts {
            try pipeline.append(parts.coding().makeDecoder(options))
            let message = parts.message()
            try pipeline.append(lists ? message.makeDump(options) : message.makeDecoder(options))
        }
        return try AnyCodec(CompressedDecoder(pipeline))
    }

    /// Between the message and its compressed form. The limit on what passes there keeps a bomb of records that say nothing in
    /// bounds; a message may well be a little longer in binary than as text.
    @_optimize(size)
    private static func pipeline(_ options: CodecOptions) -> Pipeline {
        let (double, overflow) = options.maxStageOutput.multipliedReportingOverflow(by: 2)
        let isLimited = options.maxStageOutput > 0 && !overflow
        return Pipeline(maxStageOutput: isLimited ? double | 0xFFFF : 0)
    }
}
