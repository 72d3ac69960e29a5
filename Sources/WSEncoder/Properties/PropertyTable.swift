internal import Bytes
internal import CWSEncoder

// The rules of all properties. To add one, add a case here and its place to `CodecLink+Properties.swift`.
extension PropertyRule {
    /// The number of properties. Their ids are the numbers below.
    static var count: ULONG { WSE_PROPERTY_MAX_PARTS.rawValue + 1 }

    /// The rule of a property; nil if there is none of this id.
    @_optimize(size)
    @inline(never)
    init?(_ id: WSE_PROPERTY_ID) {
        guard let rule = Self.ofTables(id) ?? Self.ofXML(id) ?? Self.ofPackages(id) else { return nil }
        self = rule
    }

    // MARK: Of all messages, and of the labels of some

    @_optimize(size)
    private static func ofTables(_ id: WSE_PROPERTY_ID) -> PropertyRule? {
        switch id {
        case WSE_PROPERTY_COMPRESSION_LEVEL:
            PropertyRule(
                id, "compression-level", "compression level", of: .codecsWithLevels, .encoder,
                .init(WSE_VALUE_LONG, Int64(LONG.min), Int64(LONG.max)),
                absence: "there is no compression level to set",
                summary: "the compression level")
        case WSE_PROPERTY_CHUNK_SIZE:
            PropertyRule(
                id, "chunk-size", "chunk size", of: .chunkedCodecs, .both, .bytes(1, 1 << 30),
                absence: "there are no chunks whose size to set",
                summary: "the most bytes that a sink is passed, or a source is asked for, in one call")
        case WSE_PROPERTY_MAX_DECODED_SIZE:
            PropertyRule(
                id, "max-decoded-size", "maximum decoded size", of: .allCodecs, .decoder,
                .init(WSE_VALUE_ULONGLONG, 0, .max, WSE_UNIT_BYTES),
                absence: "the maximum decoded size is a property of decoders",
                summary: "the most bytes that a message may decode to; 0: no limit")
        case WSE_PROPERTY_MAX_EXPANSION:
            PropertyRule(
                id, "max-expansion", "maximum expansion", of: .chunkedCodecs, .decoder, .number(0, Int64(ULONG.max)),
                absence: "there is no expansion to limit",
                summary: "the largest ratio of decoded bytes to encoded bytes; 0: no limit")
        case WSE_PROPERTY_MAX_WINDOW_SIZE:
            PropertyRule(
                id, "max-window-size", "maximum window size", of: .codecsWithWindows, .decoder, .bytes(1 << 10, 1 << 30),
                absence: "there is no window to limit",
                summary: "the largest window that a stream may require")
        case WSE_PROPERTY_ABI:
            PropertyRule(
                id, "abi", "calling convention", of: .table, .both, .choice(2, "default,sysv,win64"),
                absence: "the calling convention is that of the table",
                summary: "the calling convention of the host")
        case WSE_PROPERTY_COMPRESSION_LABEL:
            PropertyRule(
                id, "compression-label", "compression label", of: .compressedBinaryXML, .encoder,
                .choice(1, "content-type,content-encoding"),
                absence: "the compression label is a property of encoders of compressed binary XML",
                summary: "which label of a message names its compression")
        case WSE_PROPERTY_RAW_DEFLATE:
            PropertyRule(
                id, "raw-deflate", "raw deflate", of: .codecsWithRawForm, .encoder, .flag,
                absence: "raw deflate is a property of the encoder of deflate",
                summary: "whether to leave out the zlib header and the checksum")
        case WSE_PROPERTY_GZIP_CONTENT_TYPE:
            PropertyRule(
                id, "gzip-content-type", "content type of gzip", of: .codecsWithContentType, .decoder, .flag,
                absence: "the content type of gzip is a property of the decoder of gzip",
                summary: "whether to accept the type application/gzip without a content encoding")
        default: nil
        }
    }

    // MARK: Of XML

