internal import Bytes
internal import CBrotli
public import CodecKit

extension CodecDescription {
    /// Quality 5 is as fast as zlib's level 6 and compresses better; the library's own default, 11, is for files that are
    /// compressed once. The largest window of RFC 7932 is 16 MiB.
    public static var brotli: CodecDescription {
        CodecDescription(
            name: "br", contentEncoding: "br", levels: .init(0, through: 11, standard: 5),
            defaultMaxWindowSize: 16 << 20,
            makeEncoder: { (options) throws(CodecError) in
                try AnyCodec(Staged(BrotliEncoder(quality: UInt32(clamping: options.level)), upTo: BrotliEncoder.stagingLimit))
            },
            makeDecoder: { (options) throws(CodecError) in
                try AnyCodec(BrotliDecoder(maxWindowSize: options.maxWindowSize))
            })
    }
}

/// The br coding (RFC 7932). The C library cannot reset an encoder, so that each message gets a new one.
@safe
struct BrotliEncoder: SizedCodec, ~Copyable {
    /// What fits into a window of 64 KiB (RFC 7932, section 9.1). The library then also takes tables to suit: half the memory,
    /// a ratio no worse, and at quality 9 fifteen times the speed on a message of 1.7 KiB.
    static var stagingLimit: Int { 1 << 16 &- 16 }
    private static var smallWindowBits: UInt32 { 16 }

    /// 256 KiB: at the default quality it costs 0.5 % of the ratio that the largest window reaches, and a sixth of its memory.
    private static var windowBits: UInt32 { 18 }

    private let quality: UInt32
    private let memory: UnsafeMutablePointer<wse_brotli_memory>
    private var encoder: OpaquePointer?

    init(quality: UInt32) throws(CodecError) {
        self.quality = quality
        do throws(OutOfMemory) {
            unsafe memory = try Memory.allocate(wse_brotli_memory.self)
        } catch {
            throw .outOfMemory
        }
        unsafe wse_brotli_memory_init(memory)
        unsafe encoder = nil
    }

    deinit {
        unsafe wse_brotli_free_all(memory)
        unsafe Memory.free(memory)
    }

    mutating func begin(size: Int?) throws(CodecError) {
        unsafe wse_brotli_free_all(memory)
        unsafe encoder = wse_brotli_create_encoder(memory)
        guard let encoder = unsafe encoder else { throw .outOfMemory }
        unsafe BrotliEncoderSetParameter(encoder, BROTLI_PARAM_QUALITY, quality)
        unsafe BrotliEncoderSetParameter(
            encoder, BROTLI_PARAM_LGWIN, size == nil ? Self.windowBits : Self.smallWindowBits)
    }

    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    mutating func process(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) -> Progress {
        guard let encoder = unsafe encoder else { throw .outOfMemory }
        let operation = isLast ? BROTLI_OPERATION_FINISH : BROTLI_OPERATION_PROCESS
        while true {
            let result = unsafe exchange(&input, &output, initial: wse_brotli_out_of_memory) { source, room in
                var next = unsafe source.baseAddress?.assumingMemoryBound(to: UInt8.self)
                var remaining = source.count
                var destination = unsafe room.baseAddress?.assumingMemoryBound(to: UInt8.self)
                var free = room.count
                let result = unsafe wse_brotli_compress(
                    memory, encoder, operation, &remaining, &next, &free, &destination)
                return Exchange(status: result, consumed: source.count &- remaining, produced: room.count &- free)
            }
            guard result == wse_brotli_done else {
                unsafe self.encoder = nil
                throw .outOfMemory
            }
            if unsafe BrotliEncoderIsFinished(encoder) != BROTLI_FALSE { return .finished }
            if output.isFull { return .outputFull }
            if input.isEmpty && !isLast { return .needsInput }
        }
    }
}

/// Takes one brotli stream, or no bytes at all for the empty message. The C library cannot reset a decoder, so that each
/// message gets a new one.
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
        let result = unsafe exchange(&input, &output, initial: BROTLI_DECODER_RESULT_ERROR) { source, room in
            var next = unsafe source.baseAddress?.assumingMemoryBound(to: UInt8.self)
            var remaining = source.count
            var destination = unsafe room.baseAddress?.assumingMemoryBound(to: UInt8.self)
            var free = room.count
            let result = unsafe BrotliDecoderDecompressStream(decoder, &remaining, &next, &free, &destination, nil)
            return Exchange(
                status: result, consumed: source.count &- remaining, produced: room.count &- free)
        }
        switch result {
        case BROTLI_DECODER_RESULT_SUCCESS: return .finished
        case BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT: return .needsInput
        case BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT: return .outputFull
        default:
            let code = unsafe BrotliDecoderGetErrorCode(decoder)
            // The codes of failed allocations, which the header keeps together.
            let allocation =
                BROTLI_DECODER_ERROR_ALLOC_BLOCK_TYPE_TREES.rawValue...BROTLI_DECODER_ERROR_ALLOC_CONTEXT_MODES.rawValue
            if allocation.contains(code.rawValue) { throw .outOfMemory }
            throw unsafe .invalidFormat("malformed data", detail: BrotliDecoderErrorString(code))
        }
    }

    /// Refuses a stream by the window size that its first bits declare (RFC 7932, section 9.1).
    private func checkWindow(_ first: UInt8) throws(CodecError) {
        let low = first >> 1 & 7
        let high = first >> 4 & 7
        let bits: UInt8 =
            if first & 1 == 0 { 16 } else if low != 0 { 17 &+ low } else if high == 0 { 17 } else { 8 &+ high }
        // High 1 is not of RFC 7932 but marks the "large window" extension, which the decoder itself refuses.
        guard UInt32(1) << UInt32(bits) <= maxWindowSize else {
            throw .quotaExceeded("the stream asks for too large a window", limit: UInt64(maxWindowSize), .maxWindowSize)
        }
    }
}
