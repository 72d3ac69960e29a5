#if WSE_ISAL
    internal import Bytes
    internal import CIsal
    internal import CodecKit

    /// Decompresses deflated data with ISA-L, in more than twice the speed of zlib. Header and trailer are not left to it,
    /// since its own reader of gzip headers takes reserved flags and refuses a checksum of the header that comes in pieces.
    @safe
    struct IsalInflater: InflateEngine, ~Copyable {
        private let state: UnsafeMutableRawPointer

        init() throws(CodecError) {
            do throws(OutOfMemory) {
                unsafe state = try Memory.allocate(byteCount: wse_isal_inflater_size())
            } catch {
                throw .outOfMemory
            }
        }

        deinit {
            unsafe Memory.free(state)
        }

        func begin() {
            unsafe wse_isal_inflate_begin(state)
        }

        @_lifetime(input: copy input)
        @_lifetime(output: copy output)
        func process(_ input: inout InputCursor, into output: inout OutputCursor) throws(CodecError) -> Progress {
            while true {
                var isFinished = false
                let (consumed, produced) = (input.consumed, output.produced)
                let status = unsafe exchange(&input, &output, initial: ISAL_DECOMP_OK) { source, room in
                    let result = unsafe wse_isal_inflate(
                        state, source.baseAddress, source.count, room.baseAddress, room.count)
                    isFinished = result.is_finished
                    return Exchange(
                        status: result.status, consumed: result.consumed, produced: result.produced)
                }
                guard status >= ISAL_DECOMP_OK else { throw failure(status) }
                if isFinished { return .finished }
                if output.isFull { return .outputFull }
                if input.isEmpty { return .needsInput }
                guard input.consumed > consumed || output.produced > produced else {
                    throw .invalidFormat("ISA-L makes no progress")
                }
            }
        }

        /// In the words of zlib, where it has the same.
        private func failure(_ status: Int32) -> CodecError {
            let detail: StaticString =
                switch status {
                case ISAL_INVALID_BLOCK: "invalid block\0"
                case ISAL_INVALID_LOOKBACK: "invalid distance too far back\0"
                default: "invalid code\0"
                }
            return unsafe .invalidFormat(
                "malformed data", detail: UnsafeRawPointer(detail.utf8Start).assumingMemoryBound(to: CChar.self))
        }
    }
#endif
