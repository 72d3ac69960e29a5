/// Eight hexadecimal digits at a time, in lower case, as a word whose lowest byte is the first digit. The four bytes that they
/// are come in a word, too, the first one lowest.
enum HexadecimalDigits {
    private static var ones: UInt64 { 0x0101_0101_0101_0101 }

    /// The digits of four bytes.
    static func digits(_ bytes: UInt32) -> UInt64 {
        var spread = UInt64(bytes)
        spread = (spread | spread << 16) & 0x0000_FFFF_0000_FFFF
        spread = (spread | spread << 8) & 0x00FF_00FF_00FF_00FF
        let values = spread >> 4 & 0x000F_000F_000F_000F | (spread & 0x000F_000F_000F_000F) << 8
        return characters(values)
    }

    /// The bytes of eight digits; nil if not all of them are digits.
    static func bytes(_ digits: UInt64) -> UInt32? {
        let letters = digits >> 6 & ones
        let values = (digits & (ones &* 0x0F)) &+ letters &* 9
        guard values & (ones &* 0xF0) == 0, characters(values) == digits else { return nil }
        var packed = (values << 4 | values >> 8) & 0x00FF_00FF_00FF_00FF
        packed = (packed | packed >> 8) & 0x0000_FFFF_0000_FFFF
        return UInt32(truncatingIfNeeded: packed | packed >> 16)
    }

    /// The digits of eight values below 16.
    @inline(__always)
    private static func characters(_ values: UInt64) -> UInt64 {
        let letters = (values &+ ones &* 0x76) >> 7 & ones
        return values &+ ones &* 0x30 &+ letters &* 0x27
    }
}
