internal import Bytes
internal import XMLText

/// What the standard library prints a number into: the fewest digits that read back to it and, of those, the nearest. It makes
/// text in the style of .NET of them.
struct NumberStream: TextOutputStream {
    private(set) var writer: TextWriter
    /// Whether neither .NET nor the standard library writes the number with an exponent.
    private let isPlain: Bool
    /// The most digits before the point that .NET writes without an exponent, unless the number has more digits itself.
    private let plainDigits: Int

    init(_ writer: TextWriter, isPlain: Bool, plainDigits: Int) {
        self.writer = writer
        self.isPlain = isPlain
        self.plainDigits = plainDigits
    }

    /// The way in which the standard library hands over ASCII without a String, for which it would need the heap.
    mutating func _writeASCII(_ buffer: UnsafeBufferPointer<UInt8>) {
        unsafe write(ByteText(buffer))
    }

    mutating func write(_ string: String) {
        var string = string
        string.withUTF8 { unsafe write(ByteText($0)) }
    }

    private mutating func write(_ text: ByteText) {
        guard isPlain, text.count > 2 else { return write(ShortestDigits(text)) }
        // A whole number ends with ".0" there.
        let isWhole = text[text.count &- 1] == UInt8(ascii: "0") && text[text.count &- 2] == UInt8(ascii: ".")
        writer.append(text.prefix(isWhole ? text.count &- 2 : text.count))
    }

    private mutating func write(_ digits: ShortestDigits) {
        let count = digits.count
        let scale = digits.scale
        if scale > max(count, plainDigits) || scale < -3 {
            writer.append(UInt8(ascii: "0") &+ digits[0])
            if count > 1 { writer.append(UInt8(ascii: ".")) }
            for index in 1..<max(count, 1) { writer.append(UInt8(ascii: "0") &+ digits[index]) }
            writer.append(UInt8(ascii: "E"))
            let exponent = scale &- 1
            writer.append(exponent < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
            if exponent.magnitude < 10 { writer.append(UInt8(ascii: "0")) }
            writer.append(decimal: UInt64(exponent.magnitude))
            return
        }
        if scale <= 0 { writer.append(UInt8(ascii: "0")) }
        for index in 0..<max(scale, 0) { writer.append(index < count ? UInt8(ascii: "0") &+ digits[index] : UInt8(ascii: "0")) }
        guard count > scale else { return }
        writer.append(UInt8(ascii: "."))
        for _ in min(scale, 0)..<0 { writer.append(UInt8(ascii: "0")) }
        for index in max(scale, 0)..<count { writer.append(UInt8(ascii: "0") &+ digits[index]) }
    }
}
