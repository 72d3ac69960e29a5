/// The output of one call of `process`, written from front to back. It never writes beyond its end.
@safe
public struct OutputCursor: ~Copyable, ~Escapable {
    @usableFromInline var bytes: OutputRawSpan
    /// Whether the closure of `produce` returned a negative number or more than there was room for.
    @usableFromInline var hasMiscounted = false

    @inlinable
    @_lifetime(copy bytes)
    init(_ bytes: consuming OutputRawSpan) {
        self.bytes = bytes
    }

    /// The number of bytes written since the call began.
    @inlinable public var written: Int { bytes.byteCount }

    /// The number of bytes for which there is room.
    @inlinable public var room: Int { bytes.freeCapacity }

    /// Whether there is no room left.
    @inlinable public var isFull: Bool { bytes.freeCapacity == 0 }

    /// Writes a byte. Returns false, and writes nothing, if there is no room.
    @inlinable
    @_lifetime(self: copy self)
    @discardableResult
    public mutating func append(_ byte: UInt8) -> Bool {
        guard !isFull else { return false }
        bytes.append(byte)
        return true
    }

    /// Writes as many of `source`'s first bytes as there is room for. Returns their number.
    @inlinable
    @_lifetime(self: copy self)
    @discardableResult
    public mutating func append(_ source: RawSpan) -> Int {
        let count = min(source.byteCount, room)
        unsafe produce { room in
            unsafe source.withUnsafeBytes { source in
                unsafe room.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[..<count]))
            }
            return count
        }
        return count
    }

    /// Takes bytes from `input` and writes them, as far as there is room.
    @inlinable
    @_lifetime(self: copy self)
    @_lifetime(input: copy input)
    public mutating func append(from input: inout InputCursor) {
        input.skip(append(input.rest))
    }

    /// Takes bytes from `input` and writes what `map` makes of each, as far as there is room.
    @inlinable
    @_lifetime(self: copy self)
    @_lifetime(input: copy input)
    public mutating func append(from input: inout InputCursor, mapping map: (UInt8) -> UInt8) {
        let count = min(input.remaining, room)
        let source = input.rest
        unsafe produce { room in
            for index in 0..<count {
                unsafe room[index] = map(source.unsafeLoad(fromByteOffset: index, as: UInt8.self))
            }
            return count
        }
        input.skip(count)
    }

    /// Calls `body` with the room, for functions that write through a pointer. `body` returns how many bytes it has written to
    /// the beginning of the room: at least 0 and at most `room`. If it returns another number, the message fails with
    /// `WS_E_INVALID_OPERATION` when `process` returns.
    @inlinable
    @_lifetime(self: copy self)
    public mutating func produce(_ body: (UnsafeMutableRawBufferPointer) -> Int) {
        let isRight = unsafe bytes.withUnsafeMutableBytes { whole, count in
            let free = unsafe UnsafeMutableRawBufferPointer(rebasing: whole[count...])
            let stated = unsafe body(free)
            // Of a wrong number nothing counts, since the room is memory that nobody has written.
            let made = stated >= 0 && stated <= free.count ? stated : 0
            count &+= made
            return made == stated
        }
        if !isRight { hasMiscounted = true }
    }
}
