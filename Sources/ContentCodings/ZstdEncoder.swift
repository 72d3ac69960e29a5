internal import Bytes
internal import CZstd
internal import CodecKit

/// The zstd coding (RFC 8878, RFC 9659).
///
/// Safe because only this type, which frees the context, knows its address.
@safe
struct ZstdEncoder: SizedCodec, ~Copyable {
    /// If the library is shown a message as a whole, it knows the size, writes it into the frame and chooses its tables to
    /// suit: 60 KB in place of 3.6 MB for 1.7 KiB at level 3. From level 5 on that is faster, too; below, up to a tenth
    /// slower. Longer messages gain little.
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
        // Four bytes by which a damaged message is recognised. zstd(1) writes them, too; the library by itself would not.
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
            let left = exchange(&input, &output) {
                unsafe wse_zstd_compress(
                    context, isLast ? ZSTD_e_end : ZSTD_e_continue, &$0.availableIn, &$0.nextIn, &$0.availableOut,
                    &$0.nextOut)
            }
            if ZSTD_isError(left) != 0 { throw .zstd(left, "zstd cannot encode this") }
            if isLast && left == 0 {
                isFrameOver = true
                return .finished
            }
            if output.isFull { return .outputFull }
            if input.isEmpty && !isLast { return .needsInput }
        }
    }

    /// Ends a block, and writes it.
    @_lifetime(output: copy output)
    mutating func flush(into output: inout OutputCursor) throws(CodecError) -> Bool {
        var nothing = InputCursor(ByteText())
        let left = exchange(&nothing, &output) {
            unsafe wse_zstd_compress(
                context, ZSTD_e_flush, &$0.availableIn, &$0.nextIn, &$0.availableOut, &$0.nextOut)
        }
        if ZSTD_isError(left) != 0 { throw .zstd(left, "zstd cannot encode this") }
        return left == 0
    }
}
