internal import Bytes
internal import CodecKit
internal import XMLText

extension InputCursor {
    /// Lets `body` read records from the bytes left, and takes what it has taken, even if it throws.
    @_lifetime(self: copy self)
    mutating func read<Result>(
        _ initial: Result, _ body: (inout RecordReader) throws(CodecError) -> Result
    ) throws(CodecError) -> Result {
        var result = initial
        var failure: CodecError?
        unsafe consume { source in
            var reader = unsafe RecordReader(source)
            do throws(CodecError) {
                result = try body(&reader)
            } catch {
                failure = error
            }
            return reader.position
        }
        if let failure { throw failure }
        return result
    }

    /// Appends the first `count` bytes to a buffer without taking them. False if there is no memory for them.
    func copy(_ count: Int, to buffer: inout GrowableBuffer<UInt8>) -> Bool {
        var isCopied = false
        unsafe peek { source in
            isCopied = unsafe buffer.append(RecordReader(source).peek(count))
        }
        return isCopied
    }
}

extension OutputCursor {
    /// Lets `body` write text into the room, and counts what it has written, even if it throws. Without room it is not called.
    @_lifetime(self: copy self)
    mutating func write<Result>(
        _ initial: Result, _ body: (inout TextWriter) throws(CodecError) -> Result
    ) throws(CodecError) -> Result {
        var result = initial
        var failure: CodecError?
        unsafe produce { room in
            guard let base = room.baseAddress, room.count > 0 else { return 0 }
            var writer = unsafe TextWriter(base.assumingMemoryBound(to: UInt8.self), count: room.count)
            do throws(CodecError) {
                result = try body(&writer)
            } catch {
                failure = error
            }
            return room.count &- writer.room
        }
        if let failure { throw failure }
        return result
    }
}
