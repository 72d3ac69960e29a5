internal import Bytes

/// A decimal fraction in the form in which a binary floating-point number is printed, and the number of single or double
/// precision that may stand for it, whichever way WCF reads it.
///
/// WCF converts a FloatText or DoubleText record if it is asked for a number of either precision, and parses the text that it
/// prints of the number if it is asked for any other type. It parses characters in several ways: up to ten of them by one
/// division, longer text by .NET's parser, which rounds correctly since .NET Core 3.0 and calculates with 64 bits in .NET
/// Framework.
struct BinaryFraction {
    /// The digits of the number, without the point.
    private let digits: UInt64
    /// The nearest number of double precision.
    private let magnitude: Double
    /// How far the digits are from that number, in units of its last bit, multiplied by `divisor`.
    private let rest: UInt64
    /// Ten to the power of the digits after the point.
    private let divisor: UInt64
    private let isNegative: Bool

    /// The most digits that double precision can tell apart in every number, and that .NET Framework prints; for single
    /// precision, the most that it prints of an exact number.
    private static var maxDigits: UInt64 { 999_999_999_999_999 }
    private static var maxFloatDigits: UInt64 { 9_999_999 }
    /// With more places, .NET Framework multiplies twice, and errs by more.
    private static var maxPlaces: Int { 15 }

    /// The number that `text` is, with its point at `point` and `whole` before it; nil if no number is printed like that.
    @inline(__always)
    init?(_ text: ByteText, whole: UInt64, point: Int) {
        isNegative = text[0] == UInt8(ascii: "-")
        let start = isNegative ? 1 : 0
        let places = text.count &- 1 &- point
        // As there are 18 digits at most, they are a number of 64 bits.
        guard point > start, places > 0, places <= Self.maxPlaces, text.count <= 19 else { return nil }
        var digits = whole
        var divisor: UInt64 = 1
        var characters = CharacterCursor(text.dropFirst(point &+ 1))
        while let digit = characters.digit() {
            digits = digits &* 10 &+ digit
            divisor &*= 10
        }
        guard characters.remaining == 0 else { return nil }
        // No number is printed with a zero at its front, but for one before the point, or with one at its end. One below 0.0001
        // is printed with an exponent.
        guard text[start] != UInt8(ascii: "0") || point == start &+ 1, text[text.count &- 1] != UInt8(ascii: "0"),
            digits <= Self.maxDigits, digits &* 10_000 >= divisor
        else { return nil }
        self.digits = digits
        self.divisor = divisor
        // Both are exact, so that the quotient is rounded correctly.
        magnitude = Double(digits) / Double(divisor)
        let significand = magnitude.significandBitPattern | 1 << 52
        let shift = UInt64(truncatingIfNeeded: 1075 &- Int(magnitude.exponentBitPattern))
        // The upper halves of the two products are equal.
        let difference = (digits << shift) &- significand &* divisor
        rest = Int64(bitPattern: difference).magnitude
    }

    /// The number in single precision, if it is exactly that.
    var float: Float? {
        guard rest == 0, digits <= Self.maxFloatDigits, magnitude.significandBitPattern & 0x1FFF_FFFF == 0 else { return nil }
        return Float(isNegative ? -magnitude : magnitude)
    }

    /// The number in double precision; nil if a reader that calculates with 64 bits could get another one, or a reader that
    /// rounds twice another number of single precision.
    var double: Double? {
        // The distance from the middle between two numbers must be 1/128 of a unit, which is 16 units of the last of 64 bits.
        guard rest &* 2 &+ divisor >> 6 <= divisor else { return nil }
        // In the middle between two numbers of single precision, the bits after those that they have are 1, 0, 0, ...
        guard magnitude.significandBitPattern & 0x1FFF_FFFF != 0x1000_0000 else { return nil }
        return isNegative ? -magnitude : magnitude
    }
}
