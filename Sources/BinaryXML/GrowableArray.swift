internal import Bytes
internal import CodecKit

/// Plain values in a row that grows at its end, and keeps its memory when it shrinks.
@safe
struct GrowableArray<Element: BitwiseCopyable>: ~Copyable {
    private var base: UnsafeMutablePointer<Element>?
    private var capacity = 0
    private(set) var count = 0

    init() {
        unsafe base = nil
    }

    deinit {
        unsafe Memory.free(base)
    }

    /// Makes room for so many values more.
    @inline(__always)
    mutating func reserve(_ additional: Int) throws(CodecError) {
        if capacity &- count < additional { try grow(additional) }
    }

    private mutating func grow(_ additional: Int) throws(CodecError) {
        let (needed, overflows) = count.addingReportingOverflow(additional)
        let wanted = max(max(needed, capacity &+ capacity / 2), 64)
        let (byteCount, isTooLarge) = wanted.multipliedReportingOverflow(by: MemoryLayout<Element>.stride)
        guard !overflows, !isTooLarge else { throw .outOfMemory }
        do throws(OutOfMemory) {
            unsafe base = try Memory.reallocate(base, byteCount: byteCount).assumingMemoryBound(to: Element.self)
            capacity = wanted
        } catch {
            throw .outOfMemory
        }
    }

    /// Appends one value.
    @inline(__always)
    mutating func append(_ element: Element) throws(CodecError) {
        try reserve(1)
        guard let base = unsafe base else { return }
        unsafe base[count] = element
        count &+= 1
    }

    /// Appends a row of values.
    @inline(__always)
    mutating func append(_ elements: UnsafeBufferPointer<Element>) throws(CodecError) {
        try reserve(elements.count)
        guard let base = unsafe base, let start = elements.baseAddress else { return }
        let size = elements.count &* MemoryLayout<Element>.stride
        unsafe UnsafeMutableRawPointer(base + count).copyMemory(from: start, byteCount: size)
        count &+= elements.count
    }

    /// Drops what is beyond the first `newCount`.
    @inline(__always)
    mutating func truncate(to newCount: Int) {
        if newCount >= 0 && newCount < count { count = newCount }
    }

    /// Counts values that were written behind the last, for which there was room.
    @inline(__always)
    mutating func extend(by additional: Int) {
        if additional > 0 && additional <= capacity &- count { count &+= additional }
    }

    /// The value at `index`, which there is.
    @inline(__always)
    subscript(index: Int) -> Element {
        get { unsafe all[index] }
        set { unsafe UnsafeMutableBufferPointer(start: base, count: count)[index] = newValue }
    }

    /// All the values.
    @inline(__always)
    var all: UnsafeBufferPointer<Element> { unsafe UnsafeBufferPointer(start: base, count: count) }

    /// The `length` values from `start`, which there are.
    @inline(__always)
    func part(_ start: Int, _ length: Int) -> UnsafeBufferPointer<Element> {
        guard let base = unsafe base else { return unsafe UnsafeBufferPointer(start: nil, count: 0) }
        return unsafe UnsafeBufferPointer(start: base + start, count: length)
    }

    /// The memory behind the last value.
    @inline(__always)
    var free: UnsafeMutableBufferPointer<Element> {
        guard let base = unsafe base else { return unsafe UnsafeMutableBufferPointer(start: nil, count: 0) }
        return unsafe UnsafeMutableBufferPointer(start: base + count, count: capacity &- count)
    }
}
