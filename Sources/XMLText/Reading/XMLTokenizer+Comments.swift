internal import Bytes
internal import CodecKit

extension XMLTokenizer {
    mutating func beginComment(_ bytes: inout XMLScanner) -> XMLEvent {
        bytes.position &+= 4
        collected.removeAll()
        stateAfterComment = state
        state = .comment
        return .skipped
    }

    mutating func takeComment(_ bytes: inout XMLScanner) throws(CodecError) -> XMLEvent {
        let start = bytes.position
        let end = try commentRun(&bytes)
        if end > start {
            try appendToComment(bytes.text(start, end))
            bytes.position = end
            return .skipped
        }
        switch bytes[start] {
        case UInt8(ascii: "\r"):
            try appendToComment("\n")
            skipReturn(&bytes)
            return .skipped
        case UInt8(ascii: "-"):
            guard let isEnd = begins(bytes, "-->") else { return awaits(.any) }
            guard isEnd && !commentEndsWithHyphen else { throw .invalidFormat("\"--\" inside a comment") }
            bytes.position &+= 3
            state = stateAfterComment
            event.text = collected.text
            return .comment
        default:
            guard let length = invalidLength(bytes, start) else { return awaits(.any) }
            try appendToComment(ByteText(substitute))
            bytes.position &+= length
            return .skipped
        }
    }

    /// Whether a hyphen that comes next would make "--", since what stood between the two has been dropped.
    private var commentEndsWithHyphen: Bool {
        collected.count > 0 && collected[collected.count &- 1] == UInt8(ascii: "-")
    }

    private mutating func appendToComment(_ text: ByteText) throws(CodecError) {
        guard collected.count &+ text.count <= limits.maxAttributeValueLength else {
            throw .quota("a comment is too long", limits.maxAttributeValueLength, .maxAttributeValueLength)
        }
        guard collected.append(text) else { throw .outOfMemory }
    }

    private mutating func appendToComment(_ text: StaticString) throws(CodecError) { try appendToComment(ByteText(text)) }

    /// The end of the part of a comment, from the position on, that can be copied as it stands. It ends before a hyphen unless
    /// the next byte is known to be another one, and where the limit is reached, so that the first character beyond the limit
    /// is refused where it stands.
    private func commentRun(_ bytes: inout XMLScanner) throws(CodecError) -> Int {
        let start = bytes.position
        let room = limits.maxAttributeValueLength &- collected.count
        var index = start
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\r") { break }
            if byte == UInt8(ascii: "-") {
                guard index &+ 1 < bytes.count, bytes[index &+ 1] != UInt8(ascii: "-") else { break }
                // Within the run, the byte before it is not a hyphen.
                if index == start && commentEndsWithHyphen { break }
            }
            var length = 1
            if byte >= 0x80 || !UTF8Character.isXMLCharacter(UInt32(byte)) {
                guard let whole = try characterLength(&bytes, index) else { break }
                length = whole
            }
            if index &- start &+ length > room {
                // Alone it is refused.
                return index > start ? index : index &+ length
            }
            index &+= length
        }
        return index
    }
}
