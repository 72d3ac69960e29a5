public import Bytes

/// A transform of bytes, such as compression or its reverse, that can stop at any byte of input and at any byte of output and
/// go on later. It knows nothing of callbacks, phases or HRESULTs.
///
/// Its owner, a pump or a `Pipeline`, calls it like this, for one message after the other:
///
/// 1. `relabel`, if it is an encoder that labels its messages itself. The last call before `begin` counts.
/// 2. `begin`, once.
/// 3. `relabel`, at most once, if it is a decoder that labels its messages itself; and `skipDecompression`, at most once, if
///    the label of the message says that it is not compressed.
/// 4. `process`, until it returns `.finished` or throws; in between, `flush` any number of times if it is an encoder. After an
///    error, only step 5 or the next message may follow.
/// 5. `commit` or `abandon`, at most one of them and at most once. Neither is called if the message failed and the other side
///    cannot have seen any of it. The owner may learn late what became of a message: an encoder may be asked for the label of
///    the next one before that, and `commit` or `abandon` is always called before `begin`.
///
/// The owner asks `inputFormat` once, when the codec has been made, and `deinit` may come after any step.
///
/// **The end of a message** is judged by the codec alone, in both directions: unless `process` has returned `.finished` before,
/// the owner calls it with `isLast`, together with the last byte or, with no input, after it. An empty message is no exception.
/// The owner neither assumes that an empty message encodes to something nor that a decoder needs a byte of input: it calls
/// `process` with no input and `isLast`, and that call may be the only one. A codec that maps the empty message to the empty
/// message returns `.finished`; one whose encoded form cannot be empty writes that form, or returns `.needsInput` as a decoder.
public protocol Codec: ~Copyable {
    /// Begins a message. If the message before was neither committed nor abandoned, no byte of it has left the codec's owner,
    /// and the codec forgets it. Throws `.outOfStep` if an abandoned message has left it uncertain what later messages may
    /// build on.
    mutating func begin() throws(CodecError)

    /// Replaces the content type of a message as it enters the codec by that of the message as it leaves it. Called only if
    /// `CodecDescription.labels` is `.own`. `type` is HTTP's Content-Type, or empty if nobody has told; `MediaType` reads it.
    /// When it throws, `type` is as it was, and the message fails.
    ///
    /// - An encoder is told before `begin`, while the message before may still wait for `commit` or `abandon`. What it is told
    ///   is for the next message and must not change that one. Several calls may precede `begin`, of which the last one
    ///   counts, and a call may be followed by no message at all.
    /// - A decoder is told after `begin`, at most once a message, and usually before the first byte. But a link of a chain may
    ///   read ahead, so that `process` has been called and has perhaps even returned `.finished`. And whoever lists a message
    ///   tells nothing. A decoder that has not been told decodes all the same, and decides by the first bytes of the message,
    ///   as it does for an empty type. When it is told later, it answers as if it had been told in time, or throws if it would
    ///   then have decoded the message differently.
    ///
    /// `link` is as for `skipDecompression`.
    mutating func relabel(_ type: inout WideString, link: Int) throws(ContentTypeRefusal)

    /// Takes input and writes output until one of them runs out or the message is complete.
    ///
    /// - `output` has room when the call begins.
    /// - `isLast` says that nothing follows `input`. Once true, it stays true until the message is complete.
    /// - `.needsInput` and `.mayEnd` mean that all input has been taken; `.outputFull` means that there is no room left. Every
    ///   call takes or writes at least one byte, unless it returns `.needsInput`, `.mayEnd` or `.finished` for want of input.
    /// - With `isLast`, `.mayEnd` means the same as `.finished`, and `.needsInput` means that the message is incomplete, which
    ///   the owner reports as an error.
    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    mutating func process(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) -> Progress

    /// Writes what it holds back of the input taken so far, in a form from which the decoder of the peer can decode as much as
    /// the format allows. The message goes on afterwards as if nothing had happened, and decodes to the same.
    ///
    /// Only encoders are asked, after a `process` without `isLast` that returned `.needsInput` or `.mayEnd`. The owner repeats
    /// the call, with more room, until it returns true, and calls nothing but `begin`, `commit` or `abandon` in between. It
    /// does not ask again before the codec has taken more input.
    ///
    /// - `output` has room when the call begins.
    /// - Returns whether all of it has been written. If not, there is no room left.
    ///
    /// What a message adds for later ones to build on remains provisional until `commit`. What of the input stays behind is for
    /// the codec to document: what has no meaning yet, such as half a tag, or what the format sends last.
    @_lifetime(output: copy output)
    mutating func flush(into output: inout OutputCursor) throws(CodecError) -> Bool

    /// The format of its input, so that an error can say which format the input has instead; nil if it takes any bytes.
    var inputFormat: MessageFormat? { get }

    /// The whole message has succeeded: in every codec that it passed through, at the sink or source, and in the host's call
    /// that ended it. Whatever the message has added for later messages to build on, such as the strings of a session, was
    /// provisional until now; from now on both sides have it.
    mutating func commit()

    /// The message has failed after bytes of it may have been sent or received, so that one side may know what the other does
    /// not. A codec whose messages build on earlier ones must refuse to begin another.
    ///
    /// A decoder's message is abandoned even if no byte of it has come as far as this codec.
    mutating func abandon()

    /// The message that has begun is not compressed: its bytes bypass the decompression that decoding otherwise starts with.
    /// Called only where `CodecDescription.compression` is not nil. `link` is the index of the codec in a pipeline, counted in
    /// the order in which bytes pass through it; a codec that is not a pipeline ignores it.
    mutating func skipDecompression(link: Int)
}

extension Codec where Self: ~Copyable {
    /// Does nothing: most codecs carry nothing from one message to the next.
    public mutating func commit() {}

    /// Does nothing: most codecs carry nothing from one message to the next.
    public mutating func abandon() {}

    /// Leaves the type as it is: most codecs do not change it, or always in the same way, which their description tells.
    public mutating func relabel(_ type: inout WideString, link: Int) throws(ContentTypeRefusal) {}

    /// Does nothing: most codecs have no decompression to skip.
    public mutating func skipDecompression(link: Int) {}

    /// Does nothing: `process` of most codecs has written all that it can.
    @_lifetime(output: copy output)
    public mutating func flush(into output: inout OutputCursor) throws(CodecError) -> Bool { true }

    public var inputFormat: MessageFormat? { nil }
}
