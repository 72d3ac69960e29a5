internal import Bytes
internal import CodecKit

/// What a codec has made and the output had no room for: a character or a declaration.
struct PendingOutput: ~Copyable {
    private var bytes = GrowableBuffer<UInt8>()
    private var first = 0

    mutating func empty() {
        bytes.removeAll()
        first = 0
    }

    /// Appends the `count` lowest bytes of a word, the lowest first.
    mutating func put(_ bytes: (word: UInt32, count: Int)) throws(CodecError) {
        guard self.bytes.append(bytes.word, count: bytes.count) else { throw .outOfMemory }
    }

    /// Appends text.
    mutating func put(_ text: ByteText) throws(CodecError) {
        guard bytes.append(text) else { throw .outOfMemory }
    }

    /// Appends ASCII text in UTF-16 or, without an order, as it is.
    mutating func put(ascii text: ByteText, _ order: ByteOrder?) throws(CodecError) {
        guard let order else { return try put(text) }
        for index in 0..<text.count { try put((UInt32(order.bytes(of: UInt16(text[index]))), 2)) }
    }

    /// Moves as much to the output as it has room for. Returns whether that was all.
    @inline(__always)
    @_lifetime(output: copy output)
    mutating func move(to output: inout OutputCursor) -> Bool {
        bytes.count == 0 || moveAny(to: &output)
    }

    @inline(never)
    @_lifetime(output: copy output)
    private mutating func moveAny(to output: inout OutputCursor) -> Bool {
        let rest = bytes.text.dropFirst(first)
        var input = InputCursor(rest)
        output.append(from: &input)
        first &+= input.consumed
        guard first == bytes.count else { return false }
        empty()
        return true
    }
}
