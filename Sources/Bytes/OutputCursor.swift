/// Fills a run of bytes from front to back, without ever leaving it.
public struct OutputCursor: ~Copyable, ~Escapable {
    private var bytes: OutputRawSpan

    /// A cursor after what is already in `bytes`.
    @_lifetime(copy bytes)
    public init(_ bytes: consuming OutputRawSpan) {
        self.bytes = bytes
    }

    /// The number of bytes written.
    public var produced: Int { bytes.byteCount }

    /// The number of bytes for which there is room.
    public var room: Int { bytes.freeCapacity }

    /// Whether there is no room left.
    public var isFull: Bool { bytes.freeCapacity == 0 }

    /// Calls `body` with the room and counts as many bytes as it returns, which it must have written.
    @_lifetime(self: copy self)
    public mutating func produce(_ body: (UnsafeMutableRawBufferPointer) -> Int) {
        unsafe produce { room in (count: unsafe body(room), ()) }
    }

    /// The same, inlined: for the few callers that do little but make a call of a function elsewhere.
    @inline(__always)
    @_lifetime(self: copy self)
    public mutating func produceInlined(_ body: (UnsafeMutableRawBufferPointer) -> Int) {
        unsafe bytes.withUnsafeMutableBytes { whole, count in
            let free = unsafe UnsafeMutableRawBufferPointer(rebasing: whole[count...])
            count &+= unsafe min(max(body(free), 0), free.count)
        }
    }

    /// Takes bytes off the front of `input` and adds them, as far as there is room.
    @_lifetime(self: copy self)
    @_lifetime(input: copy input)
    public mutating func append(from input: inout InputCursor) {
        unsafe input.consume { source in
            let count = min(source.count, room)
            unsafe produce { room in
                unsafe room.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[..<count]))
                return count
            }
            return count
        }
    }

    /// The bytes written since there were `start`.
    @_lifetime(borrow self)
    public func written(from start: Int) -> RawSpan {
        bytes.bytes.extracting(droppingFirst: min(max(start, 0), produced))
    }

    /// Calls `body` with the room, adds as many bytes as it says that it has written, and returns what else it returns.
    @_lifetime(self: copy self)
    public mutating func produce<Result>(_ body: (UnsafeMutableRawBufferPointer) -> (count: Int, Result)) -> Result {
        unsafe bytes.withUnsafeMutableBytes { whole, count in
            let free = unsafe UnsafeMutableRawBufferPointer(rebasing: whole[count...])
            let (written, result) = unsafe body(free)
            count &+= min(max(written, 0), free.count)
            return result
        }
    }
}
