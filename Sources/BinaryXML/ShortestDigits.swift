/// The fewest decimal digits that read back to the same binary number, and of those the nearest to it, as the standard library
/// prints them. It prints into a stream; this one keeps the digits and where the decimal point is.
struct ShortestDigits: TextOutputStream {
    private var digits = InlineArray<24, UInt8>(repeating: 0)
    /// How many digits there are; the last one is not 0.
    private(set) var count = 0
    /// The decimal point is after this many digits.
    private(set) var scale = 0

    private var place = Place.whole
    private var zeros = 0
    private var exponent = 0

    private enum Place {
        case whole, fraction, exponent, negativeExponent
    }

    /// The digits of a finite number greater than 0.
    init(_ value: Double) {
        value.write(to: &self)
        finish()
    }

    /// The digits of a finite number greater than 0.
    init(_ value: Float) {
        value.write(to: &self)
        finish()
    }

    subscript(index: Int) -> UInt8 { index >= 0 && index < count ? digits[index] : 0 }

    /// The way in which the standard library hands over ASCII without a String, for which it would need the heap.
    mutating func _writeASCII(_ buffer: UnsafeBufferPointer<UInt8>) {
        for index in 0..<buffer.count { unsafe take(buffer[index]) }
    }

    mutating func write(_ string: String) {
        for byte in string.utf8 { take(byte) }
    }

    /// The next character of a number such as `12.5`, `0.001` or `1.5e-07`.
    private mutating func take(_ byte: UInt8) {
        switch (byte, place) {
        case (0x30...0x39, .exponent), (0x30...0x39, .negativeExponent):
            exponent = exponent &* 10 &+ Int(byte &- 0x30)
        case (0x30...0x39, _):
            takeDigit(byte &- 0x30)
        case (UInt8(ascii: "."), _):
            place = .fraction
        case (UInt8(ascii: "e"), _):
            place = .exponent
        case (UInt8(ascii: "-"), .exponent):
            place = .negativeExponent
        default:
            break
        }
    }

    private mutating func takeDigit(_ digit: UInt8) {
        if place == .fraction, count == 0, digit == 0 {
            scale &-= 1
            return
        }
        if place == .whole, count &+ zeros > 0 || digit > 0 { scale &+= 1 }
        // A zero counts once another digit follows it.
        if digit == 0 {
            if count > 0 { zeros &+= 1 }
            return
        }
        // There are 17 digits at most.
        guard count &+ zeros < 24 else { return }
        while zeros > 0 {
            digits[count] = 0
            count &+= 1
            zeros &-= 1
        }
        digits[count] = digit
        count &+= 1
    }

    private mutating func finish() {
        scale &+= place == .negativeExponent ? 0 &- exponent : exponent
    }
}
