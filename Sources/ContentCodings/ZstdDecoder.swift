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
                try readHeader(&input)
                if !header.isComplete { return .needsInput }
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

    /// Takes the header off the input and hands it to the C library by itself, with no room for output: if it were shown more,
    /// it would decode a frame that fits at one go, by rules of its own, or take the rest of a split header for another frame.
    @_lifetime(input: copy input)
    private mutating func readHeader(_ input: inout InputCursor) throws(CodecError) {
        try header.take(&input, maxWindowSize: maxWindowSize)
        guard header.isComplete else { return }
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
