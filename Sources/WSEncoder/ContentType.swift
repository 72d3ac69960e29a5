internal import Bytes
internal import CWSEncoder
internal import CodecKit

/// Why a content type is refused.
enum ContentTypeRefusal: Error {
    case outOfMemory
    /// The codec at this index takes another one.
    case isNot(Int, StaticString)
    /// The codec at this index takes UTF-8 only.
    case charset(Int)
}

// Content types pass through the codecs of a table in turn. A host that has none to give may leave it empty.
extension Links {
    /// Makes the type of what an encoder is given that of what it gives.
    func encode(_ type: inout WideString) throws(ContentTypeRefusal) {
        for index in 0..<count {
            guard let types = self[index].codec.contentTypes else { continue }
            try check(type, is: types.plain, at: index)
            try replace(&type, types.encoded)
        }
    }

    /// Makes the type of what a decoder is given that of what it gives.
    func decode(_ type: inout WideString) throws(ContentTypeRefusal) {
        for position in 0..<count {
            let index = count &- 1 &- position
            guard let types = self[index].codec.contentTypes else { continue }
            try check(type, is: types.encoded, at: index)
            try replace(&type, types.decoded)
        }
    }

    private func check(
        _ type: borrowing WideString, is expected: StaticString, at index: Int
    ) throws(ContentTypeRefusal) {
        guard let characters = unsafe type.value.characters, !characters.isEmpty else { return }
        guard let mediaType = unsafe MediaType(characters), unsafe equalIgnoringCase(mediaType.name, expected) else {
            throw .isNot(index, expected)
        }
        guard let charset = unsafe mediaType.parameter(named: "charset") else { return }
        guard unsafe equalIgnoringCase(charset, "utf-8") else { throw .charset(index) }
    }

    private func replace(_ type: inout WideString, _ text: StaticString) throws(ContentTypeRefusal) {
        do throws(OutOfMemory) {
            try type.set(text)
        } catch {
            throw .outOfMemory
        }
    }
}

extension ContentTypeRefusal {
    /// Adds the string and returns the result. `type` is as it was when it was refused.
    func report(
        _ type: WS_STRING, to error: OpaquePointer?, of configuration: UnsafeMutablePointer<Configuration>
    ) -> HRESULT {
        let index: Int
        switch self {
        case .outOfMemory:
            return unsafe Diagnostic.report(.outOfMemory, at: 0, to: error, of: Configuration.subject(configuration))
        case .isNot(let link, _), .charset(let link): index = link
        }
        unsafe Diagnostic.add(to: error) { text in
            let direction = unsafe configuration.pointee.direction
            unsafe Subject(configuration.pointee.links[index].codec.name, direction).append(to: &text)
            text.append("the content type is \"")
            if let characters = unsafe type.characters { unsafe text.append(wide: characters) }
            if case .isNot(_, let expected) = self {
                text.append("\" and not \"")
                text.append(expected)
                text.append(UInt8(ascii: "\""))
            } else {
                text.append("\", whose charset is not UTF-8")
            }
        }
        return WS_E_NOT_SUPPORTED
    }
}
