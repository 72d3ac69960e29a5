internal import Bytes
internal import CWSEncoder

/// The buffers that a host passed to a call.
///
/// Safe because the initialiser is unsafe to call: the host promises that the buffers stay where they are until the call is
/// over. Addresses and lengths are read again each time, as the host may break its word and change them meanwhile.
@safe
struct HostBuffers: BitwiseCopyable {
    let pointer: UnsafePointer<WS_BYTES>?
    private let length: ULONG

    static var none: HostBuffers { unsafe HostBuffers(nil, 0) }

    @inline(__always)
    init(_ pointer: UnsafePointer<WS_BYTES>?, _ count: ULONG) {
        unsafe self.pointer = pointer
        length = count
    }

    var count: Int { Int(length) }

    /// Their address, or 0, which is what calls pass on.
    @inline(__always)
    var word: UInt { unsafe UInt(bitPattern: pointer) }

    /// The number of buffers as C passes it on.
    var number: ULONG { length }

    /// The sum of the lengths, or the index of a buffer that has a length and no address; no index if all of them lack one.
    enum Check {
        case valid(UInt64)
        case invalid(Int?)
    }

    @inline(__always)
    func check() -> Check {
        guard let pointer = unsafe pointer else { return length == 0 ? .valid(0) : .invalid(nil) }
        var total: UInt64 = 0
        for index in 0..<count {
            let length = unsafe pointer[index].length
            if unsafe length > 0 && pointer[index].bytes == nil { return .invalid(index) }
            total &+= UInt64(length)
        }
        return .valid(total)
    }

    /// The bytes of the buffer at `index`; none if there is no such buffer, or it has no address.
    subscript(index: Int) -> ByteText {
        guard index >= 0 && index < count, let buffer = unsafe pointer?[index] else { return ByteText() }
        return unsafe ByteText(start: buffer.bytes, count: buffer.bytes == nil ? 0 : Int(buffer.length))
    }
}

/// How far the buffers of a host have been read.
struct HostBufferReader: BitwiseCopyable {
    let buffers: HostBuffers
    private var index = 0
    private var offset = 0

    init(_ buffers: HostBuffers) {
        self.buffers = buffers
    }

    var isAtEnd: Bool { index >= buffers.count }

    /// What has not been read of the current buffer.
    var bytes: ByteText { buffers[index].dropFirst(offset) }

    /// Counts bytes of the current buffer as read.
    mutating func advance(by count: Int) {
        offset &+= count
    }

    mutating func skipBuffer() {
        index &+= 1
        offset = 0
    }

    mutating func skipAll() {
        index = buffers.count
    }
}

extension WS_BYTES {
    /// Bytes that whoever is passed them only reads.
    init(_ bytes: ByteText) {
        unsafe self.init(
            length: ULONG(truncatingIfNeeded: bytes.count), bytes: UnsafeMutablePointer(mutating: bytes.baseAddress))
    }
}
