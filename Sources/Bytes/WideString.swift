/// A string of UTF-16 code units that owns its memory and keeps it when it is set again.
public struct WideString: ~Copyable {
    private var units = GrowableBuffer<UInt16>()

    /// An empty string, which owns no memory.
    public init() {}

    /// The address of the first unit, for C; nil as long as the string owns no memory.
    public var chars: UnsafeMutablePointer<UInt16>? { unsafe units.capacity == 0 ? nil : units.base }

    /// Its text. Valid until the string is next changed or freed.
    public var text: WideText { unsafe WideText(units.all) }

    /// The number of units.
    public var count: Int { units.count }

    /// Whether there are no units.
    public var isEmpty: Bool { units.count == 0 }

    /// Copies `text`, which may be its own. When it throws, the string is as it was.
    public mutating func set(_ text: WideText) throws(OutOfMemory) {
        try reserve(text.count)
        units.removeAll()
        _ = unsafe units.append(contentsOf: text.units)
    }

    /// Copies a constant. When it throws, the string is as it was.
    public mutating func set(_ text: StaticString) throws(OutOfMemory) {
        try set(ByteText(text))
    }

    /// Copies ASCII text. When it throws, the string is as it was.
    public mutating func set(_ text: ByteText) throws(OutOfMemory) {
        try reserve(text.count)
        units.removeAll()
        try append(text)
    }

    /// Drops all units and makes room for `length` of them. When it throws, the string is as it was.
    public mutating func removeAll(reserving length: Int) throws(OutOfMemory) {
        try reserve(length)
        units.removeAll()
    }

    /// Appends a character. When it throws, the string is as it was.
    public mutating func append(scalar: Unicode.Scalar) throws(OutOfMemory) {
        try reserve(additional: 2)
        guard scalar.value > 0xFFFF else { return units.appendReserved(UInt16(truncatingIfNeeded: scalar.value)) }
        units.appendReserved(UInt16(truncatingIfNeeded: 0xD7C0 &+ scalar.value >> 10))
        units.appendReserved(UInt16(truncatingIfNeeded: 0xDC00 | scalar.value & 0x3FF))
    }

    /// Appends a constant. When it throws, the string is as it was.
    public mutating func append(_ text: StaticString) throws(OutOfMemory) {
        try append(ByteText(text))
    }

    /// Appends `text`, which is not its own. When it throws, the string is as it was.
    public mutating func append(_ text: WideText) throws(OutOfMemory) {
        try reserve(additional: text.count)
        _ = unsafe units.append(contentsOf: text.units)
    }

    /// Appends a unit for each byte of `text`, which is ASCII. When it throws, the string is as it was.
    public mutating func append(_ text: ByteText) throws(OutOfMemory) {
        try reserve(additional: text.count)
        for index in 0..<text.count { units.appendReserved(UInt16(text[index])) }
    }

    /// Puts a constant in place of the units from `start` up to, but without, `end`. When it throws, the string is as it was.
    public mutating func replace(from start: Int, to end: Int, by text: StaticString) throws(OutOfMemory) {
        let last = min(max(end, 0), count)
        let first = min(max(start, 0), last)
        let (added, rest) = (text.utf8CodeUnitCount, count &- last)
        // Beyond what is needed, so that the units after `end` can be moved before the others are dropped.
        try reserve(additional: added)
        let width = MemoryLayout<UInt16>.stride
        unsafe UnsafeMutableRawPointer(units.base + first + added).copyMemory(
            from: units.base + last, byteCount: rest &* width)
        units.truncate(to: first)
        for index in 0..<added { units.appendReserved(UInt16(ByteText(text)[index])) }
        units.extendReserved(by: rest)
    }

    private mutating func reserve(additional: Int) throws(OutOfMemory) {
        let (length, overflows) = count.addingReportingOverflow(additional)
        if overflows { throw OutOfMemory() }
        try reserve(length)
    }

    /// Makes room for `length` units in all, as many as the length of a string in C can say.
    private mutating func reserve(_ length: Int) throws(OutOfMemory) {
        guard UInt32(exactly: length) != nil, units.reserve(length) else { throw OutOfMemory() }
    }
}
