internal import Bytes
internal import CWSEncoder
internal import CodecKit

/// What to make a table of built-in codecs and transforms of: applies the properties of a caller to them, one by one.
struct CodecTablePlan: BitwiseCopyable {
    let direction: Direction
    let links: CodecLinks
    var settings = CodecTable.Settings()

    init(_ links: CodecLinks, _ direction: Direction) {
        self.links = links
        self.direction = direction
    }

    /// Why a property is refused.
    enum Refusal {
        case because(StaticString)
        /// The value is out of the range of a property of this name; for a chain, of the codec of that name.
        case notWithin(StaticString, Int64, Int64, of: ByteText = ByteText())
        /// None of the codecs has it, for this reason.
        case absent(StaticString)

        @_optimize(size)
        @inline(never)
        func append(to text: inout TextBuffer) {
            switch self {
            case .because(let reason), .absent(let reason): text.append(reason)
            case .notWithin(let name, let lowest, let highest, let codec):
                text.append("the ")
                text.append(name)
                if !codec.isEmpty {
                    text.append(" of ")
                    text.append(codec)
                }
                text.append(" is not between ")
                text.append(decimal: lowest)
                text.append(" and ")
                text.append(decimal: highest)
            }
        }
    }

    /// Applies one property to every codec that has it. Returns why it cannot; nil if it could.
    @inline(never)
    @_optimize(size)
    mutating func apply(_ property: Property) -> Refusal? {
        switch property.id {
        case WSE_PROPERTY_CHUNK_SIZE: applyChunkSize(property)
        case WSE_PROPERTY_MAX_DECODED_SIZE: applyMaxDecodedSize(property)
        case WSE_PROPERTY_MAX_EXPANSION: applyMaxExpansion(property)
        case WSE_PROPERTY_COMPRESSION_LEVEL: applyLevel(property)
        case WSE_PROPERTY_MAX_WINDOW_SIZE: applyWindowSize(property)
        case WSE_PROPERTY_TYPED_TEXT: applyTypedText(property)
        case WSE_PROPERTY_COMPRESSION_LABEL: applyCompressionLabel(property)
        case WSE_PROPERTY_RAW_DEFLATE: applyRawDeflate(property)
        case WSE_PROPERTY_GZIP_CONTENT_TYPE: applyGzipContentType(property)
        case WSE_PROPERTY_INVALID_CHARACTERS: applyInvalidCharacters(property)
        case WSE_PROPERTY_MAX_DEPTH, WSE_PROPERTY_MAX_ATTRIBUTES, WSE_PROPERTY_MAX_NAMESPACE_DECLARATIONS,
            WSE_PROPERTY_MAX_NAME_LENGTH, WSE_PROPERTY_MAX_ATTRIBUTE_VALUE_LENGTH, WSE_PROPERTY_MAX_ARRAY_LENGTH,
            WSE_PROPERTY_MAX_SESSION_SIZE:
            applyXMLLimit(property)
        case WSE_PROPERTY_MIME_BOUNDARY: applyBoundary(property)
        case WSE_PROPERTY_MAX_INLINE_SIZE, WSE_PROPERTY_MAX_PARTS_BUFFER_SIZE, WSE_PROPERTY_MAX_ROOT_SIZE,
            WSE_PROPERTY_MAX_PART_HEADER_SIZE, WSE_PROPERTY_MAX_PARTS:
            applyPackageLimit(property)
        default: .because("there is no property of this id")
        }
    }

    // MARK: What applies to all codecs together

    private var isPassthrough: Bool { links.count == 1 && links[0].isPassthrough }

    private mutating func applyChunkSize(_ property: Property) -> Refusal? {
        guard !isPassthrough else { return .absent("there are no chunks whose size to set") }
        guard let size = property.value(as: ULONG.self) else { return Self.wrongSize }
        guard size >= 1 && size <= 1 << 30 else { return .notWithin("chunk size", 1, 1 << 30) }
        settings.chunkSize = size
        return nil
    }

    private mutating func applyMaxDecodedSize(_ property: Property) -> Refusal? {
        guard direction == .decoder else { return .absent("the maximum decoded size is a property of decoders") }
        guard let size = property.value(as: ULONGLONG.self) else { return Self.wrongSize }
        settings.limits.maxDecodedSize = size
        return nil
    }

