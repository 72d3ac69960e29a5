internal import Bytes

/// A decimal fraction in the form in which a number of binary floating point is printed, and what of single or double precision
/// stands for it in every way to read it that WCF has.
///
/// WCF reads a FloatText or DoubleText record as a number of either precision by conversion, as any other type from the text
/// that it prints of it, and it has four ways to read characters as a number: up to ten of them by one division, longer ones
/// by .NET's parser, which rounds correctly as of .NET Core 3.0 and calculates with 64 bits in .NET Framework.
@safe
struct BinaryFraction {
    /// The digits of the number, without the point.
    private let digits: UInt64
    /// The nearest number of double precision.
    private let magnitude: Double
    /// What is left of the digits at that number, in units of its last bit and multiplied by `divisor`.
    private let rest: UInt64
    /// Ten to the power of the digits after the point.
    private let divisor: UInt64
    private let isNegative: Bool

    /// The most digits that double precision tells apart in any number, and .NET Framework prints; for single precision, the
    /// most that it prints of an exact number.
    private static var maxDigits: UInt64 { 999_999_999_999_999 }
    private static var maxFloatDigits: UInt64 { 9_999_999 }
    /// With more places, .NET Framework multiplies twice, and errs by more.
    private static var maxPlaces: Int { 15 }

    /// The number that `text` is, whose digits before the point are `whole`; nil if it is printed in another way, if at all.
    @inline(__always)
    init?(_ text: ByteText, whole: UInt64, point: Int) {
        isNegative = text[0] == UInt8(ascii: "-")
        let start = isNegative ? 1 : 0
        let places = text.count &- 1 &- point
        // As there are 18 digits at most, they are a number of 64 bits.
        guard point > start, places > 0, places <= Self.maxPlaces, text.count <= 19 else { return nil }
        var digits = whole
        var divisor: UInt64 = 1
        for index in point &+ 1..<text.count {
            let digit = text[index] &- 0x30
            guard digit <= 9 else { return nil }
            digits = digits &* 10 &+ UInt64(digit)
            divisor &*= 10
        }
        // A number has no zero at its front but the one before the point, and none at its end. Below 0.0001 it has an exponent.
        guard text[start] != 0x30 || point == start &+ 1, text[text.count &- 1] != 0x30,
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
        // To the middle of two numbers there is to be 1/128 of a unit, or 16 units of the last of 64 bits.
        guard rest &* 2 &+ divisor >> 6 <= divisor else { return nil }
        // In the middle of two numbers of single precision, the bits beyond those that they have are 1, 0, 0, ...
        guard magnitude.significandBitPattern & 0x1FFF_FFFF != 0x1000_0000 else { return nil }
        return isNegative ? -magnitude : magnitude
    }
}
