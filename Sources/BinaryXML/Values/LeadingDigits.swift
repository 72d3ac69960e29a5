internal import Bytes
internal import XMLText

/// The digits that a text begins with, up to eight of them, which are found and read together. Most text that begins with a
/// digit is a short number, or none at all: neither needs what `TypedText` does digit by digit.
struct LeadingDigits {
    private static var ones: UInt64 { 0x0101_0101_0101_0101 }

    /// The first eight characters, or all.
    private let word: UInt64
    /// The number of digits; at most 8.
    let count: Int

    @inline(__always)
    init(_ text: ByteText) {
        word = ShortWord.of(text)
        // Digits become 0 to 9. Adding sets the highest bit of everything else; what is carried on from there does not matter.
        let values = word ^ (Self.ones &* 0x30)
        let others = (values | (values &+ Self.ones &* 0x76)) & (Self.ones &* 0x80)
        count = others.trailingZeroBitCount >> 3
    }

    /// The number that the digits are. There is at least one.
    @inline(__always)
    var number: UInt64 {
        // With zeros before them, the digits fill the word, the first one lowest. Neighbours are added up until one number is
        // left.
        let unused = UInt64(truncatingIfNeeded: 64 &- 8 &* count)
        let digits = (word ^ (Self.ones &* 0x30)) &<< unused
        let pairs = (digits &* 10) &+ (digits >> 8)
        let low = (pairs & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
        let high = ((pairs >> 16) & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001
        return (low &+ high) >> 32
    }

    /// Whether `text`, which begins with these digits and has more than them, may have a record of a value. For most text that
    /// has none, what follows the digits rules it out.
    @inline(__always)
    func mayBeginValue(_ text: ByteText) -> Bool {
        if count == 8 { return true }
        switch text[count] {
        case UInt8(ascii: "."): return !TypedText.isShortFraction(text)
        case UInt8(ascii: "-"): return text.count >= TypedText.minDateTimeCount
        default: return TypedText.mayBeBase64(text)
        }
    }
}
