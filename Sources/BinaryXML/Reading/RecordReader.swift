internal import Bytes

/// Reads the parts of records from a stretch of input, and never past its end. The input is read here and, where more bytes are
/// known to follow, in `CommonRecord`.
@safe
struct RecordReader {
    private let start: UnsafePointer<UInt8>
    private var next: UnsafePointer<UInt8>
    private let end: UnsafePointer<UInt8>

    init(_ source: UnsafeRawBufferPointer) {
        unsafe self.init(ByteText(source))
    }

    init(_ source: ByteText) {
        unsafe start = source.baseAddress
        unsafe (next, end) = (start, start + source.count)
    }

    /// The bytes taken.
    @inline(__always)
    var position: Int { unsafe next - start }

    /// The bytes left.
    @inline(__always)
    var remaining: Int { unsafe end - next }

    /// The next byte, not taken; nil at the end.
    @inline(__always)
    var first: UInt8? { unsafe remaining > 0 ? next.pointee : nil }

    @inline(__always)
    mutating func skip(_ count: Int) {
        advance(min(max(count, 0), remaining))
    }

    /// The next byte; nil at the end.
    @inline(__always)
    mutating func byte() -> UInt8? {
        guard let byte = first else { return nil }
        advance(1)
        return byte
    }

    @inline(__always)
    private mutating func advance(_ count: Int) {
        unsafe next += count
    }

    /// The next `count` bytes; nil if there are fewer.
    @inline(__always)
    mutating func bytes(_ count: Int) -> ByteText? {
        guard count >= 0, remaining >= count else { return nil }
        let taken = peek(count)
        advance(count)
        return taken
    }

    /// At most `count` of the bytes left, not taken.
    @inline(__always)
    func peek(_ count: Int) -> ByteText {
        unsafe ByteText(start: next, count: min(max(count, 0), remaining))
    }

    /// A number of up to 31 bits, seven to a byte, the lowest first ([MC-NBFX] section 2.1.2); negative if there is none.
    @inline(__always)
    mutating func multiByteInt31() -> Int {
        guard let first = byte() else { return Self.isCutOff }
        return first < 0x80 ? Int(first) : restOfMultiByteInt31(Int(first & 0x7F))
    }

    /// What `multiByteInt31` returns if the bytes end before the number does.
    static var isCutOff: Int { -1 }
    /// What it returns if the number has more than 31 bits.
    static var isTooLarge: Int { -2 }

    private mutating func restOfMultiByteInt31(_ low: Int) -> Int {
        var value = low
        for index in 1..<5 {
            guard let byte = byte() else { return Self.isCutOff }
            if index == 4 && byte > 7 { return Self.isTooLarge }
            value |= Int(byte & 0x7F) << (7 &* index)
            if byte < 0x80 { return value }
        }
        return Self.isTooLarge
    }
}
