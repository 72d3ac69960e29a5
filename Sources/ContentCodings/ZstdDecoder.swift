internal import Bytes
internal import CZstd
internal import CodecKit

/// Takes any number of zstd frames in a row, skippable ones among them (RFC 8878, section 3.1), and nothing else. Without one
/// the message is empty.
///
/// Safe because only this type, which frees the context, knows its address.
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
                var frame = header.isEmpty ? InputCursor(input.rest) : InputCursor(ByteText())
                try header.take(&input, maxWindowSize: maxWindowSize)
                if !header.isComplete { return .needsInput }
                if decodeWhole(&frame, into: &output) {
                    input.skip(frame.consumed &- header.all.byteCount)
                    isBetweenFrames = true
                    continue
                }
                try handOverHeader()
                if isBetweenFrames { continue }
            }
            let taken = input.consumed
            let written = output.produced
            let hint = decompress(&input, into: &output)
            if ZSTD_isError(hint) != 0 { throw .zstd(hint, "malformed data") }
            frameSize &+= UInt64(truncatingIfNeeded: output.produced &- written)
            isBetweenFrames = hint == 0
            if isBetweenFrames {
                // The C library does not compare the two if the last block is empty.
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

    /// Decodes a frame at one go, without the C library's buffers: a frame that is all there, header included, and that
    /// declares a size for which there is room. Returns false, with nothing taken, if it is no such frame, and also if it is
    /// damaged: the other way then says how, as it does if the frame comes in pieces.
    ///
    /// No match that reaches back to the first byte of such a frame leaves its window, which the C library does not check.
    @_lifetime(frame: copy frame)
    @_lifetime(output: copy output)
    private func decodeWhole(_ frame: inout InputCursor, into output: inout OutputCursor) -> Bool {
        guard !frame.isEmpty, let size = header.sizeWithinWindow, size <= UInt64(output.room) else { return false }
        let written = exchange(&frame, &output, hasFailed: { ZSTD_isError($0) != 0 }) {
            unsafe wse_zstd_decompress_frame(
                context, &$0.availableIn, &$0.nextIn, &$0.availableOut, &$0.nextOut)
        }
        return ZSTD_isError(written) == 0
    }

    /// Hands the header to the C library by itself, with no room for output: if it were shown more, it would decode a frame
    /// that fits at one go, by rules of its own, or take the rest of a split header for another frame.
    private mutating func handOverHeader() throws(CodecError) {
        var bytes = InputCursor(header.all)
        var nothing = OutputCursor(OutputRawSpan())
        let hint = decompress(&bytes, into: &nothing)
        if ZSTD_isError(hint) != 0 { throw .zstd(hint, "malformed data") }
        // A skippable frame may be nothing but its header.
        isBetweenFrames = hint == 0
    }

    /// Returns 0 at the end of a frame, a hint of how much is wanted next inside one, or an error.
    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    private func decompress(_ input: inout InputCursor, into output: inout OutputCursor) -> Int {
        exchange(&input, &output, hasFailed: { ZSTD_isError($0) != 0 }) {
            unsafe wse_zstd_decompress(context, &$0.availableIn, &$0.nextIn, &$0.availableOut, &$0.nextOut)
        }
    }
}
