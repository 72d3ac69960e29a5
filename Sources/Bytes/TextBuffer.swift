/// A line of text, built piece by piece in place. What does not fit is cut off; what is not printable ASCII becomes "?".
public struct TextBuffer: ~Copyable {
    /// The most characters that fit.
    public static let capacity = 480

    private var units = InlineArray<480, UInt8>(repeating: 0)
    /// The number of characters.
    public private(set) var count = 0

    /// An empty line.
    public init() {}

    /// The character at `index`; a NUL past the end.
    public subscript(index: Int) -> UInt8 {
        index >= 0 && index < count ? units[index] : 0
    }

    /// Appends one character.
    public mutating func append(_ unit: UInt8) {
        guard count < Self.capacity else { return }
        units[count] = unit >= 0x20 && unit < 0x7F ? unit : UInt8(ascii: "?")
        count &+= 1
    }

    /// Appends a constant text.
    public mutating func append(_ text: StaticString) {
        for index in 0..<text.utf8CodeUnitCount {
            append(unsafe text.utf8Start[index])
        }
    }

    /// Appends all of a text.
    public mutating func append(_ text: ByteText) {
        for index in 0..<text.count { append(text[index]) }
    }

    /// Appends a zero-terminated string, at most `limit` bytes of it.
    public mutating func append(cString: UnsafePointer<CChar>, limit: Int = 64) {
        for index in 0..<max(limit, 0) {
            let unit = unsafe cString[index]
            guard unit != 0 else { return }
            append(UInt8(bitPattern: unit))
        }
        if unsafe cString[max(limit, 0)] != 0 { append("...") }
    }

    /// Appends bytes, at most `limit` of them.
    public mutating func append(bytes: ByteText, limit: Int = 64) {
        for index in 0..<min(bytes.count, max(limit, 0)) {
            append(bytes[index])
        }
        if bytes.count > limit { append("...") }
    }

    /// Appends UTF-16 code units, at most `limit` of them.
    public mutating func append(wide text: WideText, limit: Int = 64) {
        for index in 0..<min(text.count, max(limit, 0)) {
            append(text[index].flatMap { UInt8(exactly: $0) } ?? 0)
        }
        if text.count > limit { append("...") }
    }

    /// Appends a number in decimal.
    public mutating func append(decimal value: UInt64) {
        var divisor: UInt64 = 1
        while value / divisor >= 10 { divisor &*= 10 }
        while divisor > 0 {
            append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: value / divisor % 10))
            divisor /= 10
        }
    }

    /// Appends a number in hexadecimal, as in "0x8000FFFF".
    public mutating func append(hexadecimal value: UInt32) {
        append("0x")
        for place in 0..<8 {
            let digit = UInt8(truncatingIfNeeded: value >> UInt32(28 &- 4 &* place) & 15)
            append(digit < 10 ? UInt8(ascii: "0") &+ digit : UInt8(ascii: "A") &+ digit &- 10)
        }
    }

    /// Appends a number in decimal, with a minus sign if it is negative.
    public mutating func append(decimal value: Int64) {
        if value < 0 { append(UInt8(ascii: "-")) }
        append(decimal: value.magnitude)
    }
}
