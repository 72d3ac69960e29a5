internal import Bytes
internal import CZlib
internal import CodecKit

/// Which header and trailer stand around the deflated data. The raw value is added to zlib's windowBits.
enum ZlibFormat: Int32 {
    /// RFC 1950.
    case zlib = 0
    /// RFC 1952.
    case gzip = 16
    /// Neither: RFC 1951 alone.
    case raw = -30
}

/// zlib's state, at the stable address that zlib insists on.
@safe
struct ZlibStream: ~Copyable {
    private let stream: UnsafeMutablePointer<z_stream>

    init() throws(CodecError) {
        do throws(OutOfMemory) {
            unsafe stream = try Memory.allocate(z_stream.self)
        } catch {
            throw .outOfMemory
        }
        unsafe stream.initialize(to: z_stream())
    }

    deinit {
        unsafe Memory.free(stream)
    }

    /// Calls an init, reset or end function of zlib.
    func control(_ function: (UnsafeMutablePointer<z_stream>) -> Int32) -> Int32 {
        unsafe function(stream)
    }

    /// Runs `deflate` or `inflate` over the two cursors. zlib counts in 32 bits: what is longer takes several calls, and
    /// `flush` is used only once all the input is within reach.
    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    func run(
        _ function: (UnsafeMutablePointer<z_stream>, Int32) -> Int32, flush: Int32, _ input: inout InputCursor,
        _ output: inout OutputCursor
    ) -> Int32 {
        unsafe exchange(&input, &output, initial: Z_STREAM_ERROR) { source, room in
            let offered = UInt32(clamping: source.count)
            let available = UInt32(clamping: room.count)
            unsafe stream.pointee.next_in = UnsafeMutablePointer(
                mutating: source.baseAddress?.assumingMemoryBound(to: UInt8.self))
            unsafe stream.pointee.avail_in = offered
            unsafe stream.pointee.next_out = room.baseAddress?.assumingMemoryBound(to: UInt8.self)
            unsafe stream.pointee.avail_out = available
            let status = unsafe function(stream, Int(offered) == source.count ? flush : Z_NO_FLUSH)
            return unsafe Exchange(
                status: status, consumed: Int(offered &- stream.pointee.avail_in),
                produced: Int(available &- stream.pointee.avail_out))
        }
    }

    /// What zlib says of the last error; nil if nothing.
    var message: UnsafePointer<CChar>? {
        unsafe UnsafePointer(stream.pointee.msg)
    }
}

/// Compresses with zlib.
struct Deflater: Codec, ~Copyable {
    /// zlib's own default.
    private static var memoryLevel: Int32 { 8 }

    private let stream: ZlibStream
    /// deflateInit2 has just done what deflateReset would do again: clear the hash table.
    private var isFresh = true

    init(_ format: ZlibFormat, level: Int32) throws(CodecError) {
        let stream = try ZlibStream()
        let status = unsafe stream.control { stream in
            unsafe wse_deflateInit2(stream, level, MAX_WBITS &+ format.rawValue, Self.memoryLevel)
        }
        guard status == Z_OK else { throw .outOfMemory }
        self.stream = stream
    }

    deinit {
        _ = unsafe stream.control { unsafe deflateEnd($0) }
    }

    mutating func begin() {
        if !isFresh { _ = unsafe stream.control { unsafe deflateReset($0) } }
        isFresh = false
    }

    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    func process(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) -> Progress {
        while true {
            let status = unsafe stream.run(
                { unsafe deflate($0, $1) }, flush: isLast ? Z_FINISH : Z_NO_FLUSH, &input, &output)
            if status == Z_STREAM_END { return .finished }
            guard status == Z_OK || status == Z_BUF_ERROR else { throw .invalidFormat("zlib lost its state") }
            if output.isFull { return .outputFull }
            if input.isEmpty && !isLast { return .needsInput }
        }
    }
}

/// Decompresses one zlib stream or gzip member with zlib.
struct Inflater: Codec, ~Copyable {
    private let stream: ZlibStream

    init(_ format: ZlibFormat) throws(CodecError) {
        let stream = try ZlibStream()
        let status = unsafe stream.control { unsafe wse_inflateInit2($0, MAX_WBITS &+ format.rawValue) }
        guard status == Z_OK else { throw .outOfMemory }
        self.stream = stream
    }

    deinit {
        _ = unsafe stream.control { unsafe inflateEnd($0) }
    }

    mutating func begin() {
        _ = unsafe stream.control { unsafe inflateReset($0) }
    }

    /// `.finished` at the end of the stream or member, its checksum verified.
    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    func process(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) -> Progress {
        while true {
            let status = unsafe stream.run({ unsafe inflate($0, $1) }, flush: Z_NO_FLUSH, &input, &output)
            switch status {
            case Z_STREAM_END: return .finished
            case Z_OK, Z_BUF_ERROR:
                if output.isFull { return .outputFull }
                if input.isEmpty { return .needsInput }
                guard status == Z_OK else { throw .invalidFormat("zlib makes no progress") }
            case Z_MEM_ERROR: throw .outOfMemory
            case Z_NEED_DICT: throw .invalidFormat("the stream needs a preset dictionary")
            default: throw unsafe .invalidFormat("malformed data", detail: stream.message)
            }
        }
    }
}
