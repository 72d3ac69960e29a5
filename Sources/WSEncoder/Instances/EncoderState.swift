internal import Bytes
internal import CWSEncoder
internal import CodecKit

/// The memory of an encoder instance.
@safe
struct EncoderState: ~Copyable {
    var hostCompletion = HostCompletion()
    let codecTable: UnsafeMutablePointer<CodecTable>
    let isPassthrough: Bool
    /// Passes through, to a sink that can be called as it is.
    let isDirect: Bool
    var phase = EncoderPhase.idle
    /// The codec has given all of the message.
    var isComplete = false
    /// The operation under way is the end of the message.
    var isEnd = false
    var outcome: MessageOutcome

    let write: WS_WRITE_CALLBACK
    let writeContext: UnsafeMutableRawPointer?
    let codec: AnyCodec

    var contentType = WideString()
    var contentEncoding = WideString()

    /// What is ready for the sink: the first `filled` bytes. Allocated with the first message.
    var chunk = RawBuffer()
    var filled = 0
    /// The bytes of the message that the codec has taken.
    var taken: UInt64 = 0

    /// The operation under way: what the host gave, and how far it has been read.
    var buffers: UnsafePointer<WS_BYTES>?
    var count = 0
    var index = 0
    var offset = 0
    var error = ErrorHandle.none

    init(
        _ codecTable: UnsafeMutablePointer<CodecTable>, _ write: @escaping WS_WRITE_CALLBACK,
        _ writeContext: UnsafeMutableRawPointer?
    ) throws(CodecError) {
        unsafe self.codecTable = codecTable
        unsafe self.write = write
        unsafe self.writeContext = writeContext
        isPassthrough = unsafe codecTable.pointee.isPassthrough
        var outcome = MessageOutcome(.encoder)
        if !isPassthrough {
            unsafe outcome.findChain(behind: unsafeBitCast(write, to: UnsafeMutableRawPointer.self), writeContext)
        }
        self.outcome = outcome
        isDirect = unsafe isPassthrough && codecTable.pointee.convention == .native
        codec = try unsafe codecTable.pointee.makeCodec()
        hostCompletion.convention = unsafe codecTable.pointee.convention
        unsafe buffers = nil
        unsafe CodecTable.retain(codecTable)
    }

    deinit {
        unsafe CodecTable.release(codecTable)
    }
}
