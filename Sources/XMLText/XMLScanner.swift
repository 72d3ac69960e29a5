public import CVector

/// Walks over bytes by the bits of `xml_block`, which it computes once for every 64 of them.
@unsafe
@usableFromInline
struct XMLScanner {
    @usableFromInline let base: UnsafeRawPointer
    @usableFromInline let count: Int
    /// The next byte to be looked at.
    @usableFromInline var position = 0
    @usableFromInline var blockStart = -64
    @usableFromInline var block = xml_block()

    @inlinable @inline(__always)
    init(_ base: UnsafeRawPointer, _ count: Int) {
        unsafe self.base = unsafe base
        unsafe self.count = count
    }

    @inlinable @inline(__always)
    subscript(index: Int) -> UInt8 { unsafe base.load(fromByteOffset: index, as: UInt8.self) }

    @inlinable @inline(__always)
    mutating func load(_ start: Int) {
        unsafe blockStart = start
        if unsafe count &- start >= 64 {
            unsafe block = xml_classify(base + start)
        } else {
            unsafe block = xml_classify_tail(base + start, count &- start)
        }
    }

    /// The first byte from `start` on that is not plain text; `count` if there is none.
    @inlinable @inline(__always)
    mutating func nextText(_ start: Int) -> Int {
        if unsafe UInt(bitPattern: start &- blockStart) >= 64 { unsafe load(start & ~63) }
        var bits = unsafe block.text &>> UInt64(truncatingIfNeeded: start &- blockStart)
        var from = start
        while bits == 0 {
            unsafe from = blockStart &+ 64
            if unsafe from >= count { return unsafe count }
            unsafe load(from)
            bits = unsafe block.text
        }
        return unsafe min(from &+ bits.trailingZeroBitCount, count)
    }

    /// The first byte from `start` on that cannot go on a name; `count` if there is none.
    @inlinable @inline(__always)
    mutating func nextEnd(_ start: Int) -> Int {
        if unsafe UInt(bitPattern: start &- blockStart) >= 64 { unsafe load(start & ~63) }
        var bits = unsafe block.ends &>> UInt64(truncatingIfNeeded: start &- blockStart)
        var from = start
        while bits == 0 {
            unsafe from = blockStart &+ 64
            if unsafe from >= count { return unsafe count }
            unsafe load(from)
            bits = unsafe block.ends
        }
        return unsafe min(from &+ bits.trailingZeroBitCount, count)
    }

    /// The first byte from `start` on that is not plain in a value; `count` if there is none.
    @inlinable @inline(__always)
    mutating func nextValue(_ start: Int) -> Int {
        if unsafe UInt(bitPattern: start &- blockStart) >= 64 { unsafe load(start & ~63) }
        var bits = unsafe block.values &>> UInt64(truncatingIfNeeded: start &- blockStart)
        var from = start
        while bits == 0 {
            unsafe from = blockStart &+ 64
            if unsafe from >= count { return unsafe count }
            unsafe load(from)
            bits = unsafe block.values
        }
        return unsafe min(from &+ bits.trailingZeroBitCount, count)
    }
}
