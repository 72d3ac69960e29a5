internal import Bytes
internal import CZlib
internal import CodecKit

/// zlib's state in one direction, at the address that it must keep.
///
/// Safe because zlib has set the state up before `init` returns, and only this type, which ends it, knows the address.
@safe
struct ZlibStream: ~Copyable {
    private let stream: UnsafeMutablePointer<z_stream>
    private let deflates: Bool

    private init(deflates: Bool, _ setUp: (UnsafeMutablePointer<z_stream>) -> Int32) throws(CodecError) {
        guard let stream = unsafe try? Memory.allocate(z_stream.self) else { throw .outOfMemory }
        unsafe stream.initialize(to: z_stream())
        guard unsafe setUp(stream) == Z_OK else {
            unsafe Memory.free(stream)
            throw .outOfMemory
        }
        unsafe self.stream = stream
        self.deflates = deflates
    }

    /// A stream that deflates. `windowBits` also says which format surrounds the data.
    static func deflating(level: Int32, windowBits: Int32, memoryLevel: Int32) throws(CodecError) -> ZlibStream {
        try unsafe ZlibStream(deflates: true) { unsafe wse_deflateInit2($0, level, windowBits, memoryLevel) }
    }

    /// A stream that inflates.
    static func inflating(windowBits: Int32) throws(CodecError) -> ZlibStream {
        try unsafe ZlibStream(deflates: false) { unsafe wse_inflateInit2($0, windowBits) }
    }

    deinit {
        _ = unsafe deflates ? deflateEnd(stream) : inflateEnd(stream)
        unsafe Memory.free(stream)
    }

    /// Makes the stream ready for other data.
    func reset() {
        _ = unsafe deflates ? deflateReset(stream) : inflateReset(stream)
    }

    /// zlib's `deflate`. `flush` holds once all the input is within reach.
    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    func deflate(_ input: inout InputCursor, into output: inout OutputCursor, flush: Int32) -> Int32 {
        exchange(&input, &output) {
            unsafe wse_deflate(stream, flush, &$0.availableIn, &$0.nextIn, &$0.availableOut, &$0.nextOut)
        }
    }

    /// zlib's `inflate`.
    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    func inflate(_ input: inout InputCursor, into output: inout OutputCursor) -> Int32 {
        exchange(&input, &output) {
            unsafe wse_inflate(stream, &$0.availableIn, &$0.nextIn, &$0.availableOut, &$0.nextOut)
        }
    }

    /// What zlib says of the last error, a constant of its own; nil if nothing.
    var message: UnsafePointer<CChar>? {
        unsafe UnsafePointer(stream.pointee.msg)
    }
}
