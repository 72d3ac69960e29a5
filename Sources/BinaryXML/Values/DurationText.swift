internal import XMLText

/// A duration in ticks of 100 nanoseconds, as XML Schema and .NET write it: `P1DT2H3M4.5S`, `PT0S`.
enum DurationText {
    static func write(_ ticks: Int64, into writer: inout TextWriter) {
        let fraction = Int64(ticks.magnitude % 10_000_000)
        let seconds = ticks.magnitude / 10_000_000
        if ticks < 0 { writer.append(UInt8(ascii: "-")) }
        writer.append(UInt8(ascii: "P"))
        write(seconds / 86_400, UInt8(ascii: "D"), into: &writer)
        guard seconds % 86_400 > 0 || fraction > 0 else {
            if ticks == 0 { writer.append("T0S") }
            return
        }
        writer.append(UInt8(ascii: "T"))
        write(seconds / 3600 % 24, UInt8(ascii: "H"), into: &writer)
        write(seconds / 60 % 60, UInt8(ascii: "M"), into: &writer)
        guard seconds % 60 > 0 || fraction > 0 else { return }
        writer.append(decimal: seconds % 60)
        DateTimeText.write(fraction: fraction, into: &writer)
        writer.append(UInt8(ascii: "S"))
    }

    private static func write(_ amount: UInt64, _ unit: UInt8, into writer: inout TextWriter) {
        guard amount > 0 else { return }
        writer.append(decimal: amount)
        writer.append(unit)
    }
}
