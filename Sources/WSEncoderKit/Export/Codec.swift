internal import CLibc
@_exported public import CWSEncoder

/// A codec written in Swift, for programs in any language: its name, what it says of messages, and its two directions.
///
/// Make it once, as a global constant, and export it with a line for each C function. Its memory is never freed.
///
/// ```swift
/// let rot13 = Codec("rot13", Rot13.self)
///
/// @c public func rot13_encoder(_ table: UnsafeMutablePointer<WS_CHANNEL_ENCODER>) -> HRESULT { rot13.fill(table) }
/// @c public func rot13_decoder(_ table: UnsafeMutablePointer<WS_CHANNEL_DECODER>) -> HRESULT { rot13.fill(table) }
/// @c public func WsePluginRegister(_ error: OpaquePointer?) -> HRESULT { rot13.register(error) }
/// ```
///
/// Swift initialises a global when it is first used. In `main.swift` it does so only when it comes to the line of the global:
/// before that, `register` and `fill` return `E_OUTOFMEMORY`.
///
/// The library supplies everything else around it: the callbacks and their order, asynchronous sinks and sources, both calling
/// conventions, limits, error strings with the codec and the offset. In a chain it works as one codec with its neighbours.
@safe
public struct Codec: Sendable {
    /// The media types of a codec that takes messages of one type only. Types are compared without case and parameters.
    public struct ContentTypes: Sendable {
        let plain: String
        let decoded: String
        let encoded: String

        /// - Parameters:
        ///   - plain: the type of the messages that the encoder takes: `text/plain`.
        ///   - encoded: the type of the encoded messages: `application/x-rot13`.
        ///   - decoded: the type that the decoder announces, which may have parameters: `text/plain; charset=utf-8`. By default
        ///     `plain`.
        public init(plain: String, encoded: String, decoded: String? = nil) {
            self.plain = plain
            self.encoded = encoded
            self.decoded = decoded ?? plain
        }
    }

    /// The compression levels of an encoder, which it is told in `configure`.
    public struct Levels: Sendable {
        let range: ClosedRange<Int32>
        let standard: Int32

        /// - Parameters:
        ///   - range: the levels that a host may set.
        ///   - standard: the level if the host sets none.
        public init(_ range: ClosedRange<Int32>, standard: Int32) {
            self.range = range
            self.standard = standard
        }
    }

    /// The name under which hosts find the codec.
    public let name: String
    /// nil if there was no memory for it.
    nonisolated(unsafe) let record: UnsafeMutablePointer<CodecRecord>?

    /// A codec of two types, one for each direction.
    ///
    /// - Parameters:
    ///   - name: 1 to 63 of the characters a-z, 0-9, ".", "+" and "-"; the first is a letter or digit. Registering checks it.
    ///   - aliases: other names of the codec, and of its content encoding. No list of codecs has them.
    ///   - contentEncoding: the coding in HTTP's Content-Encoding, such as "x-rot13"; nil if there is none.
    ///   - contentTypes: the media types of the messages; nil if the codec takes any message and leaves its type unchanged.
    ///   - levels: the compression levels of the encoder; nil if there are none.
    ///   - usesSession: whether messages build on earlier ones. A message that is abandoned halfway then ends the session.
    ///   - encoder: the type that encodes.
    ///   - decoder: the type that decodes.
    public init<Encoder: EncodingType & ~Copyable, Decoder: DecodingType & ~Copyable>(
        _ name: String, aliases: [String] = [], contentEncoding: String? = nil, contentTypes: ContentTypes? = nil,
        levels: Levels? = nil, usesSession: Bool = false, encoder: Encoder.Type, decoder: Decoder.Type
    ) {
        self.init(name, aliases, contentEncoding, contentTypes, levels, usesSession, Encoder.encoding, Decoder.decoding)
    }

    /// A codec of a type that serves both directions.
    ///
    /// The parameters are those of `init(_:aliases:contentEncoding:contentTypes:levels:usesSession:encoder:decoder:)`.
    public init<Both: EncodingType & DecodingType & ~Copyable>(
        _ name: String, aliases: [String] = [], contentEncoding: String? = nil, contentTypes: ContentTypes? = nil,
        levels: Levels? = nil, usesSession: Bool = false, _ type: Both.Type
    ) {
        self.init(name, aliases, contentEncoding, contentTypes, levels, usesSession, Both.encoding, Both.decoding)
    }

    /// A codec that only encodes.
    ///
    /// The parameters are those of `init(_:aliases:contentEncoding:contentTypes:levels:usesSession:encoder:decoder:)`.
    public init<Encoder: EncodingType & ~Copyable>(
        _ name: String, aliases: [String] = [], contentEncoding: String? = nil, contentTypes: ContentTypes? = nil,
        levels: Levels? = nil, usesSession: Bool = false, encoder: Encoder.Type
    ) {
        self.init(name, aliases, contentEncoding, contentTypes, levels, usesSession, Encoder.encoding, nil)
    }

    /// A codec that only decodes.
    ///
    /// The parameters are those of `init(_:aliases:contentEncoding:contentTypes:levels:usesSession:encoder:decoder:)`.
    public init<Decoder: DecodingType & ~Copyable>(
        _ name: String, aliases: [String] = [], contentEncoding: String? = nil, contentTypes: ContentTypes? = nil,
        usesSession: Bool = false, decoder: Decoder.Type
    ) {
        self.init(name, aliases, contentEncoding, contentTypes, nil, usesSession, nil, Decoder.decoding)
    }

    private init(
        _ name: String, _ aliases: [String], _ contentEncoding: String?, _ contentTypes: ContentTypes?, _ levels: Levels?,
        _ usesSession: Bool, _ encoder: Transform?, _ decoder: Transform?
    ) {
        self.name = name
        let memory = unsafe malloc(MemoryLayout<CodecRecord>.size)?.bindMemory(to: CodecRecord.self, capacity: 1)
        var strings = CodecStrings()
        var codec = unsafe WSE_CODEC()
        unsafe codec.size = unsafe ULONG(MemoryLayout<WSE_CODEC>.size)
        unsafe codec.usesSession = usesSession ? 1 : 0
        unsafe codec.name = strings.keep(name, "name")
        unsafe codec.aliases = strings.keep(aliases: aliases)
        unsafe codec.contentEncoding = strings.keep(contentEncoding, "contentEncoding")
        unsafe codec.plainContentType = strings.keep(contentTypes?.plain, "contentTypes.plain")
        unsafe codec.decodedContentType = strings.keep(contentTypes?.decoded, "contentTypes.decoded")
        unsafe codec.encodedContentType = strings.keep(contentTypes?.encoded, "contentTypes.encoded")
        unsafe codec.levels = strings.keep(levels)
        unsafe codec.context = UnsafeMutableRawPointer(memory)
        if encoder != nil {
            unsafe codec.encoder = WSE_CODEC_DIRECTION { context, options, state, error in
                unsafe CodecRecord.makeState(CodecRecord.at(context)?.pointee.encoder, options, state, error)
            }
        }
        if decoder != nil {
            unsafe codec.decoder = WSE_CODEC_DIRECTION { context, options, state, error in
                unsafe CodecRecord.makeState(CodecRecord.at(context)?.pointee.decoder, options, state, error)
            }
        }
        unsafe memory?.initialize(to: CodecRecord(codec, encoder, decoder, refusal: strings.refusal))
        unsafe record = strings.areIncomplete ? nil : memory
    }
}
