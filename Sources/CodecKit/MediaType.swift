internal import Bytes

/// A media type as HTTP's Content-Type has it (RFC 9110, section 8.3): `type/subtype; name=value; name="quoted value"`. Reads
/// the UTF-16 code units in place, which have to outlive it.
///
/// Parameters are read as people write them: values without quotes may have any characters but a semicolon, blanks may stand
/// around the equals sign, and a parameter may have no value, which then says nothing.
@safe
public struct MediaType {
    /// Type and subtype, as in "application/soap+xml".
    public let name: UnsafeBufferPointer<UInt16>
    private let parameters: UnsafeBufferPointer<UInt16>

    /// nil if `text` does not begin with a type and a subtype and go on, if at all, with a semicolon, or if it has a control
    /// character.
    public init?(_ text: UnsafeBufferPointer<UInt16>) {
        guard unsafe !Self.hasControlCharacter(text) else { return nil }
        let text = unsafe Self.trimmed(text)
        let type = unsafe Self.tokenLength(text, from: 0)
        guard type > 0, type < text.count, unsafe text[type] == Self.slash else { return nil }
        let subtype = unsafe Self.tokenLength(text, from: type &+ 1)
        guard subtype > 0 else { return nil }
        let end = type &+ 1 &+ subtype
        let rest = unsafe Self.skipBlanks(text, from: end)
        guard unsafe rest == text.count || text[rest] == Self.semicolon else { return nil }
        unsafe name = UnsafeBufferPointer(rebasing: text[..<end])
        unsafe parameters = UnsafeBufferPointer(rebasing: text[rest...])
    }

    /// Whether the text has a character that no header field may have (RFC 9110, section 5.5).
    public static func hasControlCharacter(_ text: UnsafeBufferPointer<UInt16>) -> Bool {
        for index in text.indices {
            let unit = unsafe text[index]
            if unit < 0x20 && unit != tab || unit == 0x7F { return true }
        }
        return false
    }

    /// A parameter that has a value.
    @safe
    public struct Parameter {
        public let name: UnsafeBufferPointer<UInt16>
        /// Without its quotes, but with the backslashes before characters that are quoted by one.
        public let value: UnsafeBufferPointer<UInt16>
        /// What is wrong with a quoted value.
        public let defect: Defect?

        /// Whether the value is `text`, without regard to the case of ASCII letters.
        public func equals(_ text: StaticString) -> Bool { unsafe equalIgnoringCase(value, text) }
    }

    public enum Defect: UInt8, Sendable {
        /// The closing quotation mark is missing.
        case unclosed
        /// Something other than the next parameter follows the closing quotation mark.
        case continued
    }

    /// The first parameter of this name; nil if there is none that has a value.
    public func parameter(named name: StaticString) -> Parameter? {
        var offset = 0
        while let parameter = next(after: &offset) {
            if unsafe equalIgnoringCase(parameter.name, name) { return parameter }
        }
        return nil
    }

    /// The first parameter whose value is not well-formed; nil if there is none.
    public var defectiveParameter: Parameter? {
        var offset = 0
        while let parameter = next(after: &offset) {
            if parameter.defect != nil { return parameter }
        }
        return nil
    }

    /// The next parameter from `offset` on that has a value, which `offset` is then behind; nil if there is none.
    private func next(after offset: inout Int) -> Parameter? {
        while unsafe offset < parameters.count {
            let begin = unsafe Self.skip(parameters, from: offset) { Self.isBlank($0) || $0 == Self.semicolon }
            let end = unsafe Self.skip(parameters, from: begin) { $0 != Self.semicolon && $0 != Self.equalsSign }
            offset = end
            guard unsafe end < parameters.count, unsafe parameters[end] == Self.equalsSign else { continue }
            let start = unsafe Self.skipBlanks(parameters, from: end &+ 1)
            let name = unsafe Self.trimmed(UnsafeBufferPointer(rebasing: parameters[begin..<end]))
            if unsafe start < parameters.count, unsafe parameters[start] == Self.quote {
                return unsafe quoted(name, from: start &+ 1, &offset)
            }
            let close = unsafe Self.skip(parameters, from: start) { $0 != Self.semicolon }
            offset = close
            let value = unsafe Self.trimmed(UnsafeBufferPointer(rebasing: parameters[start..<close]))
            return unsafe Parameter(name: name, value: value, defect: nil)
        }
        return nil
    }

    /// The parameter whose value begins at `start`, after a quotation mark.
    private func quoted(_ name: UnsafeBufferPointer<UInt16>, from start: Int, _ offset: inout Int) -> Parameter {
        var close = start
        while unsafe close < parameters.count, unsafe parameters[close] != Self.quote {
            close = unsafe min(close &+ (parameters[close] == Self.backslash ? 2 : 1), parameters.count)
        }
        let value = unsafe UnsafeBufferPointer(rebasing: parameters[start..<close])
        let rest = unsafe Self.skipBlanks(parameters, from: min(close &+ 1, parameters.count))
        offset = unsafe Self.skip(parameters, from: rest) { $0 != Self.semicolon }
        let defect: Defect? = unsafe close == parameters.count ? .unclosed : offset == rest ? nil : .continued
        return unsafe Parameter(name: name, value: value, defect: defect)
    }

    private static var tab: UInt16 { 0x09 }
    private static var slash: UInt16 { 0x2F }
    private static var semicolon: UInt16 { 0x3B }
    private static var equalsSign: UInt16 { 0x3D }
    private static var quote: UInt16 { 0x22 }
    private static var backslash: UInt16 { 0x5C }

    /// The number of token characters (RFC 9110, section 5.6.2) from `start` on.
    private static func tokenLength(_ text: UnsafeBufferPointer<UInt16>, from start: Int) -> Int {
        unsafe skip(text, from: start, while: isToken) &- start
    }

    private static func isToken(_ unit: UInt16) -> Bool {
        switch unit {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        case 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2E, 0x5E...0x60, 0x7C, 0x7E: true
        default: false
        }
    }

    private static func isBlank(_ unit: UInt16) -> Bool { unit == 0x20 || unit == tab }

    private static func skipBlanks(_ text: UnsafeBufferPointer<UInt16>, from start: Int) -> Int {
        unsafe skip(text, from: start, while: isBlank)
    }

    /// The index of the first unit from `start` on of which `isSkipped` is false.
    private static func skip(
        _ text: UnsafeBufferPointer<UInt16>, from start: Int, while isSkipped: (UInt16) -> Bool
    ) -> Int {
        var place = start
        while place < text.count, unsafe isSkipped(text[place]) { place &+= 1 }
        return place
    }

    private static func trimmed(_ text: UnsafeBufferPointer<UInt16>) -> UnsafeBufferPointer<UInt16> {
        let begin = unsafe skipBlanks(text, from: 0)
        var end = text.count
        while end > begin, unsafe isBlank(text[end &- 1]) { end &-= 1 }
        return unsafe UnsafeBufferPointer(rebasing: text[begin..<end])
    }
}
