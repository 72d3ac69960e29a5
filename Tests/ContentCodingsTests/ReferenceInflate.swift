import CZlib

/// What zlib's own inflate says of a stream, given as a whole.
struct ReferenceInflate {
    enum Verdict {
        case finished, truncated, malformed
    }

    let verdict: Verdict
    let output: [UInt8]
    /// The bytes behind the end of the stream.
    let untouched: Int

    /// `windowBits` as of inflateInit2: 31 for gzip, 15 for zlib, -15 for bare deflated data.
    init(_ stream: [UInt8], windowBits: Int32, limit: Int = 1 << 17) {
        var state = unsafe z_stream()
        unsafe wse_inflateInit2(&state, windowBits)
        defer { unsafe inflateEnd(&state) }
        var room = [UInt8](repeating: 0, count: limit)
        var bytes = stream + [0]
        let status = unsafe bytes.withUnsafeMutableBufferPointer { source in
            unsafe room.withUnsafeMutableBufferPointer { target in
                unsafe state.next_in = source.baseAddress
                unsafe state.avail_in = UInt32(stream.count)
                unsafe state.next_out = target.baseAddress
                unsafe state.avail_out = UInt32(limit)
                return unsafe inflate(&state, Z_FINISH)
            }
        }
        verdict =
            switch status {
            case Z_STREAM_END: .finished
            case Z_BUF_ERROR, Z_OK: .truncated
            default: .malformed
            }
        unsafe output = Array(room[..<(limit - Int(state.avail_out))])
        unsafe untouched = Int(state.avail_in)
    }
}
