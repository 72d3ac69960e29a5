internal import Bytes
internal import CWSEncoder
internal import CodecKit

/// Applies the properties that a caller gave to the codecs of a table and their settings, one by one.
struct PropertyReader: BitwiseCopyable {
    let direction: Direction
    var links: CodecLinks
    var settings = CodecTable.Settings()

    init(_ links: CodecLinks, _ direction: Direction) {
        self.links = links
        self.direction = direction
    }

    /// Why a property is refused.
    enum Refusal {
        case because(StaticString)
        /// What it is called, the range that its value is not within, and the codec whose range that is.
        case notWithin(StaticString, Int64, Int64, of: StaticString = "")
        /// None of the codecs has it. Why.
        case absent(StaticString)

        func append(to text: inout TextBuffer) {
            switch self {
            case .because(let reason), .absent(let reason): text.append(reason)
            case .notWithin(let name, let lowest, let highest, let codec):
                text.append("the ")
                text.append(name)
                if codec.utf8CodeUnitCount > 0 {
                    text.append(" of ")
                    text.append(codec)
                }
                text.append(" is not within ")
                text.append(decimal: lowest)
                text.append(" and ")
                text.append(decimal: highest)
            }
        }
    }

    /// Applies one property to every codec that has it. Returns why it cannot, nil if it could.
    mutating func apply(_ property: WSE_PROPERTY) -> Refusal? {
        switch unsafe property.id {
        case WSE_PROPERTY_COMPRESSION_LEVEL: return unsafe applyLevel(property)
        case WSE_PROPERTY_CHUNK_SIZE:
            guard !isPassthrough else { return .absent("there are no chunks whose size to set") }
            guard let size = unsafe value(of: property, as: ULONG.self) else { return Self.wrongSize }
            guard size >= 1 && size <= 1 << 30 else { return .notWithin("chunk size", 1, 1 << 30) }
            settings.chunkSize = size
        case WSE_PROPERTY_MAX_DECODED_SIZE:
            guard direction == .decoder else {
                return .absent("the maximum decoded size is a property of decoders")
            }
            guard let size = unsafe value(of: property, as: ULONGLONG.self) else { return Self.wrongSize }
            settings.limits.maxDecodedSize = size
        case WSE_PROPERTY_MAX_EXPANSION:
            guard direction == .decoder, !isPassthrough else { return .absent("there is no expansion to limit") }
            guard let factor = unsafe value(of: property, as: ULONG.self) else { return Self.wrongSize }
            settings.limits.maxExpansion = factor
        case WSE_PROPERTY_MAX_WINDOW_SIZE: return unsafe applyWindowSize(property)
        case WSE_PROPERTY_TYPED_TEXT: return unsafe applyTypedText(property)
        case WSE_PROPERTY_COMPRESSION_LABEL: return unsafe applyCompressionLabel(property)
        case WSE_PROPERTY_RAW_DEFLATE: return unsafe applyRawDeflate(property)
        case WSE_PROPERTY_GZIP_CONTENT_TYPE: return unsafe applyGzipContentType(property)
        case WSE_PROPERTY_INVALID_CHARACTERS: return unsafe applyInvalidCharacters(property)
        case WSE_PROPERTY_MAX_DEPTH, WSE_PROPERTY_MAX_ATTRIBUTES, WSE_PROPERTY_MAX_NAMESPACE_DECLARATIONS,
            WSE_PROPERTY_MAX_NAME_LENGTH, WSE_PROPERTY_MAX_ATTRIBUTE_VALUE_LENGTH, WSE_PROPERTY_MAX_ARRAY_LENGTH,
            WSE_PROPERTY_MAX_SESSION_SIZE:
            return unsafe applyXMLLimit(property)
        default:
            return .because("there is no property of this id")
        }
        return nil
    }

    private var isPassthrough: Bool { links.count == 1 && links[0].isPassthrough }

    private mutating func applyLevel(_ property: WSE_PROPERTY) -> Refusal? {
        var isApplied = false
        for index in 0..<links.count {
            guard direction == .encoder, let levels = links[index].codec.levels else { continue }
            guard let level = unsafe value(of: property, as: LONG.self) else { return Self.wrongSize }
            guard level >= levels.lowest && level <= levels.highest else {
                return .notWithin(
                    "compression level", Int64(levels.lowest), Int64(levels.highest), of: nameInChain(index))
            }
            links[index].options.level = level
            isApplied = true
        }
        return isApplied ? nil : .absent("there is no compression level to set")
    }

    /// What to call a codec of a chain; nothing for one that is alone.
    private func nameInChain(_ index: Int) -> StaticString { links.count > 1 ? links[index].codec.name : "" }

    private mutating func applyWindowSize(_ property: WSE_PROPERTY) -> Refusal? {
        var isApplied = false
        for index in 0..<links.count {
            guard direction == .decoder, links[index].codec.defaultMaxWindowSize != nil else { continue }
            guard let size = unsafe value(of: property, as: ULONG.self) else { return Self.wrongSize }
            guard size >= 1 << 10 && size <= 1 << 30 else { return .notWithin("maximum window size", 1 << 10, 1 << 30) }
            links[index].options.maxWindowSize = size
            isApplied = true
        }
        return isApplied ? nil : .absent("there is no window to limit")
    }

