internal import Bytes
internal import CWSEncoder
internal import CodecKit

// What a codec's failure reads like.

extension CodecError {
    /// Appends what is wrong, the limit and the property that sets it, and the place in the message.
    @_optimize(size)
    func append(to text: inout TextBuffer, at offset: UInt64) {
        appendReason(to: &text)
        if let detail = unsafe detail {
            text.append(": ")
            unsafe text.append(cString: detail)
        }
        text.append(" (")
        if kind == .quotaExceeded {
            text.append("limit ")
            text.append(decimal: limit)
            text.append(", ")
        }
        if let setting {
            text.append("see ")
            text.append(setting.property)
            text.append(", ")
        }
        place.append(to: &text, current: offset)
        text.append(UInt8(ascii: ")"))
    }

    /// Appends what is wrong and what was found.
    @_optimize(size)
    private func appendReason(to text: inout TextBuffer) {
        switch finding {
        case .nothing: text.append(reason)
        case .unknownString(let id, let count):
            text.append(reason)
            text.append(" of identifier ")
            text.append(decimal: UInt64(id))
            text.append(": it has ")
            text.append(decimal: UInt64(count))
            text.append(count == 1 ? " string" : " strings")
        case .name(let name, let isCut):
            text.append(reason)
            text.append(": ")
            text.append(name)
            if isCut { text.append("...") }
        case .format(let found, let expected):
            text.append("this is ")
            text.append(found.name(insteadOf: expected))
            text.append(", not ")
            text.append(expected.expectedName(insteadOf: found))
        case .statement(let statement):
            guard let said = statement.text else {
                text.append("the codec failed with ")
                return text.append(hexadecimal: UInt32(bitPattern: statement.code))
            }
            text.append(wide: said, limit: 400)
        }
    }

    /// The number that a codec has failed with which others have written; nil if it is not one of these.
    var statedCode: Int32? {
        guard case .statement(let statement) = finding else { return nil }
        return statement.code
    }
}

extension CodecSetting {
    /// The property that sets it.
    fileprivate var property: WSE_PROPERTY_ID {
        switch self {
        case .maxDecodedSize: WSE_PROPERTY_MAX_DECODED_SIZE
        case .maxWindowSize: WSE_PROPERTY_MAX_WINDOW_SIZE
        case .maxDepth: WSE_PROPERTY_MAX_DEPTH
        case .maxAttributes: WSE_PROPERTY_MAX_ATTRIBUTES
        case .maxNamespaceDeclarations: WSE_PROPERTY_MAX_NAMESPACE_DECLARATIONS
        case .maxNameLength: WSE_PROPERTY_MAX_NAME_LENGTH
        case .maxAttributeValueLength: WSE_PROPERTY_MAX_ATTRIBUTE_VALUE_LENGTH
        case .maxArrayLength: WSE_PROPERTY_MAX_ARRAY_LENGTH
        case .maxSessionSize: WSE_PROPERTY_MAX_SESSION_SIZE
        case .invalidCharacters: WSE_PROPERTY_INVALID_CHARACTERS
        case .maxPartsBufferSize: WSE_PROPERTY_MAX_PARTS_BUFFER_SIZE
        case .maxRootSize: WSE_PROPERTY_MAX_ROOT_SIZE
        case .maxPartHeaderSize: WSE_PROPERTY_MAX_PART_HEADER_SIZE
        case .maxParts: WSE_PROPERTY_MAX_PARTS
        }
    }
}

extension CodecError.Place {
    /// Appends the place, as in "line 3, column 14".
    @_optimize(size)
    func append(to text: inout TextBuffer, current offset: UInt64) {
        switch self {
        case .current: append("input offset ", offset, to: &text)
        case .offset(let offset): append("input offset ", offset, to: &text)
        case .output(let offset): append("output offset ", offset, to: &text)
        case .text(let line, let column):
            text.append("line ")
            text.append(decimal: line)
            text.append(", column ")
            text.append(decimal: column)
        }
    }

    private func append(_ name: StaticString, _ offset: UInt64, to text: inout TextBuffer) {
        text.append(name)
        text.append(decimal: offset)
    }
}
