internal import Bytes

/// Reads the characters of a text from front to back, and never past its end. Where a number is read digit by digit, this
/// takes one comparison for each where the subscript of `ByteText` takes several.
@safe
struct CharacterCursor {
    private var next: UnsafePointer<UInt8>
    private let end: UnsafePointer<UInt8>

    @inline(__always)
    init(_ text: ByteText) {
        unsafe next = text.baseAddress
        unsafe end = next + text.count
    }

    /// The next character, not taken; nil at the end.
    @inline(__always)
    private var first: UInt8? { unsafe next < end ? next.pointee : nil }

    /// Takes the next character, which is there.
    @inline(__always)
    private mutating func advance() {
        unsafe next += 1
    }

    /// The number of characters left.
    @inline(__always)
    var remaining: Int { unsafe end - next }

    /// Takes a digit; nil if something else comes next, or nothing.
    @inline(__always)
    mutating func digit() -> UInt64? {
        guard let character = first else { return nil }
        let digit = character &- UInt8(ascii: "0")
        guard digit <= 9 else { return nil }
        advance()
        return UInt64(digit)
    }

    /// Takes the digits that come next, and returns the number that they are. Up to 19 digits fit.
    @inline(__always)
    mutating func number() -> UInt64 {
        var value: UInt64 = 0
        while let digit = digit() { value = value &* 10 &+ digit }
        return value
    }
}
