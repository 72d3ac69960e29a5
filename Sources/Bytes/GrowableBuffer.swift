internal import CLibc

/// An array of plain values that grows at its end and keeps its memory when it shrinks. The values move when it grows; the
/// memory is freed with its owner.
///
/// What makes room returns false if there is no memory for it, and then changes nothing.
///
/// Safe because `capacity` values fit in the memory at `base`, `count` never exceeds it, and what is read through an index or
/// from memory that the caller has reserved is checked in debug builds; addresses are unsafe to use.
@safe
public struct GrowableBuffer<Element: BitwiseCopyable>: ~Copyable {
    /// The first value; not an address to read from while `capacity` is 0. Valid until the buffer grows.
    public private(set) var base: UnsafeMutablePointer<Element>
    /// The number of values for which there is memory.
    public private(set) var capacity = 0
    /// The number of values.
    public private(set) var count = 0

    /// An empty buffer, which owns no memory.
    public init() {
        // Any address will do, and spares each access the question whether there is one.
        let nothing: StaticString = "\n"
        unsafe base = UnsafeMutableRawPointer(mutating: nothing.utf8Start).assumingMemoryBound(to: Element.self)
    }

    deinit {
        if capacity > 0 { unsafe Memory.free(base) }
    }

    // MARK: Making room

    /// Makes memory for at least `capacity` values in all, and keeps all that it holds, counted or not.
    @inlinable @inline(__always)
    public mutating func reserve(_ capacity: Int) -> Bool {
        capacity <= self.capacity || grow(to: capacity)
    }

    /// Makes memory for `additional` values after the last.
    @inlinable @inline(__always)
    public mutating func reserve(additional: Int) -> Bool {
        additional <= capacity &- count || grow(by: additional)
    }

    /// Makes memory for `capacity` values in all and no more, unless there is more already.
    public mutating func reserve(exactly capacity: Int) -> Bool {
        capacity <= self.capacity || reallocate(capacity)
    }

    @usableFromInline @inline(never)
    mutating func grow(by additional: Int) -> Bool {
        let (needed, overflows) = count.addingReportingOverflow(additional)
        return !overflows && grow(to: needed)
    }

    /// Grows by half at least, so that many small steps cost no more than a large one.
    @usableFromInline @inline(never)
    mutating func grow(to needed: Int) -> Bool {
        reallocate(max(needed, max(capacity &+ capacity >> 1, 64)))
    }

    private mutating func reallocate(_ wanted: Int) -> Bool {
        let (byteCount, overflows) = wanted.multipliedReportingOverflow(by: MemoryLayout<Element>.stride)
        guard !overflows, let moved = unsafe realloc(capacity == 0 ? nil : base, byteCount) else { return false }
        unsafe base = moved.assumingMemoryBound(to: Element.self)
        capacity = wanted
        return true
    }

    // MARK: Adding and removing values

    /// Appends a value.
    @inlinable @inline(__always)
    public mutating func append(_ element: Element) -> Bool {
        guard reserve(additional: 1) else { return false }
        appendReserved(element)
        return true
    }

    /// Appends a value for which there is memory; debug builds check that.
    @inline(__always)
    public mutating func appendReserved(_ element: Element) {
        assert(count < capacity)
        unsafe base[count] = element
        count &+= 1
    }

    /// Drops all values.
    @inline(__always)
    public mutating func removeAll() {
        count = 0
    }

    /// Appends values that are not its own.
    @inlinable @inline(__always)
    public mutating func append(contentsOf elements: UnsafeBufferPointer<Element>) -> Bool {
        guard reserve(additional: elements.count) else { return false }
        guard let first = elements.baseAddress else { return true }
        let byteCount = elements.count &* MemoryLayout<Element>.stride
        unsafe UnsafeMutableRawPointer(base + count).copyMemory(from: first, byteCount: byteCount)
        extend(by: elements.count)
        return true
    }

    /// Appends `count` times the same value.
    public mutating func append(repeating element: Element, count additional: Int) -> Bool {
        guard additional > 0 else { return true }
        guard reserve(additional: additional) else { return false }
        unsafe (base + count).update(repeating: element, count: additional)
        extend(by: additional)
        return true
    }

    /// Counts values that were written after the last, in memory that was reserved.
    @inline(__always)
    public mutating func extend(by additional: Int) {
        if additional > 0 && additional <= capacity &- count { count &+= additional }
    }

    /// The same without a check: all of them are in its memory; debug builds check that.
    @inline(__always)
    public mutating func extendReserved(by additional: Int) {
        assert(additional >= 0 && additional <= capacity &- count)
        count &+= additional
    }

    /// Drops the last value. There is one; debug builds check that.
    @inline(__always)
    public mutating func removeLast() {
        assert(count > 0)
        count &-= 1
    }

    /// Drops the first `length` values, or all if there are fewer, and moves the others to the front.
    public mutating func removeFirst(_ length: Int) {
        guard length > 0 else { return }
        let rest = max(count &- length, 0)
        unsafe UnsafeMutableRawPointer(base).copyMemory(
            from: base + (count &- rest), byteCount: rest &* MemoryLayout<Element>.stride)
        count = rest
    }

    /// Drops all but the first `newCount` values.
    @inline(__always)
    public mutating func truncate(to newCount: Int) {
        if newCount >= 0 && newCount < count { count = newCount }
    }

    // MARK: Reaching values

    /// The value at `index`, which is below `count`; debug builds check that.
    @inlinable @inline(__always)
    public subscript(index: Int) -> Element {
        get { unsafe all[index] }
        set { unsafe UnsafeMutableBufferPointer(start: base, count: count)[index] = newValue }
    }

    /// All values. Valid until the buffer grows.
    @inlinable @inline(__always)
    public var all: UnsafeBufferPointer<Element> { unsafe UnsafeBufferPointer(start: base, count: count) }

    /// The `length` values from `start` on, which are in its memory; debug builds check that. Valid until the buffer grows.
    @inlinable @inline(__always)
    public func part(_ start: Int, _ length: Int) -> UnsafeBufferPointer<Element> {
        assert(start >= 0 && length >= 0 && start <= capacity &- length)
        return unsafe UnsafeBufferPointer(start: base + start, count: length)
    }

    /// The memory after the last value. Valid until the buffer grows.
    @inlinable @inline(__always)
    public var free: UnsafeMutableBufferPointer<Element> {
        unsafe UnsafeMutableBufferPointer(start: base + count, count: capacity &- count)
    }
}
