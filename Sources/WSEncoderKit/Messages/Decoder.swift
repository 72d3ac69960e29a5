internal import CLibc
internal import CWSEncoder

/// A message as it was before it was encoded.
public struct DecodedMessage: Sendable {
    /// The decoded bytes.
    public var bytes: [UInt8]
    /// The content type, such as "application/soap+xml; charset=utf-8"; empty if there is none.
    public var contentType: String
}

/// Decodes messages with a codec of the library, or with a chain: `try Decoder("msbin1,gzip").decode(bytes)`.
///
/// One decoder decodes any number of messages, one at a time. The messages of a session, as msbinsession1 has them, need one
/// decoder, which decodes them in order. A decoder may be used on any thread, by one call at a time.
///
/// A decoded message has at most 64 MiB unless the property `maxDecodedSize` says otherwise.
@safe
public final class Decoder {
    /// What one step of decoding has led to.
    enum Step {
        case bytes([UInt8])
        case needsInput
        case end
    }

    private static let roomSize = 65_536

    private let codec: String
    private var table = unsafe WS_CHANNEL_DECODER()
    private var instance: UnsafeMutableRawPointer?
    private let source: DecoderSource
    private let error = ErrorObject()
    /// Where the decoder writes, and after it the number of bytes that it has written.
    private let room: UnsafeMutableRawPointer
    private let length: UnsafeMutablePointer<ULONG>
    private var isDecoding = false

    /// A decoder.
    ///
    /// - Parameters:
    ///   - codec: the name of a codec, or names separated by commas, which are undone from right to left.
    ///   - properties: properties of the codecs.
    /// - Throws: `CodecError` with `WS_E_NOT_SUPPORTED` if there is no such codec, or what else `WseCreateChannelDecoder`
    ///   returns.
    public init(_ codec: String, _ properties: [CodecProperty] = []) throws(CodecError) {
        try codec.refuseNUL(as: "codec")
        self.codec = codec
        source = try DecoderSource()
        guard let memory = unsafe malloc(Self.roomSize + MemoryLayout<ULONG>.size) else { throw .outOfMemory }
        unsafe room = unsafe memory
        unsafe length = unsafe (memory + Self.roomSize).bindMemory(to: ULONG.self, capacity: 1)
        try unsafe CodecProperty.withAll(properties) { (list, count) throws(CodecError) in
            try unsafe ErrorObject.check { error in
                unsafe codec.withCString { name in unsafe WseCreateChannelDecoder(name, list, count, &table, error) }
            }
        }
        try unsafe ErrorObject.check { error in
            unsafe table.createDecoderCallback(table.createContext, DecoderSource.read, source.context, &instance, error)
        }
    }

    deinit {
        if isDecoding { source.abort() }
        if unsafe instance != nil { unsafe table.freeDecoderCallback(instance) }
        unsafe WseFreeChannelDecoder(&table)
        unsafe free(room)
    }

    /// Decodes a whole message that has the labels which the encoder of the codec gives it.
    public func decode(_ message: some Sequence<UInt8>) throws(CodecError) -> [UInt8] {
        var labelled = standardLabels()
        labelled.bytes = Array(message)
        return try decode(labelled).bytes
    }

    /// Decodes a whole message.
    ///
    /// - Parameter message: the message with the labels that it was received with.
    public func decode(_ message: EncodedMessage) throws(CodecError) -> DecodedMessage {
        reset()
        try source.add(message.bytes)
        source.end()
        var decoded = DecodedMessage(bytes: [], contentType: try start(message))
        while case .bytes(let bytes) = try step() { decoded.bytes += bytes }
        return decoded
    }

    /// Begins a message that is passed to `write` in pieces. A message in progress is abandoned.
    ///
    /// - Parameter labels: the labels that the message was received with; its bytes are ignored. By default, the labels that
    ///   the encoder of the codec gives to messages.
    /// - Returns: the content type of the decoded message.
    @discardableResult
    public func begin(_ labels: EncodedMessage? = nil) throws(CodecError) -> String {
        reset()
        return try start(labels ?? standardLabels())
    }

    /// Decodes the next piece of a message.
    ///
    /// - Returns: the decoded bytes that are ready. They are not verified until `finish` has returned.
    public func write(_ piece: some Sequence<UInt8>) throws(CodecError) -> [UInt8] {
        try add(piece)
        return try takeOutput()
    }

    /// Ends a message, and verifies that it is complete.
    ///
    /// - Returns: the last decoded bytes.
    public func finish() throws(CodecError) -> [UInt8] {
        end()
        return try takeOutput()
    }

    private func takeOutput() throws(CodecError) -> [UInt8] {
        var decoded: [UInt8] = []
        while case .bytes(let bytes) = try step() { decoded += bytes }
        return decoded
    }

    /// Adds encoded bytes for the next steps.
    func add(_ piece: some Sequence<UInt8>) throws(CodecError) { try source.add(Array(piece)) }

    /// No encoded bytes follow.
    func end() { source.end() }

    /// Decodes until there are up to 64 KiB of decoded bytes, or more input is needed, or the message has ended.
    func step() throws(CodecError) -> Step {
        var result = WS_S_ASYNC
        if !isDecoding {
            error.reset()
            var context = unsafe WS_ASYNC_CONTEXT(callback: DecoderSource.complete, callbackState: source.context)
            unsafe length.pointee = 0
            result = unsafe table.decoderDecodeCallback(
                instance, room, ULONG(Self.roomSize), length, &context, error.object)
            isDecoding = result == WS_S_ASYNC
        }
        if isDecoding {
            guard case .completed(let completion) = source.advance() else { return .needsInput }
            result = completion
            isDecoding = false
        }
        if result < 0 { throw error.described(result) }
        let count = unsafe Int(length.pointee)
        guard count == 0 else { return unsafe .bytes([UInt8](UnsafeRawBufferPointer(start: room, count: count))) }
        try unsafe ErrorObject.check { error in unsafe table.decoderEndCallback(instance, nil, error) }
        return .end
    }

    private func reset() {
        if isDecoding { source.abort() }
        isDecoding = false
        source.reset()
    }

    /// Starts a message and returns the content type that it has when it is decoded.
    private func start(_ labels: EncodedMessage) throws(CodecError) -> String {
        try unsafe ErrorObject.check { error in unsafe table.decoderStartCallback(instance, nil, error) }
        var type = unsafe WS_STRING()
        try unsafe labels.contentType.withWideString { (contentType) throws(CodecError) in
            try unsafe labels.contentEncoding.withWideString { (encoding) throws(CodecError) in
                try unsafe ErrorObject.check { error in
                    unsafe table.decoderGetContentTypeCallback(
                        instance, contentType, encoding.pointee.length > 0 ? encoding : nil, &type, error)
                }
            }
        }
        return unsafe String(type)
    }

    /// The labels that the encoder of the codec gives to messages; none if the codec does not encode.
    private func standardLabels() -> EncodedMessage {
        guard let encoder = try? Encoder(codec), let labels = try? encoder.begin() else { return EncodedMessage(bytes: []) }
        return labels
    }
}
