internal import Bytes
internal import XMLText

extension GrowableBuffer where Element == UInt8 {
    /// A writer into the memory after the last byte. Valid until the buffer grows.
    var writer: TextWriter { unsafe TextWriter(base + count, count: capacity &- count) }

    /// Counts the bytes that a writer made by `writer` has written.
    mutating func extend(to writer: TextWriter) {
        extend(by: capacity &- count &- writer.room)
    }
}
