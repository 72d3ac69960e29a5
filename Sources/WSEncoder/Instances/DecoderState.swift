internal import Bytes
internal import CWSEncoder
internal import CodecKit

/// The memory of a decoder instance.
@safe
struct DecoderState: ~Copyable {
    var hostCompletion = HostCompletion()
    let codecTable: UnsafeMutablePointer<CodecTable>
    let isPassthrough: Bool
    var phase = DecoderPhase.idle
    var outcome: MessageOutcome
    /// Decode may come before GetContentType.
    var isReadAhead = false

    let read: WS_READ_CALLBACK
    let readContext: UnsafeMutableRawPointer?
    let codec: AnyCodec
    /// What the source has given of the message, and what the host was given.
    var budget: DecodingBudget

    var contentType = WideString()

    /// What the source gave and the codec has not taken: from `begin` to `end`. Allocated with the first message.
    var chunk = RawBuffer()
    var begin = 0
    var end = 0
    /// The source has said that there is no more.
    var isAtEnd = false
    /// The codec knows that there is no more.
    var isEndTold = false
    /// What the codec said last.
    var progress = Progress.needsInput
    /// The bytes of the message that the codec has taken.
    var taken: UInt64 = 0

    /// The operation under way: what the host wants filled.
    var destination: UnsafeMutableRawPointer?
    var capacity: ULONG = 0
    var length: UnsafeMutablePointer<ULONG>?
    var delivered: ULONG = 0
    var error = ErrorHandle.none

    /// What the source is asked to fill, and, for a codec that passes through, what it gave.
    var target: UnsafeMutableRawPointer?
    var targetSize: ULONG = 0
    var passed: ULONG?

    init(
        _ codecTable: UnsafeMutablePointer<CodecTable>, _ read: @escaping WS_READ_CALLBACK,
        _ readContext: UnsafeMutableRawPointer?
    ) throws(CodecError) {
        unsafe self.codecTable = codecTable
        unsafe self.read = read
        unsafe self.readContext = readContext
        isPassthrough = unsafe codecTable.pointee.isPassthrough
        var outcome = MessageOutcome(.decoder)
        if !isPassthrough {
            unsafe outcome.findChain(behind: unsafeBitCast(read, to: UnsafeMutableRawPointer.self), readContext)
        }
        self.outcome = outcome
        budget = unsafe DecodingBudget(codecTable.pointee.settings.limits)
        codec = try unsafe codecTable.pointee.makeCodec()
        hostCompletion.convention = unsafe codecTable.pointee.convention
        unsafe destination = nil
        unsafe length = nil
        unsafe target = nil
        unsafe CodecTable.retain(codecTable)
    }

    deinit {
        unsafe CodecTable.release(codecTable)
    }
}
