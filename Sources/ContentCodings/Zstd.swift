internal import Bytes
internal import CZstd
public import CodecKit

extension CodecDescription {
    /// RFC 9659 bounds the window of the content coding to 8 MiB.
    public static var zstd: CodecDescription {
        CodecDescription(
            name: "zstd", contentEncoding: "zstd", levels: .init(-131_072, through: 22, standard: 3),
            defaultMaxWindowSize: 8 << 20,
            makeEncoder: { (options) throws(CodecError) in
                try AnyCodec(Staged(ZstdEncoder(level: options.level), upTo: ZstdEncoder.stagingLimit))
            },
            makeDecoder: { (options) throws(CodecError) in try AnyCodec(ZstdDecoder(maxWindowSize: options.maxWindowSize)) })
    }
}

/// The zstd coding (RFC 8878, RFC 9659).
@safe
struct ZstdEncoder: SizedCodec, ~Copyable {
    /// Of a message that it is shown as a whole the library knows the size, which it writes into the frame, and for which it
    /// takes tables to suit: for one of 1.7 KiB at level 3 60 KB in place of 3.6 MB. From level 5 on that is faster, too, below
    /// up to a tenth slower. What is longer gains little.
    static var stagingLimit: Int { 1 << 16 }

    /// RFC 9659 bounds the window of the content coding to 8 MiB; only levels above 19 would choose a larger one.
    private static var maxWindowLog: Int32 { 23 }
    private static var highestLevelWithinWindow: Int32 { 19 }

    private let context: OpaquePointer
    /// Whether the frame has been ended: to end it once more would begin another.
    private var isFrameOver = false

    init(level: Int32) throws(CodecError) {
        guard let context = unsafe ZSTD_createCCtx() else { throw .outOfMemory }
        unsafe self.context = context
        unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level)
        // Four bytes for which a damaged message is not taken for another. zstd(1) writes them, too; the library would not.
        unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
        if level > Self.highestLevelWithinWindow {
            unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, Self.maxWindowLog)
        }
    }

    deinit {
        unsafe ZSTD_freeCCtx(context)
    }

    mutating func begin(size: Int?) {
        unsafe ZSTD_CCtx_reset(context, ZSTD_reset_session_only)
        isFrameOver = false
    }

    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    mutating func process(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) -> Progress {
        if isFrameOver { return .finished }
        while true {
            // What is still to be flushed, or an error.
            let left = unsafe exchange(&input, &output, initial: 0) { source, room in
                var from = unsafe ZSTD_inBuffer(src: source.baseAddress, size: source.count, pos: 0)
                var to = unsafe ZSTD_outBuffer(dst: room.baseAddress, size: room.count, pos: 0)
                let left = unsafe ZSTD_compressStream2(context, &to, &from, isLast ? ZSTD_e_end : ZSTD_e_continue)
                return unsafe Exchange(status: left, consumed: from.pos, produced: to.pos)
            }
            if ZSTD_isError(left) != 0 { throw failure(left, "zstd cannot encode this") }
            if isLast && left == 0 {
                isFrameOver = true
                return .finished
            }
            if output.isFull { return .outputFull }
            if input.isEmpty && !isLast { return .needsInput }
        }
    }
}

/// Takes any number of zstd frames in a row, skippable ones among them (RFC 8878, section 3.1), and nothing else. Without one
/// the message is empty.
@safe
struct ZstdDecoder: Codec, ~Copyable {
    /// The largest that the C library takes: it is `header` that holds frames to the limit.
    private static var maxWindowLog: Int32 { MemoryLayout<Int>.size == 8 ? 31 : 30 }

    private let context: OpaquePointer
    private let maxWindowSize: UInt32
    private var header = ZstdFrameHeader()
    /// The bytes that the frame has decoded to so far.
    private var frameSize: UInt64 = 0
    /// Whether the input so far ends where a frame does.
    private var isBetweenFrames = true

    init(maxWindowSize: UInt32) throws(CodecError) {
        guard let context = unsafe ZSTD_createDCtx() else { throw .outOfMemory }
        unsafe self.context = context
        self.maxWindowSize = maxWindowSize
        unsafe ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, Self.maxWindowLog)
    }

    deinit {
        unsafe ZSTD_freeDCtx(context)
    }

    var inputFormat: MessageFormat? { .zstd }

    mutating func begin() throws(CodecError) {
        unsafe ZSTD_DCtx_reset(context, ZSTD_reset_session_only)
        isBetweenFrames = true
    }

    private mutating func beginFrame() {
        header = ZstdFrameHeader()
        frameSize = 0
        isBetweenFrames = false
    }

    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    mutating func process(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) -> Progress {
        while true {
            if isBetweenFrames {
                if input.isEmpty { return isLast ? .finished : .mayEnd }
                beginFrame()
            }
            if !header.isComplete {
                try readHeader(&input)
                if !header.isComplete { return .needsInput }
                if isBetweenFrames { continue }
            }
            let taken = input.consumed
            let written = output.produced
            // 0 at the end of a frame, a hint of what is wanted next inside one, or an error.
            let hint = unsafe exchange(&input, &output, initial: 0) { source, room in
                var from = unsafe ZSTD_inBuffer(src: source.baseAddress, size: source.count, pos: 0)
                var to = unsafe ZSTD_outBuffer(dst: room.baseAddress, size: room.count, pos: 0)
                let hint = unsafe ZSTD_decompressStream(context, &to, &from)
                return unsafe Exchange(status: hint, consumed: from.pos, produced: to.pos)
            }
            if ZSTD_isError(hint) != 0 { throw failure(hint, "malformed data") }
            frameSize &+= UInt64(truncatingIfNeeded: output.produced &- written)
            isBetweenFrames = hint == 0
            if isBetweenFrames {
                // Which the C library does not compare when the last block is empty.
                guard frameSize == header.declaredContentSize ?? frameSize else {
                    throw .invalidFormat("the frame does not decode to the size that it declares")
                }
            } else {
                if output.isFull { return .outputFull }
                if input.isEmpty { return .needsInput }
                guard input.consumed > taken || output.produced > written else {
                    throw .invalidFormat("zstd makes no progress")
                }
            }
        }
    }

    /// Takes the header off the input and hands it to the C library by itself, with no room for output: shown more, that would
    /// decode a frame that fits at one go, by rules of its own, or take the rest of a split header for another frame.
    @_lifetime(input: copy input)
    private mutating func readHeader(_ input: inout InputCursor) throws(CodecError) {
        var taken = 0
        do throws(CodecError) {
            try unsafe input.peek { (source) throws(CodecError) in
                try unsafe header.take(source, maxWindowSize: maxWindowSize, taken: &taken)
            }
        } catch {
            input.skip(taken)
            throw error
        }
        input.skip(taken)
        guard header.isComplete else { return }
        let hint = unsafe header.withBytes { bytes in
            var from = unsafe ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
            var to = unsafe ZSTD_outBuffer(dst: nil, size: 0, pos: 0)
            return unsafe ZSTD_decompressStream(context, &to, &from)
        }
        if ZSTD_isError(hint) != 0 { throw failure(hint, "malformed data") }
        // A skippable frame may be nothing but its header.
        isBetweenFrames = hint == 0
    }
}

/// What the C library's code for a failure stands for; `reason` if it is not memory.
private func failure(_ code: Int, _ reason: StaticString) -> CodecError {
    if ZSTD_getErrorCode(code) == ZSTD_error_memory_allocation { return .outOfMemory }
    return unsafe .invalidFormat(reason, detail: ZSTD_getErrorName(code))
}
