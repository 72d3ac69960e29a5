internal import Bytes
internal import XMLText

/// Takes a number as the standard library prints it, with the fewest digits that read back to it and, of those, the nearest,
/// and writes it in the style of .NET.
struct NumberStream: TextOutputStream {
    private(set) var writer: TextWriter
    /// Whether both .NET and the standard library write the number without an exponent.
    private let isPlain: Bool
    /// The most digits before the point that .NET writes without an exponent, unless the number itself has more.
    private let plainDigits: Int

    init(_ writer: TextWriter, isPlain: Bool, plainDigits: Int) {
        self.writer = writer
        self.isPlain = isPlain
        self.plainDigits = plainDigits
    }

    /// What the standard library calls with ASCII, so that it needs no String, which would need the heap.
    mutating func _writeASCII(_ buffer: UnsafeBufferPointer<UInt8>) {
        unsafe write(ByteText(buffer))
    }

    mutating func write(_ string: String) {
        var string = string
        string.withUTF8 { unsafe write(ByteText($0)) }
    }

    private mutating func write(_ text: ByteText) {
        guard isPlain, text.count > 2 else { return write(ShortestDigits(text)) }
        // The standard library prints ".0" at the end of a whole number.
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
