internal import Bytes
internal import CWSEncoder

/// Strings of UTF-16 code units, the newest first. Each stays where it is until the list is emptied or ends.
struct StringList: ~Copyable {
    /// A string; its code units follow it in the same piece of memory.
    @safe
    private struct Entry {
        let older: Reference<Entry>?
        /// An older one, by which a search gets to any string in a number of steps that grows with the logarithm of the count:
        /// E. W. Myers, "An applicative random-access stack", Information Processing Letters 17 (1983).
        let muchOlder: Reference<Entry>?
        /// The number of strings that are older.
        let position: ULONG
        let length: ULONG
    }

    private var newest: Reference<Entry>?
    private(set) var count: ULONG = 0

    init() {
        newest = nil
    }

    deinit {
        Self.free(newest)
    }

    mutating func removeAll() {
        Self.free(newest)
        newest = nil
        count = 0
    }

    /// Adds a string of `length` code units, of which `unit` returns the one at each index. Returns the string.
    @discardableResult
    mutating func add(length: Int, _ unit: (Int) -> WCHAR) throws(OutOfMemory) -> WideText {
        let (size, overflows) = length.multipliedReportingOverflow(by: MemoryLayout<WCHAR>.size)
        guard count < .max, let length = ULONG(exactly: length), !overflows else { throw OutOfMemory() }
        let memory = try unsafe Memory.allocate(byteCount: size &+ MemoryLayout<Entry>.stride)
        let entry = unsafe Reference(memory.assumingMemoryBound(to: Entry.self))
        unsafe entry.pointer.initialize(
            to: Entry(older: newest, muchOlder: Self.jump(from: newest), position: count, length: length))
        let units = unsafe Self.units(of: entry)
        for index in 0..<Int(length) { unsafe units[index] = unit(index) }
        newest = entry
        count &+= 1
        return Self.text(of: entry)
    }

    /// The string at `index`, of which 0 is the newest; nil past the end.
    subscript(index: ULONG) -> WideText? {
        guard index < count else { return nil }
        let position = count &- 1 &- index
        var entry = newest
        while let current = entry, current.value.position > position {
            let jump = current.value.muchOlder
            entry = if let jump, jump.value.position >= position { jump } else { current.value.older }
        }
        return entry.map { Self.text(of: $0) }
    }

    /// Where the entry that comes after `older` jumps to: as far as two jumps from `older` if these are equally long, else to
    /// `older`.
    private static func jump(from older: Reference<Entry>?) -> Reference<Entry>? {
        guard let older, let first = older.value.muchOlder, let second = first.value.muchOlder else { return older }
        let isEven = older.value.position &- first.value.position == first.value.position &- second.value.position
        return isEven ? second : older
    }

    private static func units(of entry: Reference<Entry>) -> UnsafeMutablePointer<WCHAR> {
        unsafe UnsafeMutableRawPointer(entry.pointer.advanced(by: 1)).assumingMemoryBound(to: WCHAR.self)
    }

    private static func text(of entry: Reference<Entry>) -> WideText {
        unsafe WideText(UnsafeBufferPointer(start: units(of: entry), count: Int(entry.value.length)))
    }

    private static func free(_ newest: Reference<Entry>?) {
        var entry = newest
        while let current = entry {
            entry = current.value.older
            unsafe current.deallocate()
        }
    }
}
