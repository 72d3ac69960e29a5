/// The fewest decimal digits that read back to the same binary number, and of those the nearest, by exact arithmetic: the
/// method of Steele and White as Burger and Dybvig state it ("Printing Floating-Point Numbers Quickly and Accurately").
struct ExactDigits {
    private var digits = InlineArray<20, UInt8>(repeating: 0)
    private(set) var count = 0
    /// The decimal point is after so many digits.
    private(set) var scale = 0

    subscript(index: Int) -> UInt8 { index >= 0 && index < count ? digits[index] : 0 }

    /// Of significand times two to the power of `exponent`. The number below a power of two is only half as far away.
    init(significand: UInt64, exponent: Int, isPowerOfTwo: Bool) {
        let doubling = isPowerOfTwo ? 2 : 1
        // The number is remainder / divisor; half the distances to its neighbours are above / divisor and below / divisor.
        var remainder = WideInteger(significand)
        var divisor = WideInteger(1)
        var below = WideInteger(1)
        remainder.shiftLeft(doubling &+ max(exponent, 0))
        divisor.shiftLeft(doubling &+ max(0 &- exponent, 0))
        below.shiftLeft(max(exponent, 0))
        var above = below
        if isPowerOfTwo { above.shiftLeft(1) }

        // Not more than the position of the decimal point, and at most one less: 315653 / 2^20 is log10(2).
        let bits = exponent &+ 63 &- significand.leadingZeroBitCount
        scale = (bits &* 315_653) >> 20
        divisor.multiply(byTenToThe: max(scale, 0))
        remainder.multiply(byTenToThe: max(0 &- scale, 0))
        above.multiply(byTenToThe: max(0 &- scale, 0))
        below.multiply(byTenToThe: max(0 &- scale, 0))

        let isEven = significand & 1 == 0
        while remainder.sum(above, isAtLeast: divisor, orEqual: isEven) {
            divisor.multiply(by: 10)
            scale &+= 1
        }
        generate(&remainder, divisor, &above, &below, isEven)
    }

    private mutating func generate(
        _ remainder: inout WideInteger, _ divisor: WideInteger, _ above: inout WideInteger, _ below: inout WideInteger,
        _ isEven: Bool
    ) {
        while count < 20 {
            remainder.multiply(by: 10)
            above.multiply(by: 10)
            below.multiply(by: 10)
            var digit: UInt8 = 0
            while digit < 9, remainder.compare(divisor) >= 0 {
                remainder.subtract(divisor)
                digit &+= 1
            }
            let order = remainder.compare(below)
            let isLow = order < 0 || isEven && order == 0
            let isHigh = remainder.sum(above, isAtLeast: divisor, orEqual: isEven)
            if isHigh {
                // Both would do: the nearer one, and of two as near the even one.
                let isNearerAbove = remainder.sum(remainder, isAtLeast: divisor, orEqual: digit & 1 != 0)
                if !isLow || isNearerAbove { digit &+= 1 }
            }
            digits[count] = digit
            count &+= 1
            if isLow || isHigh { return }
        }
    }
}
