/// Bytes on their way from one place to another: written at the end, taken from the front. The memory is kept until the queue
/// goes or is told to release it.
///
/// What keeps it safe: `first <= end <= capacity` always holds, `capacity` bytes are allocated at `base`, and those before
/// `end` have been written, because `end` moves only by what an `OutputCursor` has counted.
@safe
public struct ByteQueue: ~Copyable {
    private var base: UnsafeMutableRawPointer?
    private var capacity = 0
    private var first = 0
    private var end = 0

    /// An empty queue, which owns no memory.
    public init() {
        unsafe base = nil
    }

    deinit {
        unsafe Memory.free(base)
    }

    /// The number of bytes that wait.
    public var count: Int { end &- first }

    /// Whether no bytes wait.
    public var isEmpty: Bool { first == end }

    /// The number of bytes for which there is room at the end.
    public var room: Int { capacity &- end }

    /// The bytes that wait.
    public var waiting: RawSpan {
        @_lifetime(borrow self)
        get {
            let bytes = unsafe UnsafeRawBufferPointer(start: base.map { unsafe UnsafeRawPointer($0 + first) }, count: count)
            return unsafe _overrideLifetime(RawSpan(_unsafeBytes: bytes), borrowing: self)
        }
    }

    /// Drops all bytes. The memory stays.
    public mutating func empty() {
        first = 0
        end = 0
    }

    /// Drops `count` bytes off the front. A queue that has become empty begins at the beginning of its memory again.
    public mutating func drop(_ count: Int) {
        first = min(first &+ max(count, 0), end)
        if first == end { empty() }
    }

    /// Makes the memory hold at least `needed` bytes, counted from its beginning.
    public mutating func reserve(_ needed: Int) throws(OutOfMemory) {
        guard needed > capacity else { return }
        unsafe base = try Memory.reallocate(base, byteCount: needed)
        capacity = needed
    }

    /// Has `body` write at the end, at most `limit` bytes and no more than there is room for. If it throws, nothing was added.
    @inline(__always)
    public mutating func write<Failure: Error>(
        atMost limit: Int = .max, _ body: (inout OutputCursor) throws(Failure) -> Void
    ) throws(Failure) {
        let free = unsafe UnsafeMutableRawBufferPointer(
            start: base.map { unsafe $0 + end }, count: max(min(limit, room), 0))
        var output = unsafe OutputCursor(OutputRawSpan(buffer: free, initializedCount: 0))
        try body(&output)
        end &+= output.produced
    }

    /// Moves up to `limit` bytes from the front of `input` to the end. The memory grows by half at least, so that many small
    /// steps cost no more than a large one.
    @_lifetime(input: copy input)
    public mutating func append(from input: inout InputCursor, atMost limit: Int) throws(OutOfMemory) {
        let taken = max(min(input.remaining, limit), 0)
        if end &+ taken > capacity { try reserve(max(end &+ taken, max(capacity &+ capacity >> 1, 64))) }
        write(atMost: taken) { output in output.append(from: &input) }
    }

    /// Moves bytes from the front to `output`, as far as it has room.
    @_lifetime(output: copy output)
    public mutating func move(to output: inout OutputCursor) {
        var input = InputCursor(waiting)
        output.append(from: &input)
        drop(input.consumed)
    }
}
