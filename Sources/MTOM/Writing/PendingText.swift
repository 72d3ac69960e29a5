internal import Bytes

/// Short text on its way out: put together here, and handed on as far as there is room.
struct PendingText: ~Copyable {
    private var bytes = GrowableBuffer<UInt8>()
    private var handedOn = 0
    /// Whether there was no memory for some of it, which ends the message.
    private(set) var hasFailed = false

    var isEmpty: Bool { handedOn == bytes.count }

    /// All that has been appended since nothing waited.
    var text: ByteText { bytes.text }

    /// Forgets what waits.
    mutating func removeAll() {
        bytes.removeAll()
        handedOn = 0
        hasFailed = false
    }

    mutating func append(_ text: ByteText) {
        if !bytes.append(text) { hasFailed = true }
    }

    mutating func append(_ text: StaticString) { append(ByteText(text)) }

    mutating func append(_ byte: UInt8) {
        if !bytes.append(byte) { hasFailed = true }
    }

    /// Appends a number in decimal.
    mutating func append(decimal value: Int) {
        var divisor = 1
        while value / divisor >= 10 { divisor &*= 10 }
        while divisor > 0 {
            append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: value / divisor % 10))
            divisor /= 10
        }
    }

    /// Appends the low `count` bytes of a word, up to four, the lowest first.
    mutating func append(_ word: UInt32, count: Int) {
        if !bytes.append(word, count: count) { hasFailed = true }
    }

    /// Hands on as much as there is room for.
    @_lifetime(output: copy output)
    mutating func drain(_ output: inout OutputCursor) {
        handedOn &+= output.append(bytes.text.dropFirst(handedOn))
        if isEmpty {
            bytes.removeAll()
            handedOn = 0
        }
    }
}