    private mutating func applyMaxExpansion(_ property: Property) -> Refusal? {
        guard direction == .decoder, !isPassthrough else { return .absent("there is no expansion to limit") }
        guard let factor = property.value(as: ULONG.self) else { return Self.wrongSize }
        settings.limits.maxExpansion = factor
        return nil
    }

    // MARK: What applies to single codecs

    /// Sets a property, whose value is a `Value`, on each codec that has it. `set` returns why a value is refused. If no codec
    /// has the property, the reason is `absence`.
    @inline(__always)
    mutating func apply<Value: BitwiseCopyable>(
        _ property: Property, as type: Value.Type, absence: StaticString, where has: (CodecLink) -> Bool,
        _ set: (inout CodecLink, Value) -> Refusal?
    ) -> Refusal? {
        var isApplied = false
        for index in 0..<links.count where has(links[index]) {
            guard let value = property.value(as: type) else { return Self.wrongSize }
            if let refusal = set(&links[index], value) { return refusal }
            isApplied = true
        }
        return isApplied ? nil : .absent(absence)
    }

    @_optimize(size)
    private mutating func applyLevel(_ property: Property) -> Refusal? {
        let isEncoder = direction == .encoder
        let isInChain = links.count > 1
        return apply(property, as: LONG.self, absence: "there is no compression level to set") {
            isEncoder && $0.codec.levels != nil
        } _: { link, level in
            guard let levels = link.codec.levels, level >= levels.lowest && level <= levels.highest else {
                let (lowest, highest) = link.codec.levels.map { (Int64($0.lowest), Int64($0.highest)) } ?? (0, 0)
                return .notWithin("compression level", lowest, highest, of: isInChain ? link.codec.name : ByteText())
            }
            link.options.level = level
            return nil
        }
    }

    @_optimize(size)
    private mutating func applyWindowSize(_ property: Property) -> Refusal? {
        let isDecoder = direction == .decoder
        return apply(property, as: ULONG.self, absence: "there is no window to limit") {
            isDecoder && $0.codec.defaultMaxWindowSize != nil
        } _: { link, size in
            guard size >= 1 << 10 && size <= 1 << 30 else { return .notWithin("maximum window size", 1 << 10, 1 << 30) }
            link.options.maxWindowSize = size
            return nil
        }
    }

    private mutating func applyTypedText(_ property: Property) -> Refusal? {
        let isEncoder = direction == .encoder
        return apply(property, as: BOOL.self, absence: "there is no text to write as values") {
            isEncoder && $0.codec.xml?.isBinary == true
        } _: { link, value in
            link.options.usesTypedText = value != 0
            return nil
        }
    }

    @_optimize(size)
    private mutating func applyCompressionLabel(_ property: Property) -> Refusal? {
        let isEncoder = direction == .encoder
        let absence: StaticString = "the compression label is a property of encoders of compressed binary XML"
        return apply(property, as: UInt32.self, absence: absence) {
            isEncoder && $0.codec.compression != nil
        } _: { link, number in
            switch WSE_COMPRESSION_LABEL(rawValue: number) {
            case WSE_COMPRESSION_LABEL_CONTENT_TYPE: link.labelsCompressionAsCoding = false
            case WSE_COMPRESSION_LABEL_CONTENT_ENCODING: link.labelsCompressionAsCoding = true
            default: return .because("there is no compression label of this number")
            }
            return nil
        }
    }

    private mutating func applyRawDeflate(_ property: Property) -> Refusal? {
        let isEncoder = direction == .encoder
        return apply(property, as: BOOL.self, absence: "raw deflate is a property of the encoder of deflate") {
            isEncoder && $0.codec.hasRawForm
        } _: { link, value in
            link.options.usesRawDeflate = value != 0
            return nil
        }
    }

    private mutating func applyGzipContentType(_ property: Property) -> Refusal? {
        let isDecoder = direction == .decoder
        return apply(property, as: BOOL.self, absence: "the content type of gzip is a property of the decoder of gzip") {
            isDecoder && $0.codec.codingTypes != nil
        } _: { link, value in
            link.takesCodingType = value != 0
            return nil
        }
    }

