internal import Bytes

/// The value of a header field such as Content-Type: `type/subtype; name=value; name="quoted value"`. It reads the bytes where
/// they are.
///
/// Values are read as people write them: an unquoted one may have any characters but a semicolon and blanks, blanks may stand
/// around the equals sign, and a line may be folded. Comments in parentheses are skipped where they follow a blank.
struct MIMEValue {
    /// What comes before the first semicolon, such as "multipart/related".
    let name: ByteText
    private let parameters: ByteText

    init(_ text: ByteText) {
        let end = Self.semicolon(in: text, from: 0)
        name = Self.withoutComment(text.prefix(end))
        parameters = text.dropFirst(end)
    }

    /// Whether the name is this one, in any case.
    func isNamed(_ name: StaticString) -> Bool { self.name.equalsIgnoringCase(name) }

    /// A parameter and how it is written.
    struct Parameter {
        /// Without its quotes, but with the backslashes before characters that are quoted by one.
        let value: ByteText
        let isQuoted: Bool
        /// The closing quotation mark is missing.
        let isUnclosed: Bool

        /// The value without backslashes, appended to `buffer`. False if there is no memory for it.
        func copy(to buffer: inout GrowableBuffer<UInt8>) -> Bool {
            guard buffer.reserve(additional: value.count) else { return false }
            var index = 0
            while index < value.count {
                if isQuoted && value[index] == UInt8(ascii: "\\") && index &+ 1 < value.count { index &+= 1 }
                buffer.appendReserved(value[index])
                index &+= 1
            }
            return true
        }

        /// Whether the value is this one, in any case.
        func equals(_ text: StaticString) -> Bool {
            let text = ByteText(text)
            var (index, matched) = (0, 0)
            while index < value.count {
                if isQuoted && value[index] == UInt8(ascii: "\\") && index &+ 1 < value.count { index &+= 1 }
                guard matched < text.count, value.part(index, 1).equalsIgnoringCase(text.part(matched, 1)) else { return false }
                index &+= 1
                matched &+= 1
            }
            return matched == text.count
        }
    }

    /// The first parameter of this name; nil if there is none.
    func parameter(_ name: StaticString) -> Parameter? {
        var offset = 0
        while let (found, parameter) = next(&offset) {
            if found.equalsIgnoringCase(name) { return parameter }
        }
        return nil
    }

    /// Whether a quoted value is not closed, or a parameter that matters stands there twice, so that peers may read different
    /// things.
    func isMalformed(_ name: StaticString) -> Bool {
        var offset = 0
        var count = 0
        while let (found, parameter) = next(&offset) {
            if parameter.isUnclosed { return true }
            if found.equalsIgnoringCase(name) { count &+= 1 }
        }
        return count > 1
    }

    /// The next parameter that has a value, and moves `offset` past it.
    private func next(_ offset: inout Int) -> (ByteText, Parameter)? {
        while offset < parameters.count {
            var begin = skip(from: offset) { Self.isBlank($0) || $0 == UInt8(ascii: ";") }
            while let end = Self.endOfComment(in: parameters, at: begin) { begin = skip(from: end, Self.isBlank) }
            let end = skip(from: begin) { $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: "=") }
            offset = end
            guard parameters[end] == UInt8(ascii: "=") else { continue }
            let name = Self.trimmed(parameters.prefix(end).dropFirst(begin))
            let start = skip(from: end &+ 1, Self.isBlank)
            guard parameters[start] == UInt8(ascii: "\"") else {
                offset = Self.semicolon(in: parameters, from: start)
                let value = Self.withoutComment(parameters.prefix(offset).dropFirst(start))
                return (name, Parameter(value: value, isQuoted: false, isUnclosed: false))
            }
            var close = start &+ 1
            while close < parameters.count, parameters[close] != UInt8(ascii: "\"") {
                close &+= parameters[close] == UInt8(ascii: "\\") ? 2 : 1
            }
            let isUnclosed = close >= parameters.count
            offset = Self.semicolon(in: parameters, from: close &+ 1)
            let value = parameters.prefix(close).dropFirst(start &+ 1)
            return (name, Parameter(value: value, isQuoted: true, isUnclosed: isUnclosed))
        }
        return nil
    }

    /// The index of the first byte from `start` on for which `isSkipped` is false.
    private func skip(from start: Int, _ isSkipped: (UInt8) -> Bool) -> Int {
        var index = min(start, parameters.count)
        while index < parameters.count, isSkipped(parameters[index]) { index &+= 1 }
        return index
    }

    // MARK: Comments

    /// Longer ones are none, so that what is searched for the end of a comment is not searched over and over.
    private static var longestComment: Int { 256 }

    /// The index after a comment that begins at `start`; nil if none does, or it has no end.
    private static func endOfComment(in text: ByteText, at start: Int) -> Int? {
        guard text[start] == UInt8(ascii: "("), start == 0 || isBlank(text[start &- 1]) || text[start &- 1] == UInt8(ascii: ";")
        else { return nil }
        var (index, depth) = (start, 0)
        while index < min(text.count, start &+ longestComment) {
            switch text[index] {
            case UInt8(ascii: "\\"): index &+= 1
            case UInt8(ascii: "("): depth &+= 1
            case UInt8(ascii: ")"): depth &-= 1
            default: break
            }
            index &+= 1
            if depth == 0 { return index }
        }
        return nil
    }

    /// The index of the first semicolon from `start` on that is not in a comment; the count if there is none.
    private static func semicolon(in text: ByteText, from start: Int) -> Int {
        var index = min(start, text.count)
        while index < text.count, text[index] != UInt8(ascii: ";") {
            index = endOfComment(in: text, at: index) ?? index &+ 1
        }
        return index
    }

    /// What stands before the first comment, without the blanks around it.
    private static func withoutComment(_ text: ByteText) -> ByteText {
        var index = 0
        while index < text.count, endOfComment(in: text, at: index) == nil { index &+= 1 }
        return trimmed(text.prefix(index))
    }

    /// Blanks, and the line breaks of a value that is folded over lines.
    static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r") || byte == UInt8(ascii: "\n")
    }

    /// The text without the blanks around it.
    static func trimmed(_ text: ByteText) -> ByteText {
        var begin = 0
        var end = text.count
        while begin < end, isBlank(text[begin]) { begin &+= 1 }
        while end > begin, isBlank(text[end &- 1]) { end &-= 1 }
        return text.part(begin, end &- begin)
    }
}
