public import Bytes

/// A media type as in HTTP's Content-Type (RFC 9110, section 8.3): `type/subtype; name=value; name="quoted value"`. It reads
/// the UTF-16 code units where they are; they have to outlive it.
///
/// Parameters are read as people write them: an unquoted value may have any characters but a semicolon, blanks may stand around
/// the equals sign, and a parameter without a value is ignored.
public struct MediaType {
    /// Type and subtype, as in "application/soap+xml".
    public let name: WideText
    private let parameters: WideText

    /// nil if `text` does not begin with a type and a subtype, if anything but a semicolon follows them, or if it has a control
    /// character.
    @inline(never)
    public init?(_ text: WideText) {
        guard !Self.hasControlCharacter(text) else { return nil }
        let text = text.trimmed
        let type = text.tokenLength(from: 0)
        guard type > 0, text[type] == .slash else { return nil }
        let subtype = text.tokenLength(from: type &+ 1)
        guard subtype > 0 else { return nil }
        let end = type &+ 1 &+ subtype
        let rest = text.skipBlanks(from: end)
        guard rest == text.count || text[rest] == .semicolon else { return nil }
        name = text.part(0, end)
        parameters = text.part(rest, text.count)
    }

    /// Whether the text has a character that no header field may have (RFC 9110, section 5.5).
    public static func hasControlCharacter(_ text: WideText) -> Bool {
        text.skip(from: 0) { $0 >= .space && $0 != .delete || $0 == .tab } < text.count
    }

    /// A parameter that has a value.
    public struct Parameter {
        public let name: WideText
        /// Without its quotes, but with the backslashes before characters that are quoted by one.
        public let value: WideText
        /// What is wrong with a quoted value; nil if nothing.
        public let defect: Defect?

        /// Whether the value is `text`, without regard to the case of ASCII letters.
        public func equals(_ text: StaticString) -> Bool { value.equalsIgnoringCase(text) }
    }

    public enum Defect: UInt8, Sendable {
        /// The closing quotation mark is missing.
        case unclosed
        /// Something other than the next parameter follows the closing quotation mark.
        case continued
    }

    /// The first parameter of this name that has a value; nil if there is none.
    public func parameter(named name: StaticString) -> Parameter? {
        var offset = 0
        while let parameter = next(after: &offset) {
            if parameter.name.equalsIgnoringCase(name) { return parameter }
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

    /// The next parameter from `offset` on that has a value, and moves `offset` past it; nil if there is none.
    @inline(never)
    private func next(after offset: inout Int) -> Parameter? {
        while offset < parameters.count {
            let begin = parameters.skip(from: offset) { $0.isBlank || $0 == .semicolon }
            let end = parameters.skip(from: begin) { $0 != .semicolon && $0 != .equalsSign }
            offset = end
            guard parameters[end] == .equalsSign else { continue }
            let start = parameters.skipBlanks(from: end &+ 1)
            let name = parameters.part(begin, end).trimmed
            if parameters[start] == .quote { return quoted(name, from: start &+ 1, &offset) }
            let close = parameters.skip(from: start) { $0 != .semicolon }
            offset = close
            return Parameter(name: name, value: parameters.part(start, close).trimmed, defect: nil)
        }
        return nil
    }

    /// The parameter whose value begins at `start`, after a quotation mark.
    private func quoted(_ name: WideText, from start: Int, _ offset: inout Int) -> Parameter {
        var close = start
        while let unit = parameters[close], unit != .quote {
            close = min(close &+ (unit == .backslash ? 2 : 1), parameters.count)
        }
        let rest = parameters.skipBlanks(from: min(close &+ 1, parameters.count))
        offset = parameters.skip(from: rest) { $0 != .semicolon }
        let defect: Defect? = close == parameters.count ? .unclosed : offset == rest ? nil : .continued
        return Parameter(name: name, value: parameters.part(start, close), defect: defect)
    }
}

extension WideText {
    /// The index of the first unit from `start` on for which `isSkipped` is false.
    fileprivate func skip(from start: Int, while isSkipped: (UInt16) -> Bool) -> Int {
        var place = start
        while let unit = self[place], isSkipped(unit) { place &+= 1 }
        return place
    }

    fileprivate func skipBlanks(from start: Int) -> Int { skip(from: start) { $0.isBlank } }

    /// The number of token characters (RFC 9110, section 5.6.2) from `start` on.
    fileprivate func tokenLength(from start: Int) -> Int { skip(from: start) { $0.isToken } &- start }
}

extension UInt16 {
    fileprivate static var tab: UInt16 { UInt16(UInt8(ascii: "\t")) }
    fileprivate static var space: UInt16 { UInt16(UInt8(ascii: " ")) }
    fileprivate static var slash: UInt16 { UInt16(UInt8(ascii: "/")) }
    fileprivate static var semicolon: UInt16 { UInt16(UInt8(ascii: ";")) }
    fileprivate static var equalsSign: UInt16 { UInt16(UInt8(ascii: "=")) }
    fileprivate static var quote: UInt16 { UInt16(UInt8(ascii: "\"")) }
    fileprivate static var backslash: UInt16 { UInt16(UInt8(ascii: "\\")) }
    fileprivate static var delete: UInt16 { 0x7F }

    fileprivate var isBlank: Bool { self == .space || self == .tab }

    fileprivate var isToken: Bool {
        guard let character = UInt8(exactly: self) else { return false }
        return switch character {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "!"), UInt8(ascii: "#")...UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "-"),
            UInt8(ascii: "."), UInt8(ascii: "^")...UInt8(ascii: "`"), UInt8(ascii: "|"), UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
