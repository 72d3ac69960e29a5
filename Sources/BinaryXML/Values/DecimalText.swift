internal import Bytes
internal import XMLText

/// A decimal number of .NET: 96 bits, a sign, and the number of digits after the point.
struct DecimalText {
    private static var maxScale: UInt8 { 28 }

    private(set) var high: UInt32 = 0
    private(set) var low: UInt64 = 0
    let scale: UInt8
    let isNegative: Bool

    /// The number that the 16 bytes of a DecimalText record stand for; nil if they stand for none.
    init?(_ first: UInt64, _ second: UInt64) {
        let flags = UInt32(truncatingIfNeeded: first)
        scale = UInt8(truncatingIfNeeded: flags >> 16)
        guard flags & 0x7F00_FFFF == 0, scale <= Self.maxScale else { return nil }
        isNegative = flags >> 31 != 0
        high = UInt32(truncatingIfNeeded: first >> 32)
        low = second
    }

    /// The number that `text` is, which `write` may write in another way; nil if it is no decimal fraction or too long.
    init?(_ text: ByteText) {
        var point: Int?
        let isNegative = text.count > 0 && text[0] == UInt8(ascii: "-")
        for index in (isNegative ? 1 : 0)..<text.count {
            let byte = text[index]
            if byte == UInt8(ascii: "."), point == nil {
                point = index
                continue
            }
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
            let (over, lower) = low.multipliedFullWidth(by: 10)
            let (sum, carries) = lower.addingReportingOverflow(UInt64(byte &- UInt8(ascii: "0")))
            let upper = UInt64(high) &* 10 &+ over &+ (carries ? 1 : 0)
            guard upper <= UInt64(UInt32.max) else { return nil }
            low = sum
            high = UInt32(truncatingIfNeeded: upper)
        }
        let places = point.map { text.count &- 1 &- $0 } ?? 0
        guard places <= Int(Self.maxScale) else { return nil }
        scale = UInt8(truncatingIfNeeded: places)
        self.isNegative = isNegative
    }

    var isZero: Bool { high == 0 && low == 0 }

    /// The first eight bytes of the record's value.
    var bits: UInt64 {
        UInt64(high) << 32 | UInt64(scale) << 16 | (isNegative ? 0x8000_0000 : 0)
    }

    func write(into writer: inout TextWriter) {
        var digits = InlineArray<32, UInt8>(repeating: 0)
        var count = 0
        var rest = self
        while rest.high > 0 || rest.low > 0, count < 32 {
            digits[count] = rest.divideByTen()
            count &+= 1
        }
        // .NET has a negative zero, but does not print its sign.
        if isNegative && count > 0 { writer.append(UInt8(ascii: "-")) }
        var place = min(max(count, Int(scale) &+ 1), 32)
        while place > 0 {
            place &-= 1
            writer.append(UInt8(ascii: "0") &+ digits[place])
            if place == Int(scale) && place > 0 { writer.append(UInt8(ascii: ".")) }
        }
    }

    /// Removes the last digit and returns it.
    private mutating func divideByTen() -> UInt8 {
        let upper = UInt64(high % 10) << 32 | low >> 32
        let lower = (upper % 10) << 32 | low & 0xFFFF_FFFF
        high /= 10
        low = (upper / 10) << 32 | lower / 10
        return UInt8(truncatingIfNeeded: lower % 10)
    }
}
