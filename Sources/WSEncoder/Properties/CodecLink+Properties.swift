internal import Bytes
internal import CWSEncoder
internal import CodecKit

// Where the properties of a table and of its codecs are kept.

extension CodecTable.Settings {
    /// Sets a property of all codecs together. Returns whether it is one.
    @_optimize(size)
    mutating func set(_ id: WSE_PROPERTY_ID, _ value: PropertyBits) -> Bool {
        switch id {
        case WSE_PROPERTY_CHUNK_SIZE: chunkSize = value.ulong
        case WSE_PROPERTY_MAX_DECODED_SIZE: limits.maxDecodedSize = value.ulonglong
        case WSE_PROPERTY_MAX_EXPANSION: limits.maxExpansion = value.ulong
        default: return false
        }
        return true
    }

    /// A property of all codecs together; nil if it is none.
    @_optimize(size)
    func number(_ id: WSE_PROPERTY_ID) -> Int64? {
        switch id {
        case WSE_PROPERTY_CHUNK_SIZE: Int64(chunkSize)
        case WSE_PROPERTY_MAX_DECODED_SIZE: Int64(clamping: limits.maxDecodedSize)
        case WSE_PROPERTY_MAX_EXPANSION: Int64(limits.maxExpansion)
        default: nil
        }
    }
}

extension CodecLink {
    /// Sets a property that is a number and that the codec has.
    @_optimize(size)
    mutating func set(_ id: WSE_PROPERTY_ID, _ value: PropertyBits) {
        switch id {
        case WSE_PROPERTY_COMPRESSION_LEVEL: options.level = value.long
        case WSE_PROPERTY_MAX_WINDOW_SIZE: options.maxWindowSize = value.ulong
        case WSE_PROPERTY_TYPED_TEXT: options.usesTypedText = value.isTrue
        case WSE_PROPERTY_COMPRESSION_LABEL: labelsCompressionAsCoding = value.isTrue
        case WSE_PROPERTY_RAW_DEFLATE: options.usesRawDeflate = value.isTrue
        case WSE_PROPERTY_GZIP_CONTENT_TYPE: takesCodingType = value.isTrue
        case WSE_PROPERTY_INVALID_CHARACTERS:
            options.invalidCharacters = InvalidCharacters(rawValue: value.ulong) ?? .refuse
        case WSE_PROPERTY_MAX_INLINE_SIZE: options.package.maxInlineSize = value.ulong
        case WSE_PROPERTY_MAX_PARTS_BUFFER_SIZE: options.package.maxPartsBufferSize = value.ulong
        case WSE_PROPERTY_MAX_ROOT_SIZE: options.package.maxRootSize = value.ulong
        case WSE_PROPERTY_MAX_PART_HEADER_SIZE: options.package.maxPartHeaderSize = value.ulong
        case WSE_PROPERTY_MAX_PARTS: options.package.maxParts = value.ulong
        default: options.xml.set(id, Int(value.ulong))
        }
    }

    /// A property of the codec that is a number; nil if it is none.
    @_optimize(size)
    func number(_ id: WSE_PROPERTY_ID, _ direction: Direction) -> Int64? {
        switch id {
        case WSE_PROPERTY_COMPRESSION_LEVEL: Int64(options.level)
        case WSE_PROPERTY_MAX_WINDOW_SIZE: Int64(options.maxWindowSize)
        case WSE_PROPERTY_TYPED_TEXT: options.usesTypedText ? 1 : 0
        case WSE_PROPERTY_COMPRESSION_LABEL: labelsCompressionAsCoding ? 1 : 0
        case WSE_PROPERTY_RAW_DEFLATE: options.usesRawDeflate ? 1 : 0
        case WSE_PROPERTY_GZIP_CONTENT_TYPE: takesCodingType ? 1 : 0
        case WSE_PROPERTY_INVALID_CHARACTERS: Int64(options.invalidCharacters.rawValue)
        case WSE_PROPERTY_MAX_INLINE_SIZE: Int64(options.package.maxInlineSize)
        case WSE_PROPERTY_MAX_PARTS_BUFFER_SIZE: Int64(options.package.partsBufferSize(isEncoder: direction == .encoder))
        case WSE_PROPERTY_MAX_ROOT_SIZE: Int64(options.package.maxRootSize)
        case WSE_PROPERTY_MAX_PART_HEADER_SIZE: Int64(options.package.maxPartHeaderSize)
        case WSE_PROPERTY_MAX_PARTS: Int64(options.package.maxParts)
        default: options.xml.number(id).map { Int64($0) }
        }
    }
}

extension XMLLimits {
    @_optimize(size)
    fileprivate mutating func set(_ id: WSE_PROPERTY_ID, _ value: Int) {
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

    @_optimize(size)
    fileprivate func number(_ id: WSE_PROPERTY_ID) -> Int? {
        switch id {
        case WSE_PROPERTY_MAX_DEPTH: maxDepth
        case WSE_PROPERTY_MAX_ATTRIBUTES: maxAttributes
        case WSE_PROPERTY_MAX_NAMESPACE_DECLARATIONS: maxNamespaceDeclarations
        case WSE_PROPERTY_MAX_NAME_LENGTH: maxNameLength
        case WSE_PROPERTY_MAX_ATTRIBUTE_VALUE_LENGTH: maxAttributeValueLength
        case WSE_PROPERTY_MAX_ARRAY_LENGTH: maxArrayLength
        case WSE_PROPERTY_MAX_SESSION_SIZE: maxSessionSize
        default: nil
        }
    }
}
