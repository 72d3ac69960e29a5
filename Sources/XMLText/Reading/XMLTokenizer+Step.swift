internal import Bytes
internal import CodecKit

/// The exact way through a document, which knows everything, one step at a time; and what stands outside of the root element.
extension XMLTokenizer {
    /// Takes a token or a part of one off the front of the bytes, of which there is at least one.
    @inline(never)
    mutating func step(_ bytes: inout XMLScanner) throws(CodecError) -> XMLEvent {
        if skipsLineFeed {
            skipsLineFeed = false
            if bytes[bytes.position] == UInt8(ascii: "\n") {
                bytes.position &+= 1
                return .skipped
            }
        }
        switch state {
        case .beginning: return try takeByteOrderMark(&bytes)
        case .declaration: return try takeDeclaration(&bytes)
        case .prolog, .epilog: return try takeMiscellaneous(&bytes)
        case .content: return try takeContent(&bytes)
        case .section: return try takeSection(&bytes)
        case .comment: return try takeComment(&bytes)
        case .tag: return try takeInTag(&bytes)
        case .equals, .quote: return try takeBeforeValue(&bytes)
        case .value: return try takeValue(&bytes)
        case .endTag: return try takeEndOfEndTag(&bytes)
        }
    }

    private static var byteOrderMark: StaticString { "\u{FEFF}" }

    private mutating func takeByteOrderMark(_ bytes: inout XMLScanner) throws(CodecError) -> XMLEvent {
        if bytes[bytes.position] == ByteText(Self.byteOrderMark)[0] {
            guard let isThere = begins(bytes, Self.byteOrderMark) else { return awaits(.any) }
            guard isThere else { throw .invalidFormat("text outside of the root element") }
            bytes.position &+= 3
        }
        state = .declaration
        return .skipped
    }

    private static var longestDeclaration: Int { 1024 }

    private mutating func takeDeclaration(_ bytes: inout XMLScanner) throws(CodecError) -> XMLEvent {
        let start = bytes.position
        guard let isThere = begins(bytes, "<?") else { return awaits(.any) }
        guard isThere else {
            state = .prolog
            return .skipped
        }
        var end = start &+ 2
        while true {
            guard end &- start < Self.longestDeclaration else {
                throw .quota("the XML declaration is too long", Self.longestDeclaration)
            }
            guard end < bytes.count else { return awaits(.greaterThan) }
            if bytes[end] == UInt8(ascii: ">") { break }
            end &+= 1
        }
        try XMLDeclaration.check(bytes.text(start, end &+ 1))
        bytes.position = end &+ 1
        state = .prolog
        return .skipped
    }

    private mutating func takeMiscellaneous(_ bytes: inout XMLScanner) throws(CodecError) -> XMLEvent {
        if skipSpace(&bytes) { return .skipped }
        let start = bytes.position
        guard bytes[start] == UInt8(ascii: "<") else {
            let isSecondMark = bytes[start] == ByteText(Self.byteOrderMark)[0]
            throw .invalidFormat(isSecondMark ? "a byte order mark inside the document" : "text outside of the root element")
        }
        guard start &+ 1 < bytes.count else { return awaits(.any) }
        switch bytes[start &+ 1] {
        case UInt8(ascii: "!"):
            guard let isComment = begins(bytes, "<!--") else { return awaits(.any) }
            if isComment { return beginComment(&bytes) }
            throw notMarkup(bytes)
        case UInt8(ascii: "?"): throw .invalidFormat("a processing instruction, which SOAP does not allow")
        case UInt8(ascii: "/"): throw .invalidFormat("an end tag without a start tag")
        default:
            guard state == .prolog else { throw .invalidFormat("a second root element") }
            return try beginElement(&bytes)
        }
    }

    /// The error for "<!" that begins neither a comment nor a CDATA section.
    func notMarkup(_ bytes: XMLScanner) -> CodecError {
        let third = bytes.position &+ 2
        if third < bytes.count && bytes[third] == UInt8(ascii: "D") {
            return .invalidFormat("a document type declaration, which SOAP does not allow")
        }
        return .invalidFormat("malformed markup after \"<!\"")
    }
}
