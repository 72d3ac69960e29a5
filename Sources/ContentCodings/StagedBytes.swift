internal import Bytes
internal import CodecKit

/// The beginning of a message, in memory that is kept for the next one.
@safe
struct StagedBytes: ~Copyable {
    private var memory = GrowableMemory()
    /// The number of bytes that were put in.
    private(set) var count = 0
    private var dropped = 0

    deinit {
        memory.free()
    }

    mutating func empty() {
        count = 0
        dropped = 0
    }

    /// Takes bytes off the input until there are `limit` or no more.
    @_lifetime(input: copy input)
    mutating func take(_ input: inout InputCursor, upTo limit: Int) throws(CodecError) {
        let taken = min(input.remaining, limit &- count)
        do throws(OutOfMemory) {
            try memory.reserve(count &+ taken)
        } catch {
            throw .outOfMemory
        }
        unsafe input.consume { source in
            let room = unsafe UnsafeMutableRawBufferPointer(start: memory.base.advanced(by: count), count: taken)
            unsafe room.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[..<taken]))
            return taken
        }
        count &+= taken
    }

    /// What was put in and not dropped.
    var rest: UnsafeRawBufferPointer {
        unsafe UnsafeRawBufferPointer(start: memory.base.advanced(by: dropped), count: count &- dropped)
    }

    /// Drops so many bytes off the front of `rest`.
    mutating func drop(_ bytes: Int) {
        dropped &+= bytes
    }
}
