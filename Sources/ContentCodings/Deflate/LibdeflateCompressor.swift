#if WSE_LIBDEFLATE
    internal import Bytes
    internal import CLibdeflate
    internal import CodecKit

    /// Compresses messages that are in memory as a whole with libdeflate, faster than zlib and to fewer bytes.
    @safe
    struct LibdeflateCompressor: ~Copyable {
        private let format: DeflateFormat
        private let compressor: OpaquePointer
        /// The compressed message, if the caller had no room for all of it, and how much of that has been given.
        private var compressed = RawBuffer()
        private var size = 0
        private var given = 0
        private var isCompressed = false

        init(_ format: DeflateFormat, level: Int32) throws(CodecError) {
            guard let compressor = unsafe libdeflate_alloc_compressor(level) else { throw .outOfMemory }
            unsafe self.compressor = compressor
            self.format = format
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
                let bound = self.bound(input.remaining)
                if output.room >= bound {
                    unsafe output.produce { room in unsafe compress(&input, into: room) }
                    return .finished
                }
                try makeRoom(bound)
                size = unsafe compress(&input, into: compressed.bytes)
                given = 0
                isCompressed = true
            }
            give(&output)
            guard given == size else { return .outputFull }
            // Messages of this length are rare enough for it not to be kept.
            compressed = RawBuffer()
            return .finished
        }

        private mutating func makeRoom(_ byteCount: Int) throws(CodecError) {
            do throws(OutOfMemory) {
                compressed = try RawBuffer(byteCount: byteCount)
            } catch {
                throw .outOfMemory
            }
        }

        private mutating func give(_ output: inout OutputCursor) {
            let rest = unsafe UnsafeRawBufferPointer(rebasing: compressed.bytes[given..<size])
            unsafe output.produce { room in
                let count = min(rest.count, room.count)
                unsafe room.copyMemory(from: UnsafeRawBufferPointer(rebasing: rest[..<count]))
                given &+= count
                return count
            }
        }

        /// The most bytes that so many can become.
        private func bound(_ count: Int) -> Int {
            switch format {
            case .zlib: unsafe libdeflate_zlib_compress_bound(compressor, count)
            case .gzip: unsafe libdeflate_gzip_compress_bound(compressor, count)
            case .raw: unsafe libdeflate_deflate_compress_bound(compressor, count)
            }
        }

        /// `room` is for as many bytes as `bound` says.
        @_lifetime(input: copy input)
        private func compress(_ input: inout InputCursor, into room: UnsafeMutableRawBufferPointer) -> Int {
            var size = 0
            unsafe input.consume { source in
                unsafe size = compress(source, into: room)
                return source.count
            }
            return size
        }

        private func compress(_ source: UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer) -> Int {
            let (from, to) = (source.baseAddress, room.baseAddress)
            return switch format {
            case .zlib: unsafe libdeflate_zlib_compress(compressor, from, source.count, to, room.count)
            case .gzip: unsafe libdeflate_gzip_compress(compressor, from, source.count, to, room.count)
            case .raw: unsafe libdeflate_deflate_compress(compressor, from, source.count, to, room.count)
            }
        }
    }
#endif
