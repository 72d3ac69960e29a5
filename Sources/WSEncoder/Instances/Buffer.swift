internal import Bytes
internal import CLibc
internal import CWSEncoder

/// What stands behind a WSE_BUFFER: a queue of bytes in one block of memory, and strings that are to live as long.
@safe
struct Buffer: ~Copyable {
    private static var smallestCapacity: Int { 4096 }

    /// The most bytes that may be in it at one time; 0 for any number.
    let maxSize: UInt64
    private var base: UnsafeMutableRawPointer?
    private var capacity = 0
    /// The bytes written and not yet read: from `begin` to `end`.
    private var begin = 0
    private var end = 0
    private var strings: UnsafeMutablePointer<KeptString>?

    @safe
    private struct KeptString: ~Copyable {
        var text = WideString()
        let older: UnsafeMutablePointer<KeptString>?
    }

    init(maxSize: UInt64) {
        self.maxSize = maxSize
        unsafe base = nil
        unsafe strings = nil
    }

    deinit {
        unsafe Self.freeStrings(strings)
        unsafe Memory.free(base)
    }

    /// The bytes written and not yet read.
    var bytes: UnsafeRawBufferPointer {
        guard let base = unsafe base else { return unsafe UnsafeRawBufferPointer(start: nil, count: 0) }
        return unsafe UnsafeRawBufferPointer(start: base.advanced(by: begin), count: end &- begin)
    }

    var count: Int { end &- begin }

    /// Whether `size` more bytes are within the limit.
    func accepts(_ size: UInt64) -> Bool {
        let (sum, overflow) = UInt64(count).addingReportingOverflow(size)
        return !overflow && (maxSize == 0 || sum <= maxSize)
    }

    mutating func reset() {
        begin = 0
        end = 0
        unsafe Self.freeStrings(strings)
        unsafe strings = nil
    }

    /// Makes room for `size` bytes behind the others and gives its address.
    mutating func reserve(_ size: UInt64) throws(OutOfMemory) -> UnsafeMutableRawPointer {
        guard let size = Int(exactly: max(size, 1)) else { throw OutOfMemory() }
        let (needed, overflow) = count.addingReportingOverflow(size)
        guard !overflow else { throw OutOfMemory() }
        if capacity &- end < size {
            moveToFront()
            if needed > capacity { try grow(to: needed) }
        }
        guard let base = unsafe base else { throw OutOfMemory() }
        return unsafe base.advanced(by: end)
    }

    /// Adds bytes that were written where `reserve` said.
    mutating func commit(_ size: Int) {
        end &+= min(max(size, 0), capacity &- end)
    }

    /// Takes back all but the first `size` bytes.
    mutating func truncate(to size: Int) {
        end = begin &+ min(max(size, 0), count)
    }

    /// Takes up to `size` bytes out and returns how many.
    mutating func take(_ size: Int, into destination: UnsafeMutableRawPointer) -> Int {
        let taken = min(max(size, 0), count)
        if taken > 0, let base = unsafe base {
            unsafe destination.copyMemory(from: base.advanced(by: begin), byteCount: taken)
        }
        begin &+= taken
        if begin == end {
            begin = 0
            end = 0
        }
        return taken
    }

    /// Copies a string, to live until the buffer is reset.
    mutating func keep(_ characters: UnsafeBufferPointer<WCHAR>) throws(OutOfMemory) -> WS_STRING {
        let kept = try unsafe Memory.allocate(KeptString.self)
        unsafe kept.initialize(to: KeptString(older: strings))
        unsafe strings = kept
        try unsafe kept.pointee.text.set(characters)
        return unsafe kept.pointee.text.value
    }

    private mutating func moveToFront() {
        guard begin > 0, let base = unsafe base else { return }
        unsafe memmove(base, base.advanced(by: begin), count)
        end = count
        begin = 0
    }

    /// Doubles, so that many small writes cost what one large one does.
    private mutating func grow(to needed: Int) throws(OutOfMemory) {
        let (doubled, overflow) = capacity.multipliedReportingOverflow(by: 2)
        let wanted = max(needed, overflow ? needed : doubled, Self.smallestCapacity)
        unsafe base = try Memory.reallocate(base, byteCount: wanted)
        capacity = wanted
    }

    private static func freeStrings(_ newest: UnsafeMutablePointer<KeptString>?) {
        var string = unsafe newest
        while let current = unsafe string {
            unsafe string = current.pointee.older
            unsafe current.deinitialize(count: 1)
            unsafe Memory.free(current)
        }
    }
}
