internal import Bytes
internal import CZlib
internal import CodecKit

/// Decompresses deflated data with zlib.
struct ZlibInflater: InflateEngine, ~Copyable {
    private let stream: ZlibStream

    init() throws(CodecError) {
        stream = try .inflating(windowBits: -MAX_WBITS)
    }

    func begin() {
        stream.reset()
    }

    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    func process(_ input: inout InputCursor, into output: inout OutputCursor) throws(CodecError) -> Progress {
        while true {
            let status = stream.inflate(&input, into: &output)
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
