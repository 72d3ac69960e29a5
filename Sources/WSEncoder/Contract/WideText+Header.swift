// Text of HTTP header fields, as hosts pass it.
internal import Bytes
internal import CWSEncoder

extension WideText {
    /// No text.
    static var empty: WideText { unsafe WideText(UnsafeBufferPointer(start: nil, count: 0)) }

    /// The characters of a string that outlives the text; nil if it has a length and no address, which no caller may pass.
    @inline(__always)
    init?(_ string: WS_STRING) {
        guard unsafe string.chars != nil || string.length == 0 else { return nil }
        unsafe self.init(UnsafeBufferPointer(start: string.chars, count: Int(string.length)))
    }

    /// The same for a string by its address; nil for NULL, too.
    @inline(__always)
    init?(_ string: UnsafePointer<WS_STRING>?) {
        guard let string = unsafe string?.pointee else { return nil }
        unsafe self.init(string)
    }
}

extension WS_STRING {
    /// The text as C passes it.
    init(_ text: WideText) {
        unsafe self.init(
            length: ULONG(truncatingIfNeeded: text.count), chars: UnsafeMutablePointer(mutating: text.units.baseAddress))
    }
}

extension WideString {
    /// The string as C sees it. Valid until the string is next changed or freed.
    var value: WS_STRING { unsafe WS_STRING(length: ULONG(truncatingIfNeeded: count), chars: chars) }

    /// Copies text in UTF-8. What is malformed becomes U+FFFD.
    mutating func set(utf8 text: ByteText) throws(OutOfMemory) {
        // No encoding of a character in UTF-16 has more units than bytes in UTF-8.
        try removeAll(reserving: text.count)
        var bytes = unsafe text.buffer.makeIterator()
        var decoder = UTF8()
        while true {
            switch unsafe decoder.decode(&bytes) {
            case .scalarValue(let scalar): try append(scalar: scalar)
            case .error: try append(scalar: "\u{FFFD}")
            case .emptyInput: return
            }
        }
    }
}

extension TextBuffer {
    mutating func append(quoted text: WideText) {
        append(UInt8(ascii: "\""))
        append(wide: text)
        append(UInt8(ascii: "\""))
    }
}
