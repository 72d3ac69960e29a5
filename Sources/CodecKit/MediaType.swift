public import Bytes

/// A media type as in HTTP's Content-Type (RFC 9110, section 8.3): `type/subtype; name=value; name="quoted value"`. It reads
/// the UTF-16 code units where they are; they have to outlive it.
///
/// Parameters are read as people write them: an unquoted value may have any characters but a semicolon, blanks may stand around
/// the equals sign, and a parameter without a value is ignored.
public struct MediaType {
    private let text: WideText
    private let nameStart: Int
    /// Where type and subtype end in the text.
    public let nameEnd: Int

    /// Type and subtype, as in "application/soap+xml".
    public var name: WideText { text.part(nameStart, nameEnd) }

    /// nil if `text` does not begin with a type and a subtype, if anything but a semicolon follows them, or if it has a control
    /// character.
    @inline(never)
    public init?(_ text: WideText) {
        guard !Self.hasControlCharacter(text) else { return nil }
        let start = text.skipBlanks(from: 0)
        let slash = text.skipToken(from: start)
        guard slash > start, text[slash] == .slash else { return nil }
        let end = text.skipToken(from: slash &+ 1)
        guard end > slash &+ 1 else { return nil }
        let rest = text.skipBlanks(from: end)
        guard rest == text.count || text[rest] == .semicolon else { return nil }
        self.text = text
        nameStart = start
        nameEnd = end
    }

    /// Whether this is its type and subtype, without regard to the case of ASCII letters.
    public func isNamed(_ name: StaticString) -> Bool { self.name.equalsIgnoringCase(name) }

    /// The same for a name that is not a constant.
    public func isNamed(_ name: ByteText) -> Bool { self.name.equalsIgnoringCase(name) }

    /// Whether the text has a character that no header field may have (RFC 9110, section 5.5).
    public static func hasControlCharacter(_ text: WideText) -> Bool {
        !text.isPrintable && text.skip(from: 0) { $0 >= .space && $0 != .delete || $0 == .tab } < text.count
    }

    /// A parameter that has a value.
    public struct Parameter {
        public let name: WideText
        /// Without its quotes, but with the backslashes before characters that are quoted by one.
        public let value: WideText
        /// Where the value stands in the text of the media type, with its quotes.
        public let start: Int
        /// Where it ends.
        public let end: Int
        /// What is wrong with a quoted value; nil if nothing.
        public let defect: Defect?

        /// Whether the value is `text`, without regard to the case of ASCII letters.
        public func equals(_ text: StaticString) -> Bool { value.equalsIgnoringCase(text) }

        /// Appends the value, without the backslashes before characters that are quoted by one. Returns false if it has a
        /// character outside ASCII.
        public func appendASCII(to bytes: inout GrowableBuffer<UInt8>) throws(OutOfMemory) -> Bool {
            var index = 0
            while let unit = value[index] {
                let isEscaped = unit == .backslash && isQuoted && index &+ 1 < value.count
                index &+= isEscaped ? 1 : 0
                guard let unit = value[index], unit < 0x80 else { return false }
                guard bytes.append(UInt8(truncatingIfNeeded: unit)) else { throw OutOfMemory() }
                index &+= 1
            }
            return true
        }

        fileprivate let isQuoted: Bool
    }

    public enum Defect: UInt8, Sendable {
        /// The closing quotation mark is missing.
        case unclosed
        /// Something other than the next parameter follows the closing quotation mark.
        case continued
    }

    /// The first parameter of this name that has a value; nil if there is none.
    public func parameter(named name: StaticString) -> Parameter? {
        var offset = nameEnd
        while let parameter = next(after: &offset) {
            if parameter.name.equalsIgnoringCase(name) { return parameter }
        }
        return nil
    }

    /// The first parameter whose value is not well-formed; nil if there is none.
    public var defectiveParameter: Parameter? {
        var offset = nameEnd
        while let parameter = next(after: &offset) {
            if parameter.defect != nil { return parameter }
        }
        return nil
    }

    /// The next parameter from `offset` on that has a value, and moves `offset` past it; nil if there is none.
    @inline(never)
    private func next(after offset: inout Int) -> Parameter? {
        while offset < text.count {
            let begin = text.skip(from: offset) { $0.isBlank || $0 == .semicolon }
            let end = text.skip(from: begin) { $0 != .semicolon && $0 != .equalsSign }
            offset = end
            guard text[end] == .equalsSign else { continue }
            let start = text.skipBlanks(from: end &+ 1)
            let name = text.part(begin, end).trimmed
            if text[start] == .quote { return quoted(name, from: start, &offset) }
            offset = text.skip(from: start) { $0 != .semicolon }
            let close = text.trimmedBounds(start, offset).end
            let value = text.part(start, close)
            return Parameter(name: name, value: value, start: start, end: close, defect: nil, isQuoted: false)
        }
        return nil
    }

    /// The parameter whose value begins at `start`, with a quotation mark.
    private func quoted(_ name: WideText, from start: Int, _ offset: inout Int) -> Parameter {
        var close = start &+ 1
        while let unit = text[close], unit != .quote {
            close = min(close &+ (unit == .backslash ? 2 : 1), text.count)
        }
        let end = min(close &+ 1, text.count)
        let rest = text.skipBlanks(from: end)
        offset = text.skip(from: rest) { $0 != .semicolon }
        let defect: Defect? = close == text.count ? .unclosed : offset == rest ? nil : .continued
        let value = text.part(start &+ 1, close)
        return Parameter(name: name, value: value, start: start, end: end, defect: defect, isQuoted: true)
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

    /// The index after the token characters (RFC 9110, section 5.6.2) from `start` on.
    fileprivate func skipToken(from start: Int) -> Int { skip(from: start) { $0.isToken } }
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
