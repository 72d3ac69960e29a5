internal import Bytes
internal import CWSEncoder
internal import CodecKit

/// The strings that failures leave in a WS_ERROR. Without one, or without memory for the string, the result code has to do.
enum Diagnostic {
    /// Adds the line that `compose` writes.
    @inline(never)
    static func add(to error: OpaquePointer?, _ compose: (inout TextBuffer) -> Void) {
        guard let object = unsafe UnsafeMutablePointer<ErrorObject>(error) else { return }
        var text = TextBuffer()
        compose(&text)
        try? unsafe object.pointee.add(length: ULONG(truncatingIfNeeded: text.count)) { characters in
            for index in characters.indices {
                unsafe characters[index] = WCHAR(text[index])
            }
        }
    }

    /// Adds `subject: reason` and returns `result`.
    @inline(never)
    static func report(
        _ result: HRESULT, to error: OpaquePointer?, of subject: Subject, _ reason: StaticString
    ) -> HRESULT {
        unsafe add(to: error) { text in
            subject.append(to: &text)
            text.append(reason)
        }
        return result
    }

    /// Adds what a codec says, with the place in the message, and returns the result that stands for it.
    @inline(never)
    static func report(
        _ failure: CodecError, at offset: UInt64, to error: OpaquePointer?, of subject: Subject
    ) -> HRESULT {
        unsafe add(to: error) { text in
            subject.append(to: &text)
            failure.appendReason(to: &text)
            if let detail = unsafe failure.detail {
                text.append(": ")
                unsafe text.append(cString: detail)
            }
            text.append(" (")
            if failure.kind == .quotaExceeded {
                text.append("limit ")
                text.append(decimal: failure.limit)
                text.append(", ")
            }
            if let setting = failure.setting {
                text.append("see ")
                text.append(setting.propertyName)
                text.append(", ")
            }
            failure.place.append(to: &text, current: offset)
            text.append(UInt8(ascii: ")"))
        }
        switch failure.kind {
        case .outOfMemory: return E_OUTOFMEMORY
        case .invalidFormat: return WS_E_INVALID_FORMAT
        case .quotaExceeded: return WS_E_QUOTA_EXCEEDED
        case .outOfStep: return WS_E_OBJECT_FAULTED
        }
    }
}

extension CodecError {
    /// Appends what is wrong and what was found.
    fileprivate func appendReason(to text: inout TextBuffer) {
        switch finding {
        case .nothing: text.append(reason)
        case .unknownString(let id, let count):
            text.append(reason)
            text.append(" of identifier ")
            text.append(decimal: UInt64(id))
            text.append(": it has ")
            text.append(decimal: count)
            text.append(count == 1 ? " string" : " strings")
        case .format(let found, let expected):
            text.append("this is ")
            text.append(found.name(insteadOf: expected))
            text.append(", not ")
            text.append(expected.expectedName(insteadOf: found))
        }
    }
}

extension CodecSetting {
    /// The property that sets it.
    fileprivate var propertyName: StaticString {
        switch self {
        case .maxDecodedSize: "WSE_PROPERTY_MAX_DECODED_SIZE"
        case .maxWindowSize: "WSE_PROPERTY_MAX_WINDOW_SIZE"
        case .maxDepth: "WSE_PROPERTY_MAX_DEPTH"
        case .maxAttributes: "WSE_PROPERTY_MAX_ATTRIBUTES"
        case .maxNamespaceDeclarations: "WSE_PROPERTY_MAX_NAMESPACE_DECLARATIONS"
        case .maxNameLength: "WSE_PROPERTY_MAX_NAME_LENGTH"
        case .maxAttributeValueLength: "WSE_PROPERTY_MAX_ATTRIBUTE_VALUE_LENGTH"
        case .maxArrayLength: "WSE_PROPERTY_MAX_ARRAY_LENGTH"
        case .maxSessionSize: "WSE_PROPERTY_MAX_SESSION_SIZE"
        case .invalidCharacters: "WSE_PROPERTY_INVALID_CHARACTERS"
        }
    }
}

extension CodecError.Place {
    /// Appends the place, as in "line 3, column 14".
    func append(to text: inout TextBuffer, current offset: UInt64) {
        switch self {
        case .current: append(to: &text, offset: offset)
        case .offset(let offset): append(to: &text, offset: offset)
        case .text(let line, let column):
            text.append("line ")
            text.append(decimal: line)
            text.append(", column ")
            text.append(decimal: column)
        }
    }

    private func append(to text: inout TextBuffer, offset: UInt64) {
        text.append("input offset ")
        text.append(decimal: offset)
    }
}

/// Whom a diagnostic speaks of: a codec and its direction, as in "gzip decoder", or a function.
@safe
struct Subject {
    /// Zero-terminated; lives as long as the subject is used.
    let name: UnsafePointer<CChar>
    let role: StaticString
    /// Codecs that work as one, whose names stand for `name`.
    private let codecs: UnsafeMutablePointer<CodecTable>?

    init(allOf codecs: UnsafeMutablePointer<CodecTable>, _ direction: Direction) {
        let none: StaticString = ""
        unsafe self.init(
            named: UnsafeRawPointer(none.utf8Start).assumingMemoryBound(to: CChar.self), direction, codecs)
    }

    init(_ codec: StaticString, _ direction: Direction) {
        unsafe self.init(named: unsafe UnsafeRawPointer(codec.utf8Start).assumingMemoryBound(to: CChar.self), direction)
    }

    init(
        named name: UnsafePointer<CChar>, _ direction: Direction, _ codecs: UnsafeMutablePointer<CodecTable>? = nil
    ) {
        unsafe self.codecs = codecs
        unsafe self.name = name
        role = direction == .encoder ? " encoder" : " decoder"
    }

    init(_ function: StaticString) {
        unsafe name = UnsafeRawPointer(function.utf8Start).assumingMemoryBound(to: CChar.self)
        role = ""
        unsafe codecs = nil
    }

    func append(to text: inout TextBuffer) {
        unsafe text.append(cString: name)
        if let codecs = unsafe codecs { unsafe codecs.pointee.links.appendNames(to: &text) }
        text.append(role)
        text.append(": ")
    }
}

/// Which way a codec works.
enum Direction: UInt8 {
    case encoder
    case decoder
}
