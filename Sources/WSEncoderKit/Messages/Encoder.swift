internal import CWSEncoder

/// A message with the labels that tell its receiver how to decode it.
public struct EncodedMessage: Sendable {
    /// The encoded bytes.
    public var bytes: [UInt8]
    /// The content type, such as "application/soap+msbin1"; empty if there is none.
    public var contentType: String
    /// The value of HTTP's Content-Encoding, such as "gzip"; empty if there is none.
    public var contentEncoding: String

    public init(bytes: [UInt8], contentType: String = "", contentEncoding: String = "") {
        self.bytes = bytes
        self.contentType = contentType
        self.contentEncoding = contentEncoding
    }
}

/// Encodes messages with a codec of the library, or with a chain: `try Encoder("msbin1,gzip").encode(bytes)`.
///
/// One encoder encodes any number of messages, one at a time. The messages of a session, as msbinsession1 has them, need one
/// encoder, which encodes them in order. An encoder may be used on any thread, by one call at a time.
@safe
public final class Encoder {
    private var table = unsafe WS_CHANNEL_ENCODER()
    private var instance: UnsafeMutableRawPointer?
    private var output: OpaquePointer?

    /// An encoder.
    ///
    /// - Parameters:
    ///   - codec: the name of a codec, or names separated by commas, which are applied from left to right.
    ///   - properties: properties of the codecs.
    /// - Throws: `CodecError` with `WS_E_NOT_SUPPORTED` if there is no such codec, or what else `WseCreateChannelEncoder`
    ///   returns.
    public init(_ codec: String, _ properties: [CodecProperty] = []) throws(CodecError) {
        try codec.refuseNUL(as: "codec")
        try unsafe CodecProperty.withAll(properties) { (list, count) throws(CodecError) in
            try unsafe ErrorObject.check { error in
                unsafe codec.withCString { name in unsafe WseCreateChannelEncoder(name, list, count, &table, error) }
            }
        }
        try unsafe ErrorObject.check { error in unsafe WseCreateBuffer(0, &output, error) }
        try unsafe ErrorObject.check { error in
            unsafe table.createEncoderCallback(
                table.createContext, WseBufferWrite, UnsafeMutableRawPointer(output), &instance, error)
        }
    }

    deinit {
        if unsafe instance != nil { unsafe table.freeEncoderCallback(instance) }
        unsafe WseFreeChannelEncoder(&table)
        unsafe WseFreeBuffer(output)
    }

    /// Encodes a whole message of the type that the codec takes.
    public func encode(_ message: some Sequence<UInt8>) throws(CodecError) -> [UInt8] {
        try encode(message, contentType: "").bytes
    }

    /// Encodes a whole message and returns it with its labels.
    ///
    /// - Parameters:
    ///   - message: the message.
    ///   - contentType: its content type, such as "application/soap+xml; charset=utf-8".
    public func encode(_ message: some Sequence<UInt8>, contentType: String) throws(CodecError) -> EncodedMessage {
        var encoded = try begin(contentType: contentType)
        encoded.bytes += try write(message)
        encoded.bytes += try finish()
        return encoded
    }

    /// Begins a message that is passed to `write` in pieces. A message in progress is abandoned.
    ///
    /// - Returns: the labels that the message will have, and no bytes.
    /// - Throws: `CodecError` with `WS_E_NOT_SUPPORTED` if a codec does not take the content type. None takes a type with
    ///   control characters, which would add headers to those of whoever sends the message.
    public func begin(contentType: String = "") throws(CodecError) -> EncodedMessage {
        unsafe WseResetBuffer(output)
        var type = unsafe WS_STRING()
        var encoding = unsafe WS_STRING()
        try unsafe contentType.withWideString { (contentType) throws(CodecError) in
            try unsafe ErrorObject.check { error in
                unsafe table.encoderGetContentTypeCallback(instance, contentType, &type, &encoding, error)
            }
        }
        let labels = unsafe EncodedMessage(bytes: [], contentType: String(type), contentEncoding: String(encoding))
        try unsafe ErrorObject.check { error in unsafe table.encoderStartCallback(instance, nil, error) }
        return labels
    }

    /// Encodes the next piece of a message.
    ///
    /// - Returns: the encoded bytes that are ready. A codec that compresses holds bytes back.
    public func write(_ piece: some Sequence<UInt8>) throws(CodecError) -> [UInt8] {
        var piece = Array(piece)
        try unsafe piece.withUnsafeMutableBufferPointer { (bytes) throws(CodecError) in
            var start = 0
            while start < bytes.count {
                let count = min(bytes.count - start, Int(Int32.max))
                var buffer = unsafe WS_BYTES(length: ULONG(count), bytes: bytes.baseAddress?.advanced(by: start))
                try unsafe ErrorObject.check { error in unsafe table.encoderEncodeCallback(instance, &buffer, 1, nil, error) }
                start += count
            }
        }
        return takeOutput()
    }

    /// Ends a message.
    ///
    /// - Returns: the last encoded bytes.
    public func finish() throws(CodecError) -> [UInt8] {
        try unsafe ErrorObject.check { error in unsafe table.encoderEndCallback(instance, nil, error) }
        return takeOutput()
    }

    /// What the encoder has written since the last call.
    private func takeOutput() -> [UInt8] {
        var bytes: UnsafePointer<BYTE>?
        var size: ULONGLONG = 0
        guard unsafe WseGetBufferBytes(output, &bytes, &size) >= 0, size > 0 else { return [] }
        defer { unsafe WseResetBuffer(output) }
        return unsafe [UInt8](UnsafeBufferPointer(start: bytes, count: Int(size)))
    }
}
