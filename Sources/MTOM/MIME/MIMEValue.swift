internal import Bytes

/// The value of a header field such as Content-Type: `type/subtype; name=value; name="quoted value"`. It reads the bytes where
/// they are.
///
/// Values are read as people write them: an unquoted one may have any characters but a semicolon and blanks, blanks may stand
/// around the equals sign, and a line may be folded.
struct MIMEValue {
    /// What comes before the first semicolon, such as "multipart/related".
    let name: ByteText
    private let parameters: ByteText

    init(_ text: ByteText) {
        var end = 0
        while end < text.count, text[end] != UInt8(ascii: ";") { end &+= 1 }
        name = Self.trimmed(text.prefix(end))
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
        func equals(_ text: StaticString) -> Bool { value.equalsIgnoringCase(text) }
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
            let begin = skip(from: offset) { Self.isBlank($0) || $0 == UInt8(ascii: ";") }
            let end = skip(from: begin) { $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: "=") }
            offset = end
            guard parameters[end] == UInt8(ascii: "=") else { continue }
            let name = Self.trimmed(parameters.prefix(end).dropFirst(begin))
            let start = skip(from: end &+ 1, Self.isBlank)
            guard parameters[start] == UInt8(ascii: "\"") else {
                offset = skip(from: start) { $0 != UInt8(ascii: ";") }
                let value = Self.trimmed(parameters.prefix(offset).dropFirst(start))
                return (name, Parameter(value: value, isQuoted: false, isUnclosed: false))
            }
            var close = start &+ 1
            while close < parameters.count, parameters[close] != UInt8(ascii: "\"") {
                close &+= parameters[close] == UInt8(ascii: "\\") ? 2 : 1
            }
            let isUnclosed = close >= parameters.count
            offset = skip(from: close &+ 1) { $0 != UInt8(ascii: ";") }
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
