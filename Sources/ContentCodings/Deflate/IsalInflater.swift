#if WSE_ISAL
    internal import Bytes
    internal import CIsal
    internal import CodecKit

    /// Decompresses deflated data with ISA-L, more than twice as fast as zlib. Header and trailer are not left to it, since its
    /// own reader of gzip headers takes reserved flags and refuses a checksum of the header that comes in pieces.
    ///
    /// Safe because `state` has the size that ISA-L wants, and ISA-L has set it up before `init` returns.
    @safe
    struct IsalInflater: InflateEngine, ~Copyable {
        private let state: RawBuffer

        init() throws(CodecError) {
            guard let state = RawBuffer(byteCount: wse_isal_inflater_size()) else { throw .outOfMemory }
            self.state = state
            begin()
        }

        func begin() {
            unsafe wse_isal_inflate_begin(state.bytes.baseAddress)
        }

        @_lifetime(input: copy input)
        @_lifetime(output: copy output)
        func process(_ input: inout InputCursor, into output: inout OutputCursor) throws(CodecError) -> Progress {
            while true {
                let (consumed, produced) = (input.consumed, output.produced)
                let status = exchange(&input, &output, hasFailed: { $0 < wse_isal_goes_on }) {
                    unsafe wse_isal_inflate(
                        state.bytes.baseAddress, &$0.availableIn, &$0.nextIn, &$0.availableOut, &$0.nextOut)
                }
                guard status >= wse_isal_goes_on else { throw failure(status) }
                if status == wse_isal_finished { return .finished }
                if output.isFull { return .outputFull }
                if input.isEmpty { return .needsInput }
                guard input.consumed > consumed || output.produced > produced else {
                    throw .invalidFormat("ISA-L makes no progress")
                }
            }
        }

        /// In zlib's words, as far as it has any for the same.
        private func failure(_ status: Int32) -> CodecError {
            let detail: StaticString =
                switch status {
                case ISAL_INVALID_BLOCK: "invalid block\0"
                case ISAL_INVALID_LOOKBACK: "invalid distance too far back\0"
                default: "invalid code\0"
                }
            return .invalidFormat("malformed data", constantDetail: detail)
        }
    }
#endif
