internal import Bytes
internal import CZlib
internal import CodecKit

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