    @_optimize(size)
    private mutating func applyInvalidCharacters(_ property: Property) -> Refusal? {
        let absence: StaticString = "what becomes of characters that XML does not allow is a property of binary XML"
        return apply(property, as: WSE_INVALID_CHARACTERS.self, absence: absence) {
            $0.codec.xml?.isBinary == true
        } _: { link, value in
            guard let choice = InvalidCharacters(rawValue: UInt32(value.rawValue)) else {
                return .because("the value is not one of WSE_INVALID_CHARACTERS")
            }
            link.options.invalidCharacters = choice
            return nil
        }
    }

    @_optimize(size)
    private mutating func applyXMLLimit(_ property: Property) -> Refusal? {
        let id = property.id
        let direction = direction
        return apply(property, as: ULONG.self, absence: Self.absence(of: id)) {
            Self.hasLimit($0.codec.xml, id, direction)
        } _: { link, value in
            let (lowest, highest) = Self.bounds(of: id)
            guard value >= lowest && value <= highest else {
                return .notWithin(Self.name(of: id), Int64(lowest), Int64(highest))
            }
            link.options.xml.set(id, value)
            return nil
        }
    }

    @_optimize(size)
    private static func name(of id: WSE_PROPERTY_ID) -> StaticString {
        switch id {
        case WSE_PROPERTY_MAX_DEPTH: "maximum depth"
        case WSE_PROPERTY_MAX_ATTRIBUTES: "maximum number of attributes"
        case WSE_PROPERTY_MAX_NAMESPACE_DECLARATIONS: "maximum number of namespace declarations"
        case WSE_PROPERTY_MAX_NAME_LENGTH: "maximum length of names"
        case WSE_PROPERTY_MAX_ATTRIBUTE_VALUE_LENGTH: "maximum length of attribute values"
        case WSE_PROPERTY_MAX_ARRAY_LENGTH: "maximum length of arrays"
        default: "maximum size of the session"
        }
    }

    private static func absence(of id: WSE_PROPERTY_ID) -> StaticString {
        switch id {
        case WSE_PROPERTY_MAX_ARRAY_LENGTH: "the maximum length of arrays is a property of decoders of binary XML"
        case WSE_PROPERTY_MAX_SESSION_SIZE: "the maximum size of the session is a property of msbinsession1"
        default: "the limits of XML are properties of binary XML and mtom"
        }
    }

    /// Only decoders limit arrays, and only some codecs have sessions.
    private static func hasLimit(_ kind: CodecDescription.XML?, _ id: WSE_PROPERTY_ID, _ direction: Direction) -> Bool {
        switch id {
        case _ where kind == nil: false
        case WSE_PROPERTY_MAX_ARRAY_LENGTH: direction == .decoder && kind?.isBinary == true
        case WSE_PROPERTY_MAX_SESSION_SIZE: kind == .session
        default: true
        }
    }

    private static func bounds(of id: WSE_PROPERTY_ID) -> (lowest: ULONG, highest: ULONG) {
        switch id {
        case WSE_PROPERTY_MAX_DEPTH: (1, 65_536)
        case WSE_PROPERTY_MAX_NAME_LENGTH: (1, 1 << 20)
        case WSE_PROPERTY_MAX_ATTRIBUTE_VALUE_LENGTH: (0, 1 << 30)
        case WSE_PROPERTY_MAX_SESSION_SIZE: (0, 1 << 20)
        default: (0, 1 << 20)
        }
    }

    static var wrongSize: Refusal {
        .because("the value is NULL or its size is not that of the property's type")
    }
}

extension XMLLimits {
    /// Sets the limit that a property names.
    @_optimize(size)
    fileprivate mutating func set(_ id: WSE_PROPERTY_ID, _ value: UInt32) {
        let value = Int(value)
        switch id {
        case WSE_PROPERTY_MAX_DEPTH: maxDepth = value
        case WSE_PROPERTY_MAX_ATTRIBUTES: maxAttributes = value
        case WSE_PROPERTY_MAX_NAMESPACE_DECLARATIONS: maxNamespaceDeclarations = value
        case WSE_PROPERTY_MAX_NAME_LENGTH: maxNameLength = value
        case WSE_PROPERTY_MAX_ATTRIBUTE_VALUE_LENGTH: maxAttributeValueLength = value
        case WSE_PROPERTY_MAX_ARRAY_LENGTH: maxArrayLength = value
        case WSE_PROPERTY_MAX_SESSION_SIZE: maxSessionSize = value
        default: break
        }
    }
}
