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
    /// What a flush has made for which the caller had no room, and whether it was all.
    private var rest = ByteQueue()
    private var isFlushed = false
    /// With less room, zlib may repeat the empty block that ends a flush for ever.
    private static var flushRoom: Int { 64 }

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
        rest.empty()
        isFlushed = false
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

    /// Ends a block, and has an empty stored block bring what follows to a whole byte (Z_SYNC_FLUSH).
    @_lifetime(output: copy output)
    mutating func flush(into output: inout OutputCursor) throws(CodecError) -> Bool {
        while true {
            rest.move(to: &output)
            guard rest.isEmpty else { return false }
            if isFlushed {
                isFlushed = false
                return true
            }
            if output.isFull { return false }
            if output.room < Self.flushRoom {
                guard rest.reserve(Self.flushRoom) else { throw .outOfMemory }
                isFlushed = try Self.flush(stream, aside: &rest)
            } else {
                isFlushed = try Self.flush(stream, &output)
            }
        }
    }

    private static func flush(_ stream: borrowing ZlibStream, aside rest: inout ByteQueue) throws(CodecError) -> Bool {
        var isFlushed = false
        try rest.write { (output) throws(CodecError) in isFlushed = try flush(stream, &output) }
        return isFlushed
    }

    /// Returns whether zlib has written everything: it has left room.
    @_lifetime(output: copy output)
    private static func flush(
        _ stream: borrowing ZlibStream, _ output: inout OutputCursor
    ) throws(CodecError) -> Bool {
        var nothing = InputCursor(ByteText())
        let status = stream.deflate(&nothing, into: &output, flush: Z_SYNC_FLUSH)
        guard status == Z_OK || status == Z_BUF_ERROR else { throw .invalidFormat("zlib lost its state") }
        return !output.isFull
    }
}
