/// Reads a run of bytes from front to back, without ever leaving it.
public struct InputCursor: ~Copyable, ~Escapable {
    private var bytes: RawSpan
    /// The number of bytes taken since the cursor was made.
    public private(set) var consumed = 0

    /// A cursor before the first of `bytes`.
    @_lifetime(copy bytes)
    public init(_ bytes: RawSpan) {
        self.bytes = bytes
    }

    /// A cursor before the first byte of a text. As the text does, it relies on the bytes to outlast it.
    @_lifetime(immortal)
    public init(_ text: ByteText) {
        let span = unsafe RawSpan(_unsafeBytes: UnsafeRawBufferPointer(text.buffer))
        bytes = unsafe _overrideLifetime(span, copying: ())
    }

    /// The number of bytes left.
    public var remaining: Int { bytes.byteCount }

    /// Whether there are no bytes left.
    public var isEmpty: Bool { bytes.byteCount == 0 }

    /// The next byte, not taken; nil at the end.
    public var first: UInt8? {
        isEmpty ? nil : unsafe bytes.unsafeLoad(as: UInt8.self)
    }

    /// The bytes left, none of them taken.
    public var rest: RawSpan {
        @_lifetime(copy self)
        get { bytes }
    }

    /// Calls `body` with the bytes left and takes none.
    public func peek<Failure: Error>(_ body: (UnsafeRawBufferPointer) throws(Failure) -> Void) throws(Failure) {
        try unsafe bytes.withUnsafeBytes(body)
    }

    /// Takes up to `count` bytes off the front.
    @_lifetime(self: copy self)
    public mutating func skip(_ count: Int) {
        let taken = min(max(count, 0), remaining)
        bytes = bytes.extracting(droppingFirst: taken)
        consumed &+= taken
    }

    /// Calls `body` with the bytes left and takes as many off the front as it returns.
    @_lifetime(self: copy self)
    public mutating func consume(_ body: (UnsafeRawBufferPointer) -> Int) {
        let taken = unsafe bytes.withUnsafeBytes(body)
        skip(taken)
    }
}
