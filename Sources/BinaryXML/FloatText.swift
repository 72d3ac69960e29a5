internal import XMLText

/// Numbers of binary floating point as text: the fewest digits that read back to the same number, in .NET's style: `1E+15`,
/// `0.0001`, `-0`, `INF`.
struct FloatText {
    /// The most digits that are still written without an exponent, if the number has no more itself.
    private let plainDigits: Int
    private var digits = InlineArray<20, UInt8>(repeating: 0)
    /// How many digits the number has.
    private(set) var count = 0
    /// Where the decimal point is: after so many digits.
    private var scale = 0

    /// Writes a number of double precision.
    static func write(_ value: Double, into writer: inout TextWriter) {
        if value > 0, value < 1e12 {
            let hundredths = hundredths(of: value)
            if Double(hundredths) / 100 == value { return write(hundredths: hundredths, into: &writer) }
        }
        guard writeSpecial(value, into: &writer) else { return }
        FloatText(value.magnitude).write(into: &writer)
    }

    /// Writes a number of single precision.
    static func write(_ value: Float, into writer: inout TextWriter) {
        if value > 0, value < 65_536 {
            let hundredths = hundredths(of: Double(value))
            if Float(Double(hundredths) / 100) == value { return write(hundredths: hundredths, into: &writer) }
        }
        guard writeSpecial(Double(value), into: &writer) else { return }
        FloatText(value.magnitude).write(into: &writer)
    }

    /// The nearest number of hundredths. If the number is that, to its precision, it is written so: most are, as amounts of
    /// money and measures have two digits behind the point at most.
    @inline(__always)
    private static func hundredths(of value: Double) -> Int64 { Int64(value * 100 + 0.5) }

    @inline(__always)
    private static func write(hundredths: Int64, into writer: inout TextWriter) {
        writer.append(decimal: UInt64(bitPattern: hundredths / 100))
        let fraction = UInt8(truncatingIfNeeded: hundredths % 100)
        guard fraction > 0 else { return }
        writer.append(UInt8(ascii: "."))
        writer.append(0x30 &+ fraction / 10)
        if fraction % 10 > 0 { writer.append(0x30 &+ fraction % 10) }
    }

    /// Writes the sign, and the whole text of what has no digits. Whether there is more to write.
    private static func writeSpecial(_ value: Double, into writer: inout TextWriter) -> Bool {
        if value.isNaN {
            writer.append("NaN")
            return false
        }
        if value.sign == .minus { writer.append(UInt8(ascii: "-")) }
        if value == 0 { writer.append(UInt8(ascii: "0")) }
        if value.isInfinite { writer.append("INF") }
        return value != 0 && value.isFinite
    }

    /// The digits of a number greater than 0.
    init(_ value: Double) {
        plainDigits = 15
        // The division of two exact numbers is rounded correctly, so that what it gives back reads back, too.
        var power = 1.0
        for places in 0...15 {
            let product = value * power
            guard product < 1e15 else { break }
            let whole = Double(UInt64(product + 0.5))
            if whole >= 1, whole / power == value {
                take(UInt64(whole), places: places)
                return
            }
            power *= 10
        }
        take(ShortestDigits(
            significand: value.exponentBitPattern == 0 ? value.significandBitPattern : value.significandBitPattern | 1 << 52,
            exponent: Int(max(value.exponentBitPattern, 1)) &- 1075,
            isPowerOfTwo: value.significandBitPattern == 0 && value.exponentBitPattern > 1))
    }

    /// The digits of a number greater than 0.
    init(_ value: Float) {
        plainDigits = 7
        var power = 1.0
        for places in 0...10 {
            let product = Double(value) * power
            guard product < 1e7 else { break }
            let whole = Double(UInt64(product + 0.5))
            if whole >= 1, Float(whole / power) == value {
                take(UInt64(whole), places: places)
                return
            }
            power *= 10
        }
        take(ShortestDigits(
            significand: UInt64(
                value.exponentBitPattern == 0 ? value.significandBitPattern : value.significandBitPattern | 1 << 23),
            exponent: Int(max(value.exponentBitPattern, 1)) &- 150,
            isPowerOfTwo: value.significandBitPattern == 0 && value.exponentBitPattern > 1))
    }

    private mutating func take(_ whole: UInt64, places: Int) {
        var rest = whole
        var width = 0
        var reversed = InlineArray<20, UInt8>(repeating: 0)
        while rest > 0, width < 20 {
            reversed[width] = UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
            width &+= 1
        }
        for index in 0..<width { digits[index] = reversed[width &- 1 &- index] }
        count = width
        scale = width &- places
        while count > 1, digits[count &- 1] == 0 { count &-= 1 }
    }

    private mutating func take(_ shortest: ShortestDigits) {
        count = shortest.count
        scale = shortest.scale
        for index in 0..<min(count, 20) { digits[index] = shortest[index] }
    }

    private func write(into writer: inout TextWriter) {
        if scale > max(count, plainDigits) || scale < -3 {
            writer.append(0x30 &+ digits[0])
            if count > 1 { writer.append(UInt8(ascii: ".")) }
            for index in 1..<max(count, 1) { writer.append(0x30 &+ digits[index]) }
            writer.append(UInt8(ascii: "E"))
            let exponent = scale &- 1
            writer.append(exponent < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
            if exponent.magnitude < 10 { writer.append(UInt8(ascii: "0")) }
            writer.append(decimal: UInt64(exponent.magnitude))
            return
        }
        if scale <= 0 { writer.append(UInt8(ascii: "0")) }
        for index in 0..<max(scale, 0) { writer.append(index < count ? 0x30 &+ digits[index] : 0x30) }
        guard count > scale else { return }
        writer.append(UInt8(ascii: "."))
        for _ in min(scale, 0)..<0 { writer.append(UInt8(ascii: "0")) }
        for index in max(scale, 0)..<count { writer.append(0x30 &+ digits[index]) }
    }
}
