// Text of HTTP header fields, as hosts pass it.
internal import Bytes
internal import CWSEncoder
internal import CodecKit

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

extension MediaType {
    /// Whether this is its type and subtype, without regard to the case of letters.
    func isNamed(_ name: ByteText) -> Bool { self.name.equalsIgnoringCase(name) }
}

extension TextBuffer {
    mutating func append(quoted text: WideText) {
        append(UInt8(ascii: "\""))
        append(wide: text)
        append(UInt8(ascii: "\""))
    }
}
