/// A decimal fraction in the form in which a number of binary floating point is printed, and what of single or double precision
/// stands for it in every way to read it that WCF has.
///
/// WCF reads a FloatText or DoubleText record as a number of either precision by conversion, as any other type from the text
/// that it prints of it, and it has four ways to read characters as a number: up to ten of them by one division, longer ones
/// by .NET's parser, which rounds correctly as of .NET Core 3.0 and calculates with 64 bits in .NET Framework.
@safe
struct BinaryFraction {
    /// The digits of the number, without the point, and ten to the power of how many there are after it.
    private let digits: UInt64
    private let divisor: UInt64
    private let isNegative: Bool
    /// Whether it is a multiple of a power of two of as many places, which has to end in 5.
    private let isExact: Bool

    /// The most digits of any number that double precision tells apart, and .NET Framework prints; for single precision, of an
    /// exact number.
    private static var maxDigits: UInt64 { 999_999_999_999_999 }
    private static var maxFloatDigits: UInt64 { 9_999_999 }
    /// With more places, .NET Framework multiplies twice, and errs by more.
    private static var maxPlaces: Int { 15 }

    /// The number that `text` is, whose digits before the point are `whole`; nil if it is printed in another way, if at all.
    init?(_ text: UnsafeBufferPointer<UInt8>, whole: UInt64, point: Int) {
        isNegative = unsafe text[0] == UInt8(ascii: "-")
        let start = isNegative ? 1 : 0
        let places = text.count &- 1 &- point
        guard point > start, places > 0, places <= Self.maxPlaces, whole <= Self.maxDigits else { return nil }
        var digits = whole
        var divisor: UInt64 = 1
        var fives: UInt64 = 1
        for index in point &+ 1..<text.count {
            let digit = unsafe text[index] &- 0x30
            guard digit <= 9, digits <= Self.maxDigits / 10 else { return nil }
            digits = digits &* 10 &+ UInt64(digit)
            divisor &*= 10
            fives &*= 5
        }
        let last = unsafe text[text.count &- 1]
        // A number has no zero at its front but the one before the point, and none at its end. Below 0.0001 it has an exponent.
        guard last != 0x30, unsafe text[start] != 0x30 || point == start &+ 1, digits &* 10_000 >= divisor else { return nil }
        isExact = last == 0x35 && digits % fives == 0
        self.digits = digits
        self.divisor = divisor
    }

    /// The number in single precision, if it is exactly that.
    var float: Float? {
        guard isExact, digits <= Self.maxFloatDigits else { return nil }
        let value = Float(Double(digits) / Double(divisor))
        return isNegative ? -value : value
    }

    /// The number in double precision; nil if a reader that calculates with 64 bits could get another one, or a reader that
    /// rounds twice another number of single precision.
    var double: Double? {
        // Both are exact, so that the quotient is rounded correctly.
        let value = Double(digits) / Double(divisor)
        let significand = value.significandBitPattern | 1 << 52
        let shift = 1075 &- Int(value.exponentBitPattern)
        // What the rounding left, in units of the last bit and multiplied by the divisor; the words' upper halves are equal.
        let rest = Int64(bitPattern: (digits << UInt64(truncatingIfNeeded: shift)) &- significand &* divisor).magnitude
        // 1/128 of such a unit, or 16 units of the last of 64 bits, are to be left to the middle of two numbers.
        guard rest &* 2 &+ divisor >> 6 <= divisor else { return nil }
        // The middle of two numbers of single precision: the bits that it has not are 1, 0, 0, ...
        guard value.significandBitPattern & 0x1FFF_FFFF != 0x1000_0000 else { return nil }
        return isNegative ? -value : value
    }
}
