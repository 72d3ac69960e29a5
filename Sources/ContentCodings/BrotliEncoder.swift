internal import Bytes
internal import CBrotli
internal import CodecKit

/// The br coding (RFC 7932). The C library cannot reset an encoder, so that each message gets a new one.
///
/// Safe because the shim keeps track of what the encoder has allocated and whether there is one, and only this type,
/// which frees it, knows the address.
@safe
struct BrotliEncoder: SizedCodec, ~Copyable {
    /// What fits into a window of 64 KiB (RFC 7932, section 9.1). The library then also takes tables to suit: half the memory,
    /// a ratio no worse, and at quality 9 fifteen times the speed on a message of 1.7 KiB.
    static var stagingLimit: Int { 1 << 16 &- 16 }
    private static var smallWindowBits: UInt32 { 16 }

    /// 256 KiB: at the default quality it costs 0.5 % of the ratio that the largest window reaches, and a sixth of its memory.
    private static var windowBits: UInt32 { 18 }

    private let quality: UInt32
    private let encoder: UnsafeMutablePointer<wse_brotli_encoder>

    init(quality: UInt32) throws(CodecError) {
        self.quality = quality
        guard let encoder = unsafe try? Memory.allocate(wse_brotli_encoder.self) else { throw .outOfMemory }
        unsafe self.encoder = encoder
        unsafe wse_brotli_init(encoder)
    }

    deinit {
        unsafe wse_brotli_free_all(encoder)
        unsafe Memory.free(encoder)
    }

    mutating func begin(size: Int?) throws(CodecError) {
        let windowBits = size == nil ? Self.windowBits : Self.smallWindowBits
        guard unsafe wse_brotli_begin(encoder, quality, windowBits) else { throw .outOfMemory }
    }

    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    mutating func process(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) -> Progress {
        while true {
            let result = compress(&input, into: &output, isLast ? BROTLI_OPERATION_FINISH : BROTLI_OPERATION_PROCESS)
            if result == wse_brotli_finished { return .finished }
            if result == wse_brotli_out_of_memory { throw .outOfMemory }
            if output.isFull { return .outputFull }
            if input.isEmpty && !isLast { return .needsInput }
        }
    }

    /// Ends a meta-block at a whole byte, and writes it.
    @_lifetime(output: copy output)
    mutating func flush(into output: inout OutputCursor) throws(CodecError) -> Bool {
        var nothing = InputCursor(ByteText())
        let result = compress(&nothing, into: &output, BROTLI_OPERATION_FLUSH)
        if result == wse_brotli_out_of_memory { throw .outOfMemory }
        return result == wse_brotli_idle
    }

    @inline(__always)
    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    private func compress(
        _ input: inout InputCursor, into output: inout OutputCursor, _ operation: BrotliEncoderOperation
    ) -> wse_brotli_result {
        exchange(&input, &output) {
            unsafe wse_brotli_compress(encoder, operation, &$0.availableIn, &$0.nextIn, &$0.availableOut, &$0.nextOut)
        }
    }
}
