#if WSE_ISAL
    internal import Bytes
    internal import CIsal
    internal import CodecKit

    /// Compresses with ISA-L, in any number of pieces: four times as fast as zlib at its level 1, and no worse.
    ///
    /// Safe because `state` has the size that ISA-L wants, and a message cannot go on before `begin` has filled it.
    @safe
    struct IsalDeflater: ~Copyable {
        /// ISA-L's own, of 0 to 3. At 1 it is no faster, and up to 0.8 % longer than zlib; at 3 it takes twice the time.
        private static var level: Int32 { 2 }

        private let format: Int32
        private let state: RawBuffer

        init(_ format: DeflateFormat) throws(CodecError) {
            self.format =
                switch format {
                case .zlib: IGZIP_ZLIB
                case .gzip: IGZIP_GZIP
                case .raw: IGZIP_DEFLATE
                }
            guard let state = RawBuffer(byteCount: wse_isal_deflater_size()) else { throw .outOfMemory }
            self.state = state
            begin()
        }

        func begin() {
            unsafe wse_isal_deflate_begin(state.bytes.baseAddress, Self.level, format)
        }

        @_lifetime(input: copy input)
        @_lifetime(output: copy output)
        func process(
            _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
        ) throws(CodecError) -> Progress {
            while true {
                let status = exchange(&input, &output) {
                    unsafe wse_isal_deflate(
                        state.bytes.baseAddress, isLast, &$0.availableIn, &$0.nextIn, &$0.availableOut, &$0.nextOut)
                }
                if status == wse_isal_finished { return .finished }
                guard status == wse_isal_goes_on else { throw .invalidFormat("ISA-L lost its state") }
                if output.isFull { return .outputFull }
                if input.isEmpty && !isLast { return .needsInput }
            }
        }

        /// Ends a block, and has an empty stored block bring what follows to a whole byte.
        @_lifetime(output: copy output)
        func flush(into output: inout OutputCursor) throws(CodecError) -> Bool {
            while true {
                var nothing = InputCursor(ByteText())
                let status = exchange(&nothing, &output) {
                    unsafe wse_isal_flush(state.bytes.baseAddress, &$0.availableOut, &$0.nextOut)
                }
                if status == wse_isal_finished { return true }
                guard status == wse_isal_goes_on else { throw .invalidFormat("ISA-L lost its state") }
                if output.isFull { return false }
            }
        }
    }
#endif
