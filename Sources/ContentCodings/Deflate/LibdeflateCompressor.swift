#if WSE_LIBDEFLATE
    internal import Bytes
    internal import CLibdeflate
    internal import CodecKit

    /// Compresses messages that are in memory as a whole with libdeflate, faster than zlib and to fewer bytes.
    ///
    /// Safe because libdeflate writes no more than the room it is told of, and only this type, which frees the
    /// compressor, knows its address.
    @safe
    struct LibdeflateCompressor: ~Copyable {
        private let format: wse_libdeflate_format
        private let compressor: OpaquePointer
        /// The rest of a compressed message for all of which the caller had no room.
        private var rest = ByteQueue()
        private var isCompressed = false

        init(_ format: DeflateFormat, level: Int32) throws(CodecError) {
            guard let compressor = unsafe libdeflate_alloc_compressor(level) else { throw .outOfMemory }
            unsafe self.compressor = compressor
            self.format =
                switch format {
                case .zlib: wse_libdeflate_zlib
                case .gzip: wse_libdeflate_gzip
                case .raw: wse_libdeflate_raw
                }
        }

        deinit {
            unsafe libdeflate_free_compressor(compressor)
        }

        mutating func begin() {
            isCompressed = false
        }

        /// Takes the whole message with the first call.
        @_lifetime(input: copy input)
        @_lifetime(output: copy output)
        mutating func process(_ input: inout InputCursor, into output: inout OutputCursor) throws(CodecError) -> Progress {
            if !isCompressed {
                let bound = unsafe wse_libdeflate_bound(compressor, format, input.remaining)
                if output.room >= bound {
                    compress(&input, into: &output)
                    return .finished
                }
                try compressAside(&input, bound)
                isCompressed = true
            }
            rest.move(to: &output)
            guard rest.isEmpty else { return .outputFull }
            // Messages of this length are rare enough for the memory not to be kept.
            rest = ByteQueue()
            return .finished
        }

        /// Compresses the whole message to `rest`, which takes up to `bound` bytes.
        @_lifetime(input: copy input)
        private mutating func compressAside(_ input: inout InputCursor, _ bound: Int) throws(CodecError) {
            var compressed = ByteQueue()
            guard compressed.reserve(bound) else { throw .outOfMemory }
            compressed.write { output in compress(&input, into: &output) }
            rest = compressed
        }

        /// Compresses the whole message. There is as much room as `wse_libdeflate_bound` says.
        @_lifetime(input: copy input)
        @_lifetime(output: copy output)
        private func compress(_ input: inout InputCursor, into output: inout OutputCursor) {
            exchange(&input, &output) {
                unsafe wse_libdeflate_compress(
                    compressor, format, &$0.availableIn, &$0.nextIn, &$0.availableOut, &$0.nextOut)
            }
        }
    }
#endif
