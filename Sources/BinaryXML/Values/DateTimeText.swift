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
    init?(
        year: UInt32, month: UInt32, day: UInt32, hour: UInt32, minute: UInt32, second: UInt32, fraction: Int64, zone: Zone
    ) {
        guard year >= 1, year <= 9999, month >= 1, month <= 12, day >= 1, day <= Self.dayCount(year: year, month: month),
            hour < 24, minute < 60, second < 60
        else { return nil }
        // Years that begin with March end with the day that not all of them have.
        let isEarly = month <= 2
        let marchYear = isEarly ? year &- 1 : year
        let dayOfYear = (153 &* (isEarly ? month &+ 9 : month &- 3) &+ 2) / 5 &+ day &- 1
        let days = marchYear &* 365 &+ marchYear / 4 &- marchYear / 100 &+ marchYear / 400 &+ dayOfYear &- Self.daysBefore
        let seconds = Int64(hour &* 3600 &+ minute &* 60 &+ second)
        ticks = Int64(days) &* Self.ticksPerDay &+ seconds &* Self.ticksPerSecond &+ fraction
        self.zone = zone
    }

    /// The number of days from 1 March of the year 0 to the beginning of the year 1.
    private static var daysBefore: UInt32 { 306 }

    private static func dayCount(year: UInt32, month: UInt32) -> UInt32 {
        guard month == 2 else { return 30 &+ (month &+ month >> 3) & 1 }
        return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    }

    /// What the record holds.
    var bits: UInt64 { UInt64(bitPattern: ticks) | UInt64(zone.rawValue) << 62 }

    func write(into writer: inout TextWriter) {
        let days = UInt32(truncatingIfNeeded: ticks / Self.ticksPerDay) &+ Self.daysBefore
        let seconds = UInt32(truncatingIfNeeded: ticks / Self.ticksPerSecond % 86_400)
        // Years that begin with March, in periods of 400; month 0 is March.
        let dayOfPeriod = days % 146_097
        let yearOfPeriod =
            (dayOfPeriod &- dayOfPeriod / 1460 &+ dayOfPeriod / 36_524 &- dayOfPeriod / 146_096) / 365
        let dayOfYear = dayOfPeriod &- (365 &* yearOfPeriod &+ yearOfPeriod / 4 &- yearOfPeriod / 100)
        let marchMonth = (5 &* dayOfYear &+ 2) / 153
        let day = dayOfYear &- (153 &* marchMonth &+ 2) / 5 &+ 1
        let month = marchMonth < 10 ? marchMonth &+ 3 : marchMonth &- 9
        let year = days / 146_097 &* 400 &+ yearOfPeriod &+ (month <= 2 ? 1 : 0)
        writer.append(decimal: UInt64(year), digits: 4)
        writer.append(UInt8(ascii: "-"))
        writer.append(decimal: UInt64(month), digits: 2)
        writer.append(UInt8(ascii: "-"))
        writer.append(decimal: UInt64(day), digits: 2)
        writer.append(UInt8(ascii: "T"))
        writer.append(decimal: UInt64(seconds / 3600), digits: 2)
        writer.append(UInt8(ascii: ":"))
        writer.append(decimal: UInt64(seconds / 60 % 60), digits: 2)
        writer.append(UInt8(ascii: ":"))
        writer.append(decimal: UInt64(seconds % 60), digits: 2)
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
}
