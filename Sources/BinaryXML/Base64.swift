internal import XMLText

/// RFC 4648, section 4.
enum Base64 {
    private static var alphabet: StaticString { "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/" }

    /// The six bits that a character stands for; nil if it is none of the alphabet.
    @inline(__always)
    static func value(of character: UInt8) -> UInt8? {
        let value = values[Int(character)]
        return value < 64 ? value : nil
    }

    /// Writes bytes as base64, with padding if they are not a multiple of three. There must be room.
    @inline(__always)
    static func write(_ bytes: UnsafeBufferPointer<UInt8>, into writer: inout TextWriter) {
        let digits = unsafe alphabet.utf8Start
        var index = 0
        while bytes.count &- index >= 3 {
            let group = unsafe UInt32(bytes[index]) << 16 | UInt32(bytes[index &+ 1]) << 8 | UInt32(bytes[index &+ 2])
            let text = unsafe UInt32(digits[Int(group >> 18)]) | UInt32(digits[Int(group >> 12 & 63)]) << 8
                | UInt32(digits[Int(group >> 6 & 63)]) << 16 | UInt32(digits[Int(group & 63)]) << 24
            writer.append(word32: text)
            index &+= 3
        }
        let rest = bytes.count &- index
        guard rest > 0 else { return }
        let first = unsafe bytes[index]
        let second = unsafe rest > 1 ? bytes[index &+ 1] : 0
        unsafe writer.append(digits[Int(first >> 2)])
        unsafe writer.append(digits[Int(first << 4 & 0x30 | second >> 4)])
        unsafe writer.append(rest > 1 ? digits[Int(second << 2 & 0x3C)] : UInt8(ascii: "="))
        writer.append(UInt8(ascii: "="))
    }

    private static let values: InlineArray<256, UInt8> = [
        64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
        64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
        64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 62, 64, 64, 64, 63,
        52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 64, 64, 64, 64, 64, 64,
        64, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14,
        15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 64, 64, 64, 64, 64,
        64, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40,
        41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 64, 64, 64, 64, 64,
        64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
        64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
        64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
        64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
        64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
        64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
        64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
        64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
    ]
}
