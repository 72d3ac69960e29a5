internal import Bytes

/// Characters of a URL that are written as "%" and two hexadecimal digits (RFC 3986, section 2.1).
enum PercentEncoding {
    /// Appends a text with each such character decoded. What is not well-formed stays as it is. False if there is no memory for
    /// it.
    static func decode(_ text: ByteText, into buffer: inout GrowableBuffer<UInt8>) -> Bool {
        guard buffer.reserve(additional: text.count) else { return false }
        var index = 0
        while index < text.count {
            if text[index] == UInt8(ascii: "%"), index &+ 2 < text.count, let high = value(ofDigit: text[index &+ 1]),
                let low = value(ofDigit: text[index &+ 2])
            {
                buffer.appendReserved(high << 4 | low)
                index &+= 3
            } else {
                buffer.appendReserved(text[index])
                index &+= 1
            }
        }
        return true
    }

    /// The value of a hexadecimal digit; nil if it is none.
    static func value(ofDigit digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit &- UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit &- UInt8(ascii: "A") &+ 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit &- UInt8(ascii: "a") &+ 10
        default: nil
        }
    }
}
