internal import Bytes

/// The digits of a number as the standard library prints it, and where the decimal point is.
struct ShortestDigits {
    private var digits = InlineArray<24, UInt8>(repeating: 0)
    /// The number of digits; the first and the last are not 0.
    private(set) var count = 0
    /// The number of digits before the decimal point; negative if zeros follow it.
    private(set) var scale = 0

    subscript(index: Int) -> UInt8 { index >= 0 && index < count ? digits[index] : 0 }

    /// The digits of a text such as `12.5`, `0.001`, `100.0` or `1.5e-07`.
    init(_ text: ByteText) {
        var used = 0
        var point: Int?
        var zeros = 0
        var index = 0
        while index < text.count, used < 24 {
            let byte = text[index]
            if byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
                if used > 0 || byte != UInt8(ascii: "0") {
                    digits[used] = byte &- UInt8(ascii: "0")
                    used &+= 1
                } else if point != nil {
                    zeros &+= 1
                }
            } else if byte == UInt8(ascii: ".") {
                point = used
            } else {
                break
            }
            index &+= 1
        }
        scale = (point ?? used) &- zeros &+ Self.exponent(text, from: index)
        while used > 1, digits[used &- 1] == 0 { used &-= 1 }
        count = used
    }

    /// The exponent, which follows the digits as `e`, a sign and a number; 0 if there is none.
    private static func exponent(_ text: ByteText, from start: Int) -> Int {
        guard text.count &- start > 2 else { return 0 }
        var value = 0
        for index in start &+ 2..<text.count { value = value &* 10 &+ Int(text[index] &- UInt8(ascii: "0")) }
        return text[start &+ 1] == UInt8(ascii: "-") ? 0 &- value : value
    }
}
