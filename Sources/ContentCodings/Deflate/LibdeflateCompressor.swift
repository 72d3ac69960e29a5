#if WSE_LIBDEFLATE
    internal import Bytes
    internal import CLibdeflate
    internal import CodecKit

    /// Compresses messages that are in memory as a whole with libdeflate, faster than zlib and to fewer bytes.
    struct LibdeflateCompressor: ~Copyable {
        /// A compressor of libdeflate's, for one message.
        ///
        /// Safe because libdeflate writes no more than the room it is told of, and whoever knows the address of a compressor
        /// has it alone.
        @safe
        private struct Borrowed: ~Copyable {
            private let compressor: OpaquePointer
            private let level: UInt

            init(level: UInt) throws(CodecError) {
                guard
                    let compressor = unsafe IdleCompressors.take(level: level)
                        ?? libdeflate_alloc_compressor(Int32(truncatingIfNeeded: level))
                else { throw .outOfMemory }
                unsafe self.compressor = compressor
                self.level = level
            }

            deinit {
                unsafe IdleCompressors.leave(compressor, level: level)
            }

            /// The most bytes that `count` bytes become.
            func bound(_ format: wse_libdeflate_format, _ count: Int) -> Int {
                unsafe wse_libdeflate_bound(compressor, format, count)
            }

            /// Compresses the whole message. There is as much room as `bound` says.
            @_lifetime(input: copy input)
            @_lifetime(output: copy output)
            func compress(_ format: wse_libdeflate_format, _ input: inout InputCursor, into output: inout OutputCursor) {
                exchange(&input, &output) {
                    unsafe wse_libdeflate_compress(
                        compressor, format, &$0.availableIn, &$0.nextIn, &$0.availableOut, &$0.nextOut)
                }
            }
        }

        private let format: wse_libdeflate_format
        private let level: UInt
        /// The rest of a compressed message for all of which the caller had no room.
        private var rest = ByteQueue()
        private var isCompressed = false

        init(_ format: DeflateFormat, level: Int32) {
            self.level = UInt(truncatingIfNeeded: level)
            self.format =
                switch format {
                case .zlib: wse_libdeflate_zlib
                case .gzip: wse_libdeflate_gzip
                case .raw: wse_libdeflate_raw
                }
            IdleCompressors.countEncoder(level: self.level)
        }

        deinit {
            IdleCompressors.discountEncoder(level: level)
        }

        mutating func begin() {
            isCompressed = false
        }

        /// Takes the whole message with the first call.
        @_lifetime(input: copy input)
        @_lifetime(output: copy output)
        mutating func process(_ input: inout InputCursor, into output: inout OutputCursor) throws(CodecError) -> Progress {
            if !isCompressed {
                let compressor = try Borrowed(level: level)
                let bound = compressor.bound(format, input.remaining)
                if output.room >= bound {
                    compressor.compress(format, &input, into: &output)
                    return .finished
                }
                var compressed = ByteQueue()
                guard compressed.reserve(bound) else { throw .outOfMemory }
                compressed.write { output in compressor.compress(format, &input, into: &output) }
                rest = compressed
                isCompressed = true
            }
            rest.move(to: &output)
            guard rest.isEmpty else { return .outputFull }
            // Messages of this length are rare enough for the memory not to be kept.
            rest = ByteQueue()
            return .finished
        }
    }
#endif
