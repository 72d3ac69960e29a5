internal import Bytes
internal import CWSEncoder
internal import CodecKit

/// The state of an encoder instance.
struct EncoderState: ~Copyable {
    /// The table that the instance was created from, to which it holds a reference.
    let codecTable: Reference<CodecTable>
    let isPassthrough: Bool
    /// Whether the host's bytes are passed on to a sink of the platform's own calling convention.
    let isDirect: Bool
    var phase = EncoderPhase.idle
    /// The codec has produced all of the message.
    var isComplete = false
    /// The operation under way is the end of the message.
    var isEnd = false
    var flush = Flush.none
    var outcome: MessageOutcome

    let sink: HostSink
    let codec: AnyCodec

    var contentType = WideString()
    var contentEncoding = WideString()

    /// What is ready for the sink: the first `filled` bytes. Allocated with the first message.
    var chunk = RawBuffer()
    var filled = 0
    /// The bytes of the message that the codec has taken.
    var taken: UInt64 = 0
    /// How many it had taken when it was last flushed.
    var flushed: UInt64 = 0

    /// The operation under way: what the host passed, and how far it has been read.
    var input = HostBufferReader(.none)
    var error = ErrorHandle.none

    /// How far the operation under way has come if it is a flush.
    enum Flush: UInt8 {
        /// It is none.
        case none
        /// The codec may hold bytes back.
        case begun
        /// The sink may not have got all yet.
        case written
    }

    init(_ codecTable: Reference<CodecTable>, _ sink: HostSink) throws(CodecError) {
        self.codecTable = codecTable
        self.sink = sink
        isPassthrough = codecTable.value.isPassthrough
        var outcome = MessageOutcome(.encoder)
        if !isPassthrough { outcome.findChain(of: sink.bound(codecTable.value.convention)) }
        self.outcome = outcome
        isDirect = isPassthrough && codecTable.value.convention == .native
        codec = try codecTable.value.makeCodec()
        codecTable.object.retain()
    }

    deinit {
        codecTable.object.release()
    }
}
