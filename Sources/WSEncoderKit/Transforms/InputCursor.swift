/// The input of one call of `process`, read from front to back. It never reads beyond its end.
///
/// What a transform does not take is there again in the next call.
@safe
public struct InputCursor: ~Copyable, ~Escapable {
    @usableFromInline var bytes: RawSpan
    /// The number of bytes taken since the call began.
    @usableFromInline var taken = 0
    /// Whether `skip` was passed a negative number or more than there were bytes left.
    @usableFromInline var hasMiscounted = false

    @inlinable
    @_lifetime(copy bytes)
    init(_ bytes: RawSpan) {
        self.bytes = bytes
    }

    /// The number of bytes left.
    @inlinable public var remaining: Int { bytes.byteCount }

    /// Whether no bytes are left.
    @inlinable public var isEmpty: Bool { bytes.byteCount == 0 }

    /// The next byte, which is not taken; nil at the end.
    @inlinable public var first: UInt8? {
        isEmpty ? nil : unsafe bytes.unsafeLoad(as: UInt8.self)
    }

    /// The bytes left, none of which is taken. Take them with `skip`.
    @inlinable public var rest: RawSpan {
        @_lifetime(copy self)
        get { bytes }
    }

    /// Takes `count` bytes, which is at least 0 and at most `remaining`. With any other count, the message fails with
    /// `WS_E_INVALID_OPERATION` when `process` returns.
    @inlinable
    @inline(__always)
    @_lifetime(self: copy self)
    public mutating func skip(_ count: Int) {
        let possible = min(max(count, 0), remaining)
        if possible != count { hasMiscounted = true }
        bytes = unsafe bytes.extracting(unchecked: Range(uncheckedBounds: (possible, remaining)))
        taken &+= possible
    }

    /// Takes the next byte and returns it; nil at the end.
    @inlinable
    @_lifetime(self: copy self)
    public mutating func next() -> UInt8? {
        guard let byte = first else { return nil }
        skip(1)
        return byte
    }
}
