internal import Bytes
internal import CWSEncoder
internal import CodecKit

/// Why the content type or encoding of a message is refused.
///
/// Sendable because its texts last as long as the table that refuses, which reports it at once.
enum LabelRefusal: Error, @unchecked Sendable {
    case outOfMemory
    /// The codec at an index does not take the content type.
    case contentType(ContentTypeRefusal, at: Int)
    /// The content type says that the message is not compressed, but its decompression has begun.
    case uncompressedTooLate
    /// The coding of a codec is missing or, without a codec, there is one too many. `hasChoice` says whether a coding that the
    /// content type may name could have stood in its place.
    case coding(at: Int?, hasChoice: Bool)

    /// Adds the string and returns the result. `type` is as it was when it was refused.
    func report(
        _ type: WideText, _ contentEncoding: WideText, to error: ErrorHandle, of codecTable: Reference<CodecTable>
    ) -> HRESULT {
        let links = codecTable.value.links
        var subject = codecTable.subject()
        switch self {
        case .outOfMemory, .contentType(.outOfMemory, at: _): return error.about(subject).fail(.outOfMemory, at: 0)
        case .contentType(_, at: let index): subject = .codec(links[index].codec.name, codecTable.value.direction)
        case .coding, .uncompressedTooLate: break
        }
        error.about(subject).add { append(type, contentEncoding, links, to: &$0) }
        return WS_E_NOT_SUPPORTED
    }

    @_optimize(size)
    private func append(_ type: WideText, _ contentEncoding: WideText, _ links: CodecLinks, to text: inout TextBuffer) {
        switch self {
        case .outOfMemory: break
        case .contentType(let refusal, at: _): refusal.append(type, to: &text)
        case .uncompressedTooLate:
            text.append("the content type says that the message is not compressed, after it was read as compressed")
        case .coding(let index, let hasChoice):
            links.append(contentEncoding, hasChoice: hasChoice, to: &text)
            guard let index, links[index].codec.isOfCodingType(MediaType(type)) else { break }
            text.append("; WSE_PROPERTY_GZIP_CONTENT_TYPE would take the content type in its place")
        }
    }
}

extension ContentTypeRefusal {
    /// Appends what is wrong with `type`.
    fileprivate func append(_ type: WideText, to text: inout TextBuffer) {
        if MediaType.hasControlCharacter(type) {
            return text.append("the content type has a control character, which no header may have")
        }
        switch self {
        case .outOfMemory: break
        case .isNot(let expected, let other): Self.append(type, isNot: expected, or: other, to: &text)
        case .malformed: Self.append(defectOf: type, to: &text)
        case .lacks(let name):
            text.append("the content type ")
            text.append(quoted: type)
            text.append(" lacks the parameter \"")
            text.append(name)
            text.append(UInt8(ascii: "\""))
        case .parameter(let name, let reason):
            text.append("the ")
            text.append(name)
            text.append(UInt8(ascii: " "))
            if let value = MediaType(type)?.parameter(named: name)?.value { text.append(quoted: value) }
            text.append(" of the content type ")
            text.append(reason)
        case .other(let reason):
            text.append("the content type is ")
            text.append(quoted: type)
            text.append(", ")
            text.append(reason)
        }
    }

    private static func append(
        _ type: WideText, isNot expected: ByteText, or other: ByteText?, to text: inout TextBuffer
    ) {
        text.append("the content type is ")
        text.append(quoted: type)
        text.append(" and not \"")
        text.append(expected)
        if let other {
            text.append("\" or \"")
            text.append(other)
        }
        text.append(UInt8(ascii: "\""))
    }

    private static func append(defectOf type: WideText, to text: inout TextBuffer) {
        guard let parameter = MediaType(type)?.defectiveParameter else { return }
        text.append("the parameter ")
        text.append(quoted: parameter.name)
        switch parameter.defect {
        case .unclosed: text.append(" of the content type lacks its closing quotation mark")
        case .continued, nil: text.append(" of the content type goes on after its closing quotation mark")
        }
    }
}

extension CodecLinks {
    /// Appends what the content encoding is and what it has to be.
    fileprivate func append(_ contentEncoding: WideText, hasChoice: Bool, to text: inout TextBuffer) {
        if contentEncoding.isEmpty {
            text.append("there is no content encoding, and not ")
        } else {
            text.append("the content encoding is ")
            text.append(quoted: contentEncoding)
            text.append(codingCount == 0 ? ", and there must be none" : " and not ")
        }
        if codingCount > 0 { appendCodings(to: &text, withChosen: false) }
        guard hasChoice && self.hasChoice else { return }
        text.append(" or ")
        appendCodings(to: &text, withChosen: true)
    }

    /// The number of codecs that always have a coding.
    private var codingCount: Int {
        var codings = 0
        for index in 0..<count where self[index].hasContentEncoding { codings &+= 1 }
        return codings
    }

    /// Whether there is a codec whose compression a coding may name.
    private var hasChoice: Bool {
        for index in 0..<count where self[index].codec.compression != nil { return true }
        return false
    }

    private func appendCodings(to text: inout TextBuffer, withChosen: Bool) {
        var isFirst = true
        text.append(UInt8(ascii: "\""))
        for index in 0..<count {
            let codec = self[index].codec
            let name = withChosen ? codec.compression?.coding ?? codec.contentEncoding : codec.contentEncoding
            if name.isEmpty { continue }
            if !isFirst { text.append(", ") }
            text.append(name)
            isFirst = false
        }
        text.append(UInt8(ascii: "\""))
    }
}
