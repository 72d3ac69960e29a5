public import CWSEncoder

/// A property of an encoder or decoder: `Encoder("gzip", [.compressionLevel(9), .chunkSize(4096)])`.
///
/// properties.h documents the properties, their ranges and the codecs that have them. A codec refuses a property that it lacks.
public struct CodecProperty: Sendable {
    private enum Value: Sendable {
        case word(UInt32)
        case long(UInt64)
        case text(String)

        /// Calls `body` with the value as C has it, and its size.
        func withBytes(_ body: (UnsafeRawPointer?, Int) throws(CodecError) -> Void) throws(CodecError) {
            switch self {
            case .word(let word):
                try unsafe withUnsafeBytes(of: word) { (bytes) throws(CodecError) in
                    try unsafe body(bytes.baseAddress, bytes.count)
                }
            case .long(let long):
                try unsafe withUnsafeBytes(of: long) { (bytes) throws(CodecError) in
                    try unsafe body(bytes.baseAddress, bytes.count)
                }
            case .text(let text):
                try unsafe text.withWideString { (string) throws(CodecError) in
                    try unsafe body(UnsafeRawPointer(string), MemoryLayout<WS_STRING>.size)
                }
            }
        }
    }

    let id: WSE_PROPERTY_ID
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

    /// A property of type `WS_STRING`, such as `WSE_PROPERTY_MIME_BOUNDARY`.
    public init(_ id: WSE_PROPERTY_ID, _ value: String) {
        self.id = id
        self.value = .text(value)
    }

    /// Calls `body` with the properties as C has them.
    static func withAll(
        _ properties: [CodecProperty], _ body: (UnsafePointer<WSE_PROPERTY>?, ULONG) throws(CodecError) -> Void
    ) throws(CodecError) {
        var list = unsafe [WSE_PROPERTY]()
        try unsafe withAll(properties[...], after: &list, body)
    }

    /// Adds the properties to a list, and then calls `body` with it.
    private static func withAll(
        _ properties: ArraySlice<CodecProperty>, after list: inout [WSE_PROPERTY],
        _ body: (UnsafePointer<WSE_PROPERTY>?, ULONG) throws(CodecError) -> Void
    ) throws(CodecError) {
        guard let first = properties.first else { return try unsafe body(list, ULONG(list.count)) }
        try unsafe first.value.withBytes { (bytes, size) throws(CodecError) in
            unsafe list.append(WSE_PROPERTY(id: first.id, value: bytes, valueSize: ULONG(size)))
            try unsafe withAll(properties.dropFirst(), after: &list, body)
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

    /// `WSE_PROPERTY_MAX_DEPTH`; binary XML and mtom.
    public static func maxDepth(_ depth: UInt32) -> Self { Self(WSE_PROPERTY_MAX_DEPTH, depth) }

    /// `WSE_PROPERTY_MAX_ATTRIBUTES`; binary XML and mtom.
    public static func maxAttributes(_ count: UInt32) -> Self { Self(WSE_PROPERTY_MAX_ATTRIBUTES, count) }

    /// `WSE_PROPERTY_MAX_NAMESPACE_DECLARATIONS`; binary XML and mtom.
    public static func maxNamespaceDeclarations(_ count: UInt32) -> Self {
        Self(WSE_PROPERTY_MAX_NAMESPACE_DECLARATIONS, count)
    }

    /// `WSE_PROPERTY_MAX_NAME_LENGTH`, in bytes; binary XML and mtom.
    public static func maxNameLength(_ length: UInt32) -> Self { Self(WSE_PROPERTY_MAX_NAME_LENGTH, length) }

    /// `WSE_PROPERTY_MAX_ATTRIBUTE_VALUE_LENGTH`, in bytes; binary XML and mtom.
    public static func maxAttributeValueLength(_ length: UInt32) -> Self {
        Self(WSE_PROPERTY_MAX_ATTRIBUTE_VALUE_LENGTH, length)
    }

    /// `WSE_PROPERTY_MAX_ARRAY_LENGTH`; decoders of binary XML.
    public static func maxArrayLength(_ length: UInt32) -> Self { Self(WSE_PROPERTY_MAX_ARRAY_LENGTH, length) }

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

    /// `WSE_PROPERTY_MAX_INLINE_SIZE`, in bytes; the encoder of mtom.
    public static func maxInlineSize(_ size: UInt32) -> Self { Self(WSE_PROPERTY_MAX_INLINE_SIZE, size) }

    /// `WSE_PROPERTY_MIME_BOUNDARY`; the encoder of mtom.
    public static func mimeBoundary(_ boundary: String) -> Self { Self(WSE_PROPERTY_MIME_BOUNDARY, boundary) }

    /// `WSE_PROPERTY_MAX_PARTS_BUFFER_SIZE`, in bytes; mtom.
    public static func maxPartsBufferSize(_ size: UInt32) -> Self { Self(WSE_PROPERTY_MAX_PARTS_BUFFER_SIZE, size) }

    /// `WSE_PROPERTY_MAX_ROOT_SIZE`, in bytes; the decoder of mtom.
    public static func maxRootSize(_ size: UInt32) -> Self { Self(WSE_PROPERTY_MAX_ROOT_SIZE, size) }

    /// `WSE_PROPERTY_MAX_PART_HEADER_SIZE`, in bytes; the decoder of mtom.
    public static func maxPartHeaderSize(_ size: UInt32) -> Self { Self(WSE_PROPERTY_MAX_PART_HEADER_SIZE, size) }

    /// `WSE_PROPERTY_MAX_PARTS`; the decoder of mtom.
    public static func maxParts(_ count: UInt32) -> Self { Self(WSE_PROPERTY_MAX_PARTS, count) }
}
