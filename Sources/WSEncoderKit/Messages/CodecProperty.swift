public import CWSEncoder

/// A property of an encoder or decoder: `Encoder("gzip", [.compressionLevel(9), .chunkSize(4096)])`.
///
/// properties.h documents the properties, their ranges and the codecs that have them. A codec refuses a property that it lacks.
public struct CodecProperty: Sendable {
    private enum Value: Sendable {
        case word(UInt32)
        case long(UInt64)
    }

    private let id: WSE_PROPERTY_ID
    private let value: Value

    /// A property of type `LONG`, such as `WSE_PROPERTY_COMPRESSION_LEVEL`.
    public init(_ id: WSE_PROPERTY_ID, _ value: Int32) {
        self.id = id
        self.value = .word(UInt32(bitPattern: value))
    }

    /// A property of type `ULONG` or of an enumeration, such as `WSE_PROPERTY_CHUNK_SIZE`.
    public init(_ id: WSE_PROPERTY_ID, _ value: UInt32) {
        self.id = id
        self.value = .word(value)
    }

    /// A property of type `ULONGLONG`, such as `WSE_PROPERTY_MAX_DECODED_SIZE`.
    public init(_ id: WSE_PROPERTY_ID, _ value: UInt64) {
        self.id = id
        self.value = .long(value)
    }

    /// A property of type `BOOL`, such as `WSE_PROPERTY_TYPED_TEXT`.
    public init(_ id: WSE_PROPERTY_ID, _ value: Bool) {
        self.init(id, UInt32(value ? 1 : 0))
    }

    /// Calls `body` with the properties as C has them.
    static func withAll(
        _ properties: [CodecProperty], _ body: (UnsafePointer<WSE_PROPERTY>?, ULONG) throws(CodecError) -> Void
    ) throws(CodecError) {
        guard !properties.isEmpty else { return try body(nil, 0) }
        let words = properties.map { if case .word(let word) = $0.value { word } else { UInt32(0) } }
        let longs = properties.map { if case .long(let long) = $0.value { long } else { UInt64(0) } }
        try unsafe words.withUnsafeBufferPointer { (words) throws(CodecError) in
            try unsafe longs.withUnsafeBufferPointer { (longs) throws(CodecError) in
                var list = unsafe [WSE_PROPERTY]()
                for (index, property) in properties.enumerated() {
                    switch property.value {
                    case .word:
                        let value = unsafe UnsafeRawPointer(words.baseAddress?.advanced(by: index))
                        unsafe list.append(WSE_PROPERTY(id: property.id, value: value, valueSize: 4))
                    case .long:
                        let value = unsafe UnsafeRawPointer(longs.baseAddress?.advanced(by: index))
                        unsafe list.append(WSE_PROPERTY(id: property.id, value: value, valueSize: 8))
                    }
                }
                try unsafe body(list, ULONG(list.count))
            }
        }
    }
}

extension CodecProperty {
    /// `WSE_PROPERTY_COMPRESSION_LEVEL`; encoders.
    public static func compressionLevel(_ level: Int32) -> Self { Self(WSE_PROPERTY_COMPRESSION_LEVEL, level) }

    /// `WSE_PROPERTY_CHUNK_SIZE`, in bytes.
    public static func chunkSize(_ size: UInt32) -> Self { Self(WSE_PROPERTY_CHUNK_SIZE, size) }

    /// `WSE_PROPERTY_MAX_DECODED_SIZE`, in bytes; 0 means no limit; decoders.
    public static func maxDecodedSize(_ size: UInt64) -> Self { Self(WSE_PROPERTY_MAX_DECODED_SIZE, size) }

    /// `WSE_PROPERTY_MAX_EXPANSION`, decoded bytes for each encoded byte; decoders.
    public static func maxExpansion(_ factor: UInt32) -> Self { Self(WSE_PROPERTY_MAX_EXPANSION, factor) }

    /// `WSE_PROPERTY_MAX_WINDOW_SIZE`, in bytes; decoders of br and zstd.
    public static func maxWindowSize(_ size: UInt32) -> Self { Self(WSE_PROPERTY_MAX_WINDOW_SIZE, size) }

    /// `WSE_PROPERTY_TYPED_TEXT`; encoders of binary XML.
    public static func typedText(_ isAllowed: Bool) -> Self { Self(WSE_PROPERTY_TYPED_TEXT, isAllowed) }

    /// `WSE_PROPERTY_MAX_DEPTH`; binary XML.
    public static func maxDepth(_ depth: UInt32) -> Self { Self(WSE_PROPERTY_MAX_DEPTH, depth) }

    /// `WSE_PROPERTY_MAX_SESSION_SIZE`, in bytes; msbinsession1.
    public static func maxSessionSize(_ size: UInt32) -> Self { Self(WSE_PROPERTY_MAX_SESSION_SIZE, size) }

    /// `WSE_PROPERTY_COMPRESSION_LABEL`; encoders of compressed binary XML.
    public static func compressionLabel(_ label: WSE_COMPRESSION_LABEL) -> Self {
        Self(WSE_PROPERTY_COMPRESSION_LABEL, label.rawValue)
    }

    /// `WSE_PROPERTY_RAW_DEFLATE`; the encoder of deflate.
    public static func rawDeflate(_ isRaw: Bool) -> Self { Self(WSE_PROPERTY_RAW_DEFLATE, isRaw) }

    /// `WSE_PROPERTY_GZIP_CONTENT_TYPE`; the decoder of gzip.
    public static func gzipContentType(_ isAccepted: Bool) -> Self { Self(WSE_PROPERTY_GZIP_CONTENT_TYPE, isAccepted) }

    /// `WSE_PROPERTY_INVALID_CHARACTERS`; binary XML.
    public static func invalidCharacters(_ treatment: WSE_INVALID_CHARACTERS) -> Self {
        Self(WSE_PROPERTY_INVALID_CHARACTERS, treatment.rawValue)
    }
}