    private mutating func applyTypedText(_ property: WSE_PROPERTY) -> Refusal? {
        var isApplied = false
        for index in 0..<links.count {
            guard direction == .encoder, links[index].codec.xml != nil else { continue }
            guard let value = unsafe value(of: property, as: BOOL.self) else { return Self.wrongSize }
            links[index].options.usesTypedText = value != 0
            isApplied = true
        }
        return isApplied ? nil : .absent("there is no text to write as values")
    }

    private mutating func applyCompressionLabel(_ property: WSE_PROPERTY) -> Refusal? {
        var isApplied = false
        for index in 0..<links.count {
            guard direction == .encoder, links[index].codec.compression != nil else { continue }
            guard let number = unsafe value(of: property, as: UInt32.self) else { return Self.wrongSize }
            switch WSE_COMPRESSION_LABEL(rawValue: number) {
            case WSE_COMPRESSION_LABEL_CONTENT_TYPE: links[index].labelsCompressionAsCoding = false
            case WSE_COMPRESSION_LABEL_CONTENT_ENCODING: links[index].labelsCompressionAsCoding = true
            default: return .because("there is no compression label of this number")
            }
            isApplied = true
        }
        return isApplied ? nil : .absent("the compression label is a property of encoders of compressed binary XML")
    }

    private mutating func applyRawDeflate(_ property: WSE_PROPERTY) -> Refusal? {
        var isApplied = false
        for index in 0..<links.count {
            guard direction == .encoder, links[index].codec.hasRawForm else { continue }
            guard let value = unsafe value(of: property, as: BOOL.self) else { return Self.wrongSize }
            links[index].options.usesRawDeflate = value != 0
            isApplied = true
        }
        return isApplied ? nil : .absent("raw deflate is a property of the encoder of deflate")
    }

    private mutating func applyGzipContentType(_ property: WSE_PROPERTY) -> Refusal? {
        var isApplied = false
        for index in 0..<links.count {
            guard direction == .decoder, links[index].codec.codingTypes != nil else { continue }
            guard let value = unsafe value(of: property, as: BOOL.self) else { return Self.wrongSize }
            links[index].takesCodingType = value != 0
            isApplied = true
        }
        return isApplied ? nil : .absent("the content type of gzip is a property of the decoder of gzip")
    }

    private mutating func applyInvalidCharacters(_ property: WSE_PROPERTY) -> Refusal? {
        var isApplied = false
        for index in 0..<links.count {
            guard links[index].codec.xml != nil else { continue }
            guard let value = unsafe value(of: property, as: WSE_INVALID_CHARACTERS.self) else { return Self.wrongSize }
            guard let choice = InvalidXMLCharacters(rawValue: UInt32(value.rawValue)) else {
                return .because("the value is none of WSE_INVALID_CHARACTERS")
            }
            links[index].options.invalidCharacters = choice
            isApplied = true
        }
        return isApplied ? nil : .absent("characters that XML does not allow matter to binary XML alone")
    }

    private mutating func applyXMLLimit(_ property: WSE_PROPERTY) -> Refusal? {
        var isApplied = false
        for index in 0..<links.count {
            guard let kind = links[index].codec.xml, unsafe hasLimit(property.id, kind) else { continue }
            guard let value = unsafe value(of: property, as: ULONG.self) else { return Self.wrongSize }
            let (lowest, highest) = unsafe Self.bounds(of: property.id)
            guard value >= lowest && value <= highest else {
                return unsafe .notWithin(Self.name(of: property.id), Int64(lowest), Int64(highest))
            }
            unsafe links[index].options.xml.set(property.id, value)
            isApplied = true
        }
        return isApplied ? nil : unsafe .absent(Self.absence(of: property.id))
    }

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
        default: "the limits of XML are properties of binary XML"
        }
    }

    /// Arrays are of decoders, and sessions of some codecs.
    private func hasLimit(_ id: WSE_PROPERTY_ID, _ kind: CodecDescription.XML) -> Bool {
        switch id {
        case WSE_PROPERTY_MAX_ARRAY_LENGTH: direction == .decoder
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

    private func value<Value: BitwiseCopyable>(of property: WSE_PROPERTY, as type: Value.Type) -> Value? {
        unsafe property.value(as: type)
    }
}

extension WSE_PROPERTY {
    /// Its value; nil if it has none, or of another size.
    func value<Value: BitwiseCopyable>(as type: Value.Type) -> Value? {
        guard let value = unsafe self.value, unsafe Int(valueSize) == MemoryLayout<Value>.size else {
            return nil
        }
        return unsafe value.loadUnaligned(as: type)
    }
}

extension XMLLimits {
    /// Sets the limit that a property stands for.
    fileprivate mutating func set(_ id: WSE_PROPERTY_ID, _ value: UInt32) {
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
