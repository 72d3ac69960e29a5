internal import Bytes

/// Reads the parts of records from a stretch of memory, and never past its end.
@safe
struct RecordReader {
    private let start: UnsafePointer<UInt8>
    private(set) var next: UnsafePointer<UInt8>
    private let end: UnsafePointer<UInt8>

    init(_ source: UnsafeRawBufferPointer) {
        if let base = source.baseAddress, source.count > 0 {
            unsafe start = base.assumingMemoryBound(to: UInt8.self)
        } else {
            unsafe start = StaticDictionaryTable.text.utf8Start
        }
        unsafe next = start
        unsafe end = start + source.count
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
        unsafe next += min(max(count, 0), remaining)
    }

    /// The next byte; nil at the end.
    @inline(__always)
    mutating func byte() -> UInt8? {
        guard remaining > 0 else { return nil }
        let byte = unsafe next.pointee
        unsafe next += 1
        return byte
    }

    /// The next `count` bytes; nil if there are not so many.
    @inline(__always)
    mutating func bytes(_ count: Int) -> ByteText? {
        guard count >= 0, remaining >= count else { return nil }
        let taken = unsafe ByteText(start: next, count: count)
        unsafe next += count
        return taken
    }

    /// The bytes left, but at most `count`, not taken.
    @inline(__always)
    func peek(_ count: Int) -> ByteText {
        unsafe ByteText(start: next, count: min(max(count, 0), remaining))
    }

    /// A number of 31 bits in seven bits a byte, the lowest first ([MC-NBFX] section 2.1.2): negative if it is not there.
    @inline(__always)
    mutating func multiByteInt31() -> Int {
        guard remaining > 0 else { return Self.isCutOff }
        let first = unsafe next.pointee
        unsafe next += 1
        return first < 0x80 ? Int(first) : restOfMultiByteInt31(Int(first & 0x7F))
    }

    /// What `multiByteInt31` gives when the bytes end before the number does.
    static var isCutOff: Int { -1 }
    /// What it gives for more than 31 bits.
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
