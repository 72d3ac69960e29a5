internal import Bytes

/// A media type as HTTP's Content-Type has it (RFC 9110, section 8.3): `type/subtype; name=value; name="quoted value"`. Reads
/// the UTF-16 code units in place, which have to outlive it.
@safe
public struct MediaType {
    /// Type and subtype, as in "application/soap+xml".
    public let name: UnsafeBufferPointer<UInt16>
    private let parameters: UnsafeBufferPointer<UInt16>

    /// nil if `text` is not well-formed.
    public init?(_ text: UnsafeBufferPointer<UInt16>) {
        let text = unsafe Self.trimmed(text)
        let type = unsafe Self.tokenLength(text, from: 0)
        guard type > 0, type < text.count, unsafe text[type] == Self.slash else { return nil }
        let subtype = unsafe Self.tokenLength(text, from: type &+ 1)
        guard subtype > 0 else { return nil }
        let end = type &+ 1 &+ subtype
        unsafe name = UnsafeBufferPointer(rebasing: text[..<end])
        unsafe parameters = UnsafeBufferPointer(rebasing: text[end...])
        guard isWellFormed else { return nil }
    }

    /// The value of the first parameter of this name, without its quotes; nil if there is none. What a backslash quotes keeps
    /// the backslash, which no value that matters here has.
    public func parameter(named name: StaticString) -> UnsafeBufferPointer<UInt16>? {
        var offset = 0
        while let parameter = next(after: &offset) {
            if unsafe equalIgnoringCase(parameter.name, name) { return unsafe parameter.value }
        }
        return nil
    }

    @safe
    private struct Parameter {
        let name: UnsafeBufferPointer<UInt16>
        let value: UnsafeBufferPointer<UInt16>
    }

    private var isWellFormed: Bool {
        var offset = 0
        while next(after: &offset) != nil {}
        return unsafe offset == parameters.count
    }

    /// The parameter that begins at `offset`, which is then behind it. nil at the end, or in front of what is no parameter.
    private func next(after offset: inout Int) -> Parameter? {
        var place = offset
        while true {
            place = unsafe Self.skipBlanks(parameters, from: place)
            if unsafe place == parameters.count {
                offset = place
                return nil
            }
            guard unsafe parameters[place] == Self.semicolon else { return nil }
            place = unsafe Self.skipBlanks(parameters, from: place &+ 1)
            // RFC 9110 lets a parameter be missing.
            let isMissing = unsafe place == parameters.count || parameters[place] == Self.semicolon
            if !isMissing { break }
        }
        let length = unsafe Self.tokenLength(parameters, from: place)
        let equals = place &+ length
        guard length > 0, unsafe equals < parameters.count, unsafe parameters[equals] == Self.equalsSign,
            let value = unsafe Self.valueRange(parameters, from: equals &+ 1)
        else { return nil }
        offset = value.end
        return unsafe Parameter(
            name: UnsafeBufferPointer(rebasing: parameters[place..<equals]),
            value: UnsafeBufferPointer(rebasing: parameters[value.begin..<value.close]))
    }

    /// A token or a quoted string: where the value begins and closes, and where what follows begins.
    private static func valueRange(
        _ text: UnsafeBufferPointer<UInt16>, from start: Int
    ) -> (begin: Int, close: Int, end: Int)? {
        guard start < text.count else { return nil }
        guard unsafe text[start] == quote else {
            let length = unsafe tokenLength(text, from: start)
            return length > 0 ? (start, start &+ length, start &+ length) : nil
        }
        var place = start &+ 1
        while place < text.count {
            let unit = unsafe text[place]
            if unit == quote { return (start &+ 1, place, place &+ 1) }
            if unit == backslash { place &+= 1 }
            guard unit == 0x09 || unit >= 0x20 && unit != 0x7F else { return nil }
            place &+= 1
        }
        return nil
    }

    private static var slash: UInt16 { 0x2F }
    private static var semicolon: UInt16 { 0x3B }
    private static var equalsSign: UInt16 { 0x3D }
    private static var quote: UInt16 { 0x22 }
    private static var backslash: UInt16 { 0x5C }

    /// The number of token characters (RFC 9110, section 5.6.2) from `start` on.
    private static func tokenLength(_ text: UnsafeBufferPointer<UInt16>, from start: Int) -> Int {
        var end = start
        while end < text.count, unsafe isToken(text[end]) { end &+= 1 }
        return end &- start
    }

    private static func isToken(_ unit: UInt16) -> Bool {
        switch unit {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        case 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2E, 0x5E...0x60, 0x7C, 0x7E: true
        default: false
        }
    }

    private static func isBlank(_ unit: UInt16) -> Bool { unit == 0x20 || unit == 0x09 }

    private static func skipBlanks(_ text: UnsafeBufferPointer<UInt16>, from start: Int) -> Int {
        var place = start
        while place < text.count, unsafe isBlank(text[place]) { place &+= 1 }
        return place
    }

    private static func trimmed(_ text: UnsafeBufferPointer<UInt16>) -> UnsafeBufferPointer<UInt16> {
        let begin = unsafe skipBlanks(text, from: 0)
        var end = text.count
        while end > begin, unsafe isBlank(text[end &- 1]) { end &-= 1 }
        return unsafe UnsafeBufferPointer(rebasing: text[begin..<end])
    }
}
