/// Bytes on their way from one place to another: written at the end, taken from the front. The memory is kept until the queue
/// goes or is told to release it.
///
/// Safe because the bytes that wait are those of the buffer from `first` on, and `first` is never beyond the last.
@safe
public struct ByteQueue: ~Copyable {
    private var bytes = GrowableBuffer<UInt8>()
    /// How many bytes of the buffer have been taken.
    private var first = 0

    /// An empty queue, which owns no memory.
    public init() {}

    /// The number of bytes that wait.
    public var count: Int { bytes.count &- first }

    /// Whether no bytes wait.
    public var isEmpty: Bool { first == bytes.count }

    /// The number of bytes for which there is room at the end.
    public var room: Int { bytes.capacity &- bytes.count }

    /// The bytes that wait.
    public var waiting: RawSpan {
        @_lifetime(borrow self)
        get {
            let waiting = unsafe UnsafeRawBufferPointer(bytes.part(first, count))
            return unsafe _overrideLifetime(RawSpan(_unsafeBytes: waiting), borrowing: self)
        }
    }

    /// Drops all bytes. The memory stays.
    public mutating func empty() {
        first = 0
        bytes.removeAll()
    }

    /// Drops `count` bytes off the front. A queue that has become empty begins at the beginning of its memory again.
    public mutating func drop(_ count: Int) {
        first &+= min(max(count, 0), self.count)
        if isEmpty { empty() }
    }

    /// Makes the memory hold `needed` bytes, counted from its beginning, unless it holds more; false if there is none.
    public mutating func reserve(_ needed: Int) -> Bool { bytes.reserve(exactly: needed) }

    /// Has `body` write at the end, at most `limit` bytes and no more than there is room for. What it has written stays even if
    /// it throws.
    @inline(__always)
    public mutating func write<Failure: Error>(
        atMost limit: Int = .max, _ body: (inout OutputCursor) throws(Failure) -> Void
    ) throws(Failure) {
        let free = unsafe UnsafeMutableRawBufferPointer(start: bytes.free.baseAddress, count: max(min(limit, room), 0))
        var output = unsafe OutputCursor(OutputRawSpan(buffer: free, initializedCount: 0))
        defer { bytes.extend(by: output.produced) }
        try body(&output)
    }

    /// Drops the byte that was written last; an empty queue has none.
    public mutating func removeLast() {
        if !isEmpty { bytes.removeLast() }
    }

    /// Moves up to `limit` bytes from the front of `input` to the end; false if there is no memory for them.
    @_lifetime(input: copy input)
    public mutating func append(from input: inout InputCursor, atMost limit: Int) -> Bool {
        let taken = max(min(input.remaining, limit), 0)
        guard bytes.reserve(additional: taken) else { return false }
        write(atMost: taken) { output in output.append(from: &input) }
        return true
    }

    /// Moves bytes from the front to `output`, as far as it has room.
    @_lifetime(output: copy output)
    public mutating func move(to output: inout OutputCursor) {
        var input = InputCursor(waiting)
        output.append(from: &input)
        drop(input.consumed)
    }
}
