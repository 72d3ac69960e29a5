internal import XMLText

/// Numbers of binary floating point as text: the fewest digits that read back to the same number, in .NET's style: `1E+15`,
/// `0.0001`, `-0`, `INF`.
enum FloatText {
    /// Writes a number of double precision.
    static func write(_ value: Double, into writer: inout TextWriter) {
        if value > 0, value < 1e12 {
            let hundredths = hundredths(of: value)
            if Double(hundredths) / 100 == value { return write(hundredths: hundredths, into: &writer) }
        }
        guard writeSpecial(value, into: &writer) else { return }
        let magnitude = value.magnitude
        var stream = NumberStream(writer, isPlain: magnitude >= 1e-4 && magnitude < 1e15, plainDigits: 15)
        magnitude.write(to: &stream)
        writer = stream.writer
    }

    /// Writes a number of single precision.
    static func write(_ value: Float, into writer: inout TextWriter) {
        if value > 0, value < 65_536 {
            let hundredths = hundredths(of: Double(value))
            if Float(Double(hundredths) / 100) == value { return write(hundredths: hundredths, into: &writer) }
        }
        guard writeSpecial(Double(value), into: &writer) else { return }
        let magnitude = value.magnitude
        var stream = NumberStream(writer, isPlain: magnitude >= 1e-4 && magnitude < 1e7, plainDigits: 7)
        magnitude.write(to: &stream)
        writer = stream.writer
    }

    /// The nearest number of hundredths. A number that is equal to it, in its precision, is written that way. Most are, since
    /// amounts of money and measures have at most two digits after the point.
    @inline(__always)
    private static func hundredths(of value: Double) -> Int64 { Int64(value * 100 + 0.5) }

    @inline(__always)
    private static func write(hundredths: Int64, into writer: inout TextWriter) {
        writer.append(decimal: UInt64(bitPattern: hundredths / 100))
        let fraction = UInt8(truncatingIfNeeded: hundredths % 100)
        guard fraction > 0 else { return }
        writer.append(UInt8(ascii: "."))
        writer.append(UInt8(ascii: "0") &+ fraction / 10)
        if fraction % 10 > 0 { writer.append(UInt8(ascii: "0") &+ fraction % 10) }
    }

    /// Writes the sign, and all of a number without digits. Returns whether there is more to write.
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
}
