internal import Bytes

/// Media types that come from a document and go into the header of a part.
enum HeaderMediaType {
    /// Some readers allow a part no more than 256 bytes of headers.
    private static var maxCount: Int { 100 }

    /// Whether a text may be the value of a Content-Type field: `type/subtype`, and parameters of printable ASCII after a
    /// semicolon, in which every quoted string is closed.
    static func accepts(_ text: ByteText) -> Bool {
        guard text.count <= maxCount else { return false }
        let type = token(text, from: 0)
        guard type > 0, text[type] == UInt8(ascii: "/") else { return false }
        let end = token(text, from: type &+ 1)
        guard end > type &+ 1 else { return false }
        var rest = end
        while text[rest] == UInt8(ascii: " ") { rest &+= 1 }
        guard end == text.count || text[rest] == UInt8(ascii: ";") else { return false }
        return areParameters(text.dropFirst(rest))
    }

    private static func areParameters(_ text: ByteText) -> Bool {
        var isQuoted = false
        var index = 0
        while index < text.count {
            let byte = text[index]
            guard byte >= 0x20 && byte < 0x7F else { return false }
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if isQuoted && byte == UInt8(ascii: "\\") {
                index &+= 1
                guard text[index] >= 0x20 && text[index] < 0x7F else { return false }
            }
            index &+= 1
        }
        return !isQuoted && (text.isEmpty || text[text.count &- 1] != UInt8(ascii: " "))
    }

    /// The end of the token at `start` (RFC 2045, section 5.1).
    private static func token(_ text: ByteText, from start: Int) -> Int {
        var index = start
        while text[index] > 0x20 && text[index] < 0x7F && !isSpecial(text[index]) { index &+= 1 }
        return index
    }

    private static func isSpecial(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "@"), UInt8(ascii: ","),
            UInt8(ascii: ";"), UInt8(ascii: ":"), UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: "/"), UInt8(ascii: "["),
            UInt8(ascii: "]"), UInt8(ascii: "?"), UInt8(ascii: "="):
            true
        default: false
        }
    }
}
