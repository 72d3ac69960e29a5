internal import CWSEncoder

/// Takes the output of a chunk codec. What does not fit into the host's buffer is held and passed on in the next calls.
@safe
public struct Sink: ~Copyable {
    /// The rest of the host's buffer during a call of the codec; empty otherwise.
    private var room = unsafe UnsafeMutableRawBufferPointer(start: nil, count: 0)
    private var written = 0
    private var held: HeldBytes
    /// Why bytes of this message could not be passed on. The message then fails, whatever the codec does.
    private var failure: CodecError?

    init(maxHeldSize: Int) {
        held = HeldBytes(limit: maxHeldSize, "the codec has more output than its maxHeldSize allows to hold")
    }

    /// Passes on bytes.
    ///
    /// Throws `WS_E_QUOTA_EXCEEDED` if more than `maxHeldSize` bytes would have to be held, and `E_OUTOFMEMORY`. Even if the
    /// codec catches the error, the message fails with it.
    public mutating func write(_ bytes: RawSpan) throws(CodecError) {
        try unsafe bytes.withUnsafeBytes { (bytes) throws(CodecError) in try unsafe write(contentsOf: bytes) }
    }

    /// Passes on bytes, such as those of an array or of Foundation's `Data`. Throws as `write` of a `RawSpan` does.
    public mutating func write(_ bytes: some Sequence<UInt8>) throws(CodecError) {
        let bytes = Array(bytes)
        let span = bytes.span
        try unsafe write(span.bytes)
    }

    /// Passes on the UTF-8 of a text. Throws as `write` of a `RawSpan` does.
    public mutating func write(_ text: String) throws(CodecError) { try write(text.utf8) }

    /// Passes on a byte. Throws as `write` of a `RawSpan` does.
    public mutating func write(_ byte: UInt8) throws(CodecError) {
        try unsafe withUnsafeBytes(of: byte) { (bytes) throws(CodecError) in try unsafe write(contentsOf: bytes) }
    }

    private mutating func write(contentsOf bytes: UnsafeRawBufferPointer) throws(CodecError) {
        if let failure { throw failure }
        // Once something is held, everything after it is.
        let count = held.isEmpty ? unsafe min(bytes.count, room.count &- written) : 0
        if count > 0 {
            let free = unsafe UnsafeMutableRawBufferPointer(rebasing: room[written...])
            unsafe free.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[..<count]))
            written &+= count
        }
        guard count < bytes.count else { return }
        do throws(CodecError) {
            try unsafe held.append(UnsafeRawBufferPointer(rebasing: bytes[count...]))
        } catch {
            failure = error
            throw error
        }
    }

    /// Whether bytes are held.
    var isHolding: Bool { !held.isEmpty }

    /// Begins a message: forgets what is held of the one before.
    mutating func reset() {
        held.reset()
        failure = nil
    }

    /// Passes on what is held, as far as there is room.
    @_lifetime(output: copy output)
    mutating func drain(into output: inout OutputCursor) {
        guard isHolding else { return }
        unsafe output.produce { room in unsafe held.take(into: room) }
    }

    /// Calls `body` with this sink, which writes to `output` first. Throws the failure of a write even if `body` does not.
    @_lifetime(output: copy output)
    mutating func passing(
        to output: inout OutputCursor, _ body: (inout Sink) throws(TransformFailure) -> Void
    ) throws(TransformFailure) {
        var thrown: TransformFailure?
        unsafe output.produce { room in
            unsafe self.room = unsafe room
            written = 0
            do throws(TransformFailure) { try body(&self) } catch { thrown = error }
            unsafe self.room = UnsafeMutableRawBufferPointer(start: nil, count: 0)
            return written
        }
        if let failure { throw failure.at(thrown.map { CodecError($0).position } ?? 0) }
        if let thrown { throw thrown }
    }
}

extension Array where Element == UInt8 {
    /// Adds a copy of the bytes of a span.
    public mutating func append(_ bytes: RawSpan) {
        unsafe bytes.withUnsafeBytes { bytes in unsafe append(contentsOf: bytes) }
    }
}
