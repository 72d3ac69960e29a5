internal import Bytes
internal import CZlib
internal import CodecKit

/// Decompresses deflated data with zlib.
struct ZlibInflater: InflateEngine, ~Copyable {
    private let stream: ZlibStream

    init() throws(CodecError) {
        let stream = try ZlibStream()
        let status = unsafe stream.control { unsafe wse_inflateInit2($0, -MAX_WBITS) }
        guard status == Z_OK else { throw .outOfMemory }
        self.stream = stream
    }

    deinit {
        _ = unsafe stream.control { unsafe inflateEnd($0) }
    }

    func begin() {
        _ = unsafe stream.control { unsafe inflateReset($0) }
    }

    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    func process(_ input: inout InputCursor, into output: inout OutputCursor) throws(CodecError) -> Progress {
        while true {
            let status = unsafe stream.run({ unsafe inflate($0, $1) }, flush: Z_NO_FLUSH, &input, &output)
            switch status {
            case Z_STREAM_END: return .finished
            case Z_OK, Z_BUF_ERROR:
                if output.isFull { return .outputFull }
                if input.isEmpty { return .needsInput }
                guard status == Z_OK else { throw .invalidFormat("zlib makes no progress") }
            case Z_MEM_ERROR: throw .outOfMemory
            default: throw unsafe .invalidFormat("malformed data", detail: stream.message)
            }
        }
    }
}
