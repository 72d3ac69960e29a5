/// The output of one call of `process`, written from front to back. It never writes beyond its end.
@safe
public struct OutputCursor: ~Copyable, ~Escapable {
    @usableFromInline let memory: UnsafeMutableRawPointer
    @usableFromInline let capacity: Int
    @usableFromInline var count = 0
    /// Whether the closure of `produce` returned a negative number or more than there was room for.
    @usableFromInline var hasMiscounted = false

    /// A cursor before the first of `capacity` bytes, which are there as long as the cursor is.
    @unsafe
    @inlinable
    @_lifetime(immortal)
    init(_ memory: UnsafeMutableRawPointer, capacity: Int) {
        unsafe self.memory = unsafe memory
        self.capacity = capacity
    }

    /// The number of bytes written since the call began.
    @inlinable public var written: Int { count }

    /// The number of bytes for which there is room.
    @inlinable public var room: Int { capacity &- count }

    /// Whether there is no room left.
    @inlinable public var isFull: Bool { count == capacity }

    /// Writes a byte. Returns false, and writes nothing, if there is no room.
    @inlinable
    @_lifetime(self: copy self)
    @discardableResult
    public mutating func append(_ byte: UInt8) -> Bool {
        guard !isFull else { return false }
        unsafe memory.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
        count &+= 1
        return true
    }

    /// Writes as many of `source`'s first bytes as there is room for. Returns their number.
    @inlinable
    @_lifetime(self: copy self)
    @discardableResult
    public mutating func append(_ source: RawSpan) -> Int {
        let added = min(source.byteCount, room)
        unsafe source.withUnsafeBytes { source in
            guard let start = source.baseAddress else { return }
            unsafe memory.advanced(by: count).copyMemory(from: start, byteCount: added)
        }
        count &+= added
        return added
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
    @inline(__always)
    @_lifetime(self: copy self)
    @_lifetime(input: copy input)
    public mutating func append(from input: inout InputCursor, mapping map: (UInt8) -> UInt8) {
        let added = min(input.remaining, room)
        let source = input.rest
        let target = unsafe memory.advanced(by: count)
        // Both are long enough. With a check of each byte, the compiler leaves up to 32 of them out of its vectors.
        for index in 0..<added {
            let byte = unsafe map(source.unsafeLoad(fromUncheckedByteOffset: index, as: UInt8.self))
            unsafe target.storeBytes(of: byte, toByteOffset: index, as: UInt8.self)
        }
        count &+= added
        input.skip(added)
    }

    /// Calls `body` with the room, for functions that write through a pointer. `body` returns how many bytes it has written to
    /// the beginning of the room: at least 0 and at most `room`. If it returns another number, the message fails with
    /// `WS_E_INVALID_OPERATION` when `process` returns.
    @inlinable
    @inline(__always)
    @_lifetime(self: copy self)
    public mutating func produce(_ body: (UnsafeMutableRawBufferPointer) -> Int) {
        let room = room
        let made = unsafe body(UnsafeMutableRawBufferPointer(start: memory.advanced(by: count), count: room))
        // Of a wrong number nothing counts, since the room is memory that nobody has written.
        guard made >= 0 && made <= room else {
            hasMiscounted = true
            return
        }
        count &+= made
    }
}
