/// What a caller can set and a failure can be about. The border knows the names.
public enum CodecSetting: UInt8, Sendable {
    case maxDecodedSize
    case maxWindowSize
    case maxDepth
    case maxAttributes
    case maxNamespaceDeclarations
    case maxNameLength
    case maxAttributeValueLength
    case maxArrayLength
    case maxSessionSize
    case invalidCharacters
    case maxPartsBufferSize
    case maxRootSize
    case maxPartHeaderSize
    case maxParts
}
