internal import Bytes
internal import CBrotli
internal import CodecKit

/// Takes one brotli stream, or no bytes at all for the empty message. The C library cannot reset a decoder, so that each
/// message gets a new one.
///
/// Safe because only this type, which frees the decoder, knows its address.
@safe
struct BrotliDecoder: Codec, ~Copyable {
    private let maxWindowSize: UInt32
    private var decoder: OpaquePointer?
    private var hasSeenWindow = false

    init(maxWindowSize: UInt32) {
        self.maxWindowSize = maxWindowSize
        unsafe decoder = nil
    }

    deinit {
        unsafe BrotliDecoderDestroyInstance(decoder)
    }

    var inputFormat: MessageFormat? { .brotli }

    mutating func begin() throws(CodecError) {
        unsafe BrotliDecoderDestroyInstance(decoder)
        unsafe decoder = BrotliDecoderCreateInstance(nil, nil, nil)
        hasSeenWindow = false
        if unsafe decoder == nil { throw .outOfMemory }
    }

    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    mutating func process(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) -> Progress {
        guard let decoder = unsafe decoder else { throw .outOfMemory }
        if !hasSeenWindow {
            guard let first = input.first else { return isLast ? .finished : .mayEnd }
            try checkWindow(first)
            hasSeenWindow = true
        }
        let result = exchange(&input, &output, hasFailed: { $0 == BROTLI_DECODER_RESULT_ERROR }) {
            unsafe wse_brotli_decompress(decoder, &$0.availableIn, &$0.nextIn, &$0.availableOut, &$0.nextOut)
        }
        switch result {
        case BROTLI_DECODER_RESULT_SUCCESS: return .finished
        // It says so even if it has decoded more than there was room for.
        case BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT:
            return unsafe output.isFull && BrotliDecoderHasMoreOutput(decoder) != 0 ? .outputFull : .needsInput
        case BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT: return .outputFull
        default:
            guard let failure = unsafe wse_brotli_failure(decoder) else { throw .outOfMemory }
            throw unsafe .invalidFormat("malformed data", detail: failure)
        }
    }

    /// Refuses a stream by the window size that its first bits declare (RFC 7932, section 9.1).
    private func checkWindow(_ first: UInt8) throws(CodecError) {
        let low = first >> 1 & 7
        let high = first >> 4 & 7
        let bits: UInt8 =
            if first & 1 == 0 { 16 } else if low != 0 { 17 &+ low } else if high == 0 { 17 } else { 8 &+ high }
        // 1 in `high` is not of RFC 7932 but marks the "large window" extension, which the decoder itself refuses.
        guard UInt32(1) << UInt32(bits) <= maxWindowSize else {
            throw .quotaExceeded("the stream asks for too large a window", limit: UInt64(maxWindowSize), .maxWindowSize)
        }
    }
}
