internal import Bytes
internal import CWSEncoder
internal import CodecKit

/// The state of a decoder instance.
struct DecoderState: ~Copyable {
    /// The table that the instance was created from, to which it holds a reference.
    let codecTable: Reference<CodecTable>
    let isPassthrough: Bool
    var phase = DecoderPhase.idle
    var outcome: MessageOutcome
    /// Decode may come before GetContentType.
    var isReadAhead = false

    let source: HostSource
    let codec: AnyCodec

    var contentType = WideString()

    /// What the source fills. Allocated with the first message.
    var chunk = RawBuffer()
    /// What the codec has yet to take, in the chunk or where a message began.
    var input = ByteText()
    /// The source has said that there is no more.
    var isAtEnd = false
    /// The codec has been told that there is no more.
    var hasToldEnd = false
    /// What the codec said last.
    var progress = Progress.needsInput
    /// The codec has failed. The host is told why when it asks for more than what the codec had produced before.
    var hasFailed = false
    var failure: CodecError?
    /// The bytes of the message that the codec has taken.
    var taken: UInt64 = 0
    /// How much was read from the source and returned to the host, and the limits on both.
    var budget: DecodingBudget
    /// The message has failed because it is larger than allowed.
    var isTooLarge = false

    /// The operation under way: what the host wants filled, and where it wants to be told how much was.
    var destination = HostRoom.none
    var length: Reference<ULONG>?
    var delivered: ULONG = 0
    var error = ErrorHandle.none

    /// What the source is asked to fill.
    var target = HostRoom.none
    /// How many bytes the source wrote, if they are passed on unchanged.
    var passed: ULONG?

    init(_ codecTable: Reference<CodecTable>, _ source: HostSource) throws(CodecError) {
        self.codecTable = codecTable
        self.source = source
        isPassthrough = codecTable.value.isPassthrough
        var outcome = MessageOutcome(.decoder)
        if !isPassthrough { outcome.findChain(of: source.bound(codecTable.value.convention)) }
        self.outcome = outcome
        budget = DecodingBudget(codecTable.value.settings.limits)
        codec = try codecTable.value.makeCodec()
        codecTable.object.retain()
    }

    deinit {
        codecTable.object.release()
    }
}
