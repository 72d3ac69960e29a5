internal import XMLText

/// A moment as .NET stores it: in ticks of 100 nanoseconds since the beginning of the year 1, with the zone in the two highest
/// bits.
struct DateTimeText {
    /// The time zone of a moment.
    enum Zone: UInt8 {
        case unspecified
        case universal
        /// That of the reader, which is unknown here: the moment is written as universal time with an offset of zero.
        case local
    }

    static var ticksPerSecond: Int64 { 10_000_000 }
    static var ticksPerDay: Int64 { 864_000_000_000 }
    /// The last tick of the year 9999.
    private static var maxTicks: Int64 { 3_155_378_975_999_999_999 }

    let ticks: Int64
    let zone: Zone

    /// The moment that the eight bytes of a DateTimeText record stand for; nil if there is no such moment.
    init?(_ bits: UInt64) {
        var ticks = Int64(bits & 0x3FFF_FFFF_FFFF_FFFF)
        switch bits >> 62 {
        case 0: zone = .unspecified
        case 1: zone = .universal
        default:
            zone = .local
            // Moments that would be before the first in universal time are stored from the top down. .NET reads them as
            // times of the first day.
            if ticks > 0x4000_0000_0000_0000 &- Self.ticksPerDay {
                ticks &+= Self.ticksPerDay &- 0x4000_0000_0000_0000
            }
        }
        guard ticks <= Self.maxTicks else { return nil }
        self.ticks = ticks
    }

    /// A moment of the calendar; nil if there is no such moment.
    init?(year: Int64, month: Int64, day: Int64, secondsOfDay: Int64, fraction: Int64, zone: Zone) {
        guard year >= 1, year <= 9999, month >= 1, month <= 12, day >= 1, day <= 31 else { return nil }
        let days = Self.daysBefore(year: year, month: month) &+ day &- 1
        ticks = days &* Self.ticksPerDay &+ secondsOfDay &* Self.ticksPerSecond &+ fraction
        self.zone = zone
    }

    /// What the record holds.
    var bits: UInt64 { UInt64(bitPattern: ticks) | UInt64(zone.rawValue) << 62 }

    func write(into writer: inout TextWriter) {
        let days = ticks / Self.ticksPerDay
        let seconds = ticks / Self.ticksPerSecond % 86_400
        // With years of 365.2425 days the result is the year or the one before it. The month is searched for.
        var year = days &* 400 / 146_097 &+ 1
        if Self.daysBefore(year: year &+ 1, month: 1) <= days { year &+= 1 }
        var month: Int64 = 12
        while month > 1, Self.daysBefore(year: year, month: month) > days { month &-= 1 }
        let day = days &- Self.daysBefore(year: year, month: month) &+ 1
        writer.append(decimal: UInt64(bitPattern: year), digits: 4)
        writer.append(UInt8(ascii: "-"))
        writer.append(decimal: UInt64(bitPattern: month), digits: 2)
        writer.append(UInt8(ascii: "-"))
        writer.append(decimal: UInt64(bitPattern: day), digits: 2)
        writer.append(UInt8(ascii: "T"))
        writer.append(decimal: UInt64(bitPattern: seconds / 3600), digits: 2)
        writer.append(UInt8(ascii: ":"))
        writer.append(decimal: UInt64(bitPattern: seconds / 60 % 60), digits: 2)
        writer.append(UInt8(ascii: ":"))
        writer.append(decimal: UInt64(bitPattern: seconds % 60), digits: 2)
        Self.write(fraction: ticks % Self.ticksPerSecond, into: &writer)
        switch zone {
        case .unspecified: break
        case .universal: writer.append(UInt8(ascii: "Z"))
        case .local: writer.append("+00:00")
        }
    }

    /// Writes the part of a second as a decimal fraction; nothing if there is none.
    static func write(fraction: Int64, into writer: inout TextWriter) {
        guard fraction > 0 else { return }
        var digits = 7
        var value = fraction
        while value % 10 == 0 {
            value /= 10
            digits &-= 1
        }
        writer.append(UInt8(ascii: "."))
        writer.append(decimal: UInt64(bitPattern: value), digits: digits)
    }

    /// The number of days from the beginning of the year 1 to that of the month.
    private static func daysBefore(year: Int64, month: Int64) -> Int64 {
        let past = year &- 1
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let inYear: Int64 =
            switch month {
            case 1: 0
            case 2: 31
            case 3: 59
            case 4: 90
            case 5: 120
            case 6: 151
            case 7: 181
            case 8: 212
            case 9: 243
            case 10: 273
            case 11: 304
            default: 334
            }
        return past &* 365 &+ past / 4 &- past / 100 &+ past / 400 &+ inYear &+ (isLeap && month > 2 ? 1 : 0)
    }
}
