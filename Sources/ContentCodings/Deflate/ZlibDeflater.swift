internal import Bytes
internal import CZlib
internal import CodecKit

/// Compresses with zlib, in any number of pieces.
struct ZlibDeflater: ~Copyable {
    /// zlib's own default.
    private static var memoryLevel: Int32 { 8 }

    private let stream: ZlibStream
    /// deflateInit2 has just done what deflateReset would do again: clear the hash table.
    private var isFresh = true

    init(_ format: DeflateFormat, level: Int32) throws(CodecError) {
        stream = try .deflating(level: level, windowBits: Self.windowBits(format), memoryLevel: Self.memoryLevel)
    }

    /// The format is part of zlib's argument for the window.
    private static func windowBits(_ format: DeflateFormat) -> Int32 {
        switch format {
        case .zlib: MAX_WBITS
        case .gzip: MAX_WBITS &+ 16
        case .raw: -MAX_WBITS
        }
    }

    mutating func begin() {
        if !isFresh { stream.reset() }
        isFresh = false
    }

    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    func process(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) -> Progress {
        while true {
            let status = stream.deflate(&input, into: &output, flush: isLast ? Z_FINISH : Z_NO_FLUSH)
            if status == Z_STREAM_END { return .finished }
            guard status == Z_OK || status == Z_BUF_ERROR else { throw .invalidFormat("zlib lost its state") }
            if output.isFull { return .outputFull }
            if input.isEmpty && !isLast { return .needsInput }
        }
    }
}