    @_optimize(size)
    private static func ofXML(_ id: WSE_PROPERTY_ID) -> PropertyRule? {
        switch id {
        case WSE_PROPERTY_TYPED_TEXT:
            PropertyRule(
                id, "typed-text", "typed text", of: .binaryXML, .encoder, .flag,
                absence: "there is no text to write as values",
                summary: "whether text such as 12.5 may be written as a number if that is shorter")
        case WSE_PROPERTY_MAX_DEPTH:
            PropertyRule(
                id, "max-depth", "maximum depth", of: .xml, .both, .number(1, 65_536),
                absence: absenceOfXML,
                summary: "the depth to which elements are nested")
        case WSE_PROPERTY_MAX_ATTRIBUTES:
            PropertyRule(
                id, "max-attributes", "maximum number of attributes", of: .xml, .both, .number(0, 1 << 20),
                absence: absenceOfXML,
                summary: "the number of attributes of an element")
        case WSE_PROPERTY_MAX_NAMESPACE_DECLARATIONS:
            PropertyRule(
                id, "max-namespace-declarations", "maximum number of namespace declarations", of: .xml, .both,
                .number(0, 1 << 20),
                absence: absenceOfXML,
                summary: "the number of namespace declarations of an element")
        case WSE_PROPERTY_MAX_NAME_LENGTH:
            PropertyRule(
                id, "max-name-length", "maximum length of names", of: .xml, .both, .bytes(1, 1 << 20),
                absence: absenceOfXML,
                summary: "the length of a name with its prefix, and of a namespace")
        case WSE_PROPERTY_MAX_ATTRIBUTE_VALUE_LENGTH:
            PropertyRule(
                id, "max-attribute-value-length", "maximum length of attribute values", of: .xml, .both, .bytes(0, 1 << 30),
                absence: absenceOfXML,
                summary: "the length of a comment, and of the value of an attribute")
        case WSE_PROPERTY_MAX_ARRAY_LENGTH:
            PropertyRule(
                id, "max-array-length", "maximum length of arrays", of: .binaryXML, .decoder, .number(0, 1 << 20),
                absence: "the maximum length of arrays is a property of decoders of binary XML",
                summary: "the number of elements in an array")
        case WSE_PROPERTY_MAX_SESSION_SIZE:
            PropertyRule(
                id, "max-session-size", "maximum size of the session", of: .binaryXMLSessions, .both, .bytes(0, 1 << 20),
                absence: "the maximum size of the session is a property of msbinsession1",
                summary: "the size of all strings of a session together")
        case WSE_PROPERTY_INVALID_CHARACTERS:
            PropertyRule(
                id, "invalid-characters", "treatment of invalid characters", of: .binaryXML, .both,
                .choice(3, "refuse,reference,replace,drop"),
                absence: "what becomes of characters that XML does not allow is a property of binary XML",
                summary: "what becomes of characters that XML does not allow")
        default: nil
        }
    }

    private static var absenceOfXML: StaticString { "the limits of XML are properties of binary XML and mtom" }

    // MARK: Of MTOM

    @_optimize(size)
    private static func ofPackages(_ id: WSE_PROPERTY_ID) -> PropertyRule? {
        switch id {
        case WSE_PROPERTY_MAX_INLINE_SIZE:
            PropertyRule(
                id, "max-inline-size", "maximum size of inline content", of: .packages, .encoder, .bytes(0, 1 << 30),
                absence: "the maximum size of inline content is a property of the encoder of mtom",
                summary: "the most bytes of base64 content that stay in the XML")
        case WSE_PROPERTY_MIME_BOUNDARY:
            PropertyRule(
                id, "mime-boundary", "boundary", of: .packages, .encoder, .init(WSE_VALUE_STRING, 1, 70, WSE_UNIT_CHARACTERS),
                absence: "the boundary is a property of the encoder of mtom",
                summary: "the boundary between the parts of a package; random by default")
        case WSE_PROPERTY_MAX_PARTS_BUFFER_SIZE:
            PropertyRule(
                id, "max-parts-buffer-size", "maximum size of held parts", of: .packages, .both, .bytes(0, 1 << 30),
                absence: "the maximum size of held parts is a property of mtom",
                summary: "the size of the parts that are held in memory at a time")
        case WSE_PROPERTY_MAX_ROOT_SIZE:
            PropertyRule(
                id, "max-root-size", "maximum size of the root part", of: .packages, .decoder, .bytes(0, 1 << 30),
                absence: absenceOfPackages,
                summary: "the size of the root part from the first xop:Include on")
        case WSE_PROPERTY_MAX_PART_HEADER_SIZE:
            PropertyRule(
                id, "max-part-header-size", "maximum size of the header fields of a part", of: .packages, .decoder,
                .bytes(1, 1 << 20),
                absence: absenceOfPackages,
                summary: "the size of the header fields of a part")
        case WSE_PROPERTY_MAX_PARTS:
            PropertyRule(
                id, "max-parts", "maximum number of parts", of: .packages, .decoder, .number(0, 1 << 20),
                absence: absenceOfPackages,
                summary: "the number of parts beside the root")
        default: nil
        }
    }

    private static var absenceOfPackages: StaticString { "the limits of packages are properties of the decoder of mtom" }
}

extension TextBuffer {
    /// Appends what a property is called in C: "WSE_PROPERTY_MAX_DEPTH" for the option "max-depth".
    @_optimize(size)
    mutating func append(_ id: WSE_PROPERTY_ID) {
        append("WSE_PROPERTY_")
        let name = ByteText(PropertyRule(id)?.name ?? "")
        for index in 0..<name.count {
            let byte = name[index]
            append(byte == UInt8(ascii: "-") ? UInt8(ascii: "_") : byte &- 0x20)
        }
    }
}
