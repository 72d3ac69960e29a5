public import CVector

/// Walks over bytes by bits that say which of them matter, computed for 64 at a time, and once as long as it goes forward.
@safe
@usableFromInline
struct XMLScanner {
    @usableFromInline let base: UnsafeRawPointer
    @usableFromInline let count: Int
    /// The next byte to be looked at.
    @usableFromInline var position = 0
    // Where the blocks are that the bits belong to.
    @usableFromInline var textStart = -64
    @usableFromInline var textBits: UInt64 = 0
    @usableFromInline var endStart = -64
    @usableFromInline var endBits: UInt64 = 0
    @usableFromInline var valueStart = -64
    @usableFromInline var valueBits: UInt64 = 0

    @inlinable @inline(__always)
    init(_ base: UnsafeRawPointer, _ count: Int) {
        unsafe self.base = unsafe base
        self.count = count
    }

    @inlinable @inline(__always)
    subscript(index: Int) -> UInt8 { unsafe base.load(fromByteOffset: index, as: UInt8.self) }

    /// The first byte from `start` on that is not plain text; at least `stop` if there is none before. To look no further keeps
    /// a long text that is taken piece by piece from being scanned to its end for each.
    @inlinable @inline(__always)
    mutating func nextText(_ start: Int, before stop: Int) -> Int {
        if UInt(bitPattern: start &- textStart) >= 64 { loadText(start & ~63) }
        var bits = textBits &>> UInt64(truncatingIfNeeded: start &- textStart)
        var from = start
        while bits == 0 {
            from = textStart &+ 64
            if from >= stop { return from }
            loadText(from)
            bits = textBits
        }
        return min(from &+ bits.trailingZeroBitCount, count)
    }

    @inlinable @inline(__always)
    mutating func loadText(_ start: Int) {
        textStart = start
        let left = count &- start
        unsafe textBits = left >= 64 ? xml_text_bits(base + start) : loadTextTail(start, left)
    }

    @usableFromInline @inline(never)
    func loadTextTail(_ start: Int, _ left: Int) -> UInt64 {
        unsafe xml_text_bits_of_tail(base + start, left)
    }

    /// The first byte from `start` on that cannot go on a name; `count` if there is none.
    @inlinable @inline(__always)
    mutating func nextEnd(_ start: Int) -> Int {
        if UInt(bitPattern: start &- endStart) >= 64 { loadEnd(start & ~63) }
        var bits = endBits &>> UInt64(truncatingIfNeeded: start &- endStart)
        var from = start
        while bits == 0 {
            from = endStart &+ 64
            if from >= count { return count }
            loadEnd(from)
            bits = endBits
        }
        return min(from &+ bits.trailingZeroBitCount, count)
    }

    @inlinable @inline(__always)
    mutating func loadEnd(_ start: Int) {
        endStart = start
        let left = count &- start
        unsafe endBits = left >= 64 ? xml_end_bits(base + start) : loadEndTail(start, left)
    }

    @usableFromInline @inline(never)
    func loadEndTail(_ start: Int, _ left: Int) -> UInt64 {
        unsafe xml_end_bits_of_tail(base + start, left)
    }

    /// The first byte from `start` on that is not plain in a value; `count` if there is none.
    @inlinable @inline(__always)
    mutating func nextValue(_ start: Int) -> Int {
        if UInt(bitPattern: start &- valueStart) >= 64 { loadValue(start & ~63) }
        var bits = valueBits &>> UInt64(truncatingIfNeeded: start &- valueStart)
        var from = start
        while bits == 0 {
            from = valueStart &+ 64
            if from >= count { return count }
            loadValue(from)
            bits = valueBits
        }
        return min(from &+ bits.trailingZeroBitCount, count)
    }

    @inlinable @inline(__always)
    mutating func loadValue(_ start: Int) {
        valueStart = start
        let left = count &- start
        unsafe valueBits = left >= 64 ? xml_value_bits(base + start) : loadValueTail(start, left)
    }

    @usableFromInline @inline(never)
    func loadValueTail(_ start: Int, _ left: Int) -> UInt64 {
        unsafe xml_value_bits_of_tail(base + start, left)
    }
}
