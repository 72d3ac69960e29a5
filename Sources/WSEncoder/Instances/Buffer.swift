internal import Bytes
internal import CWSEncoder

/// The object that a WSE_BUFFER points to: a queue of bytes in one block of memory, and strings that live as long.
struct Buffer: ~Copyable {
    private static var smallestCapacity: Int { 4096 }

    /// The most bytes that it may hold at one time; 0 for any number.
    let maxSize: UInt64
    /// The bytes written, of which those before `begin` have been read.
    private var written = GrowableBuffer<UInt8>()
    private var begin = 0
    private var strings = BlockList()

    init(maxSize: UInt64) {
        self.maxSize = maxSize
    }

    /// The bytes written and not yet read, as long as nothing is written.
    var text: ByteText { written.text.dropFirst(begin) }

    /// Their address, for C; nil if there has never been one.
    var baseAddress: UnsafePointer<BYTE>? { unsafe written.capacity > 0 ? text.baseAddress : nil }

    var count: Int { written.count &- begin }

    /// Whether `size` more bytes are within the limit.
    func accepts(_ size: UInt64) -> Bool {
        let (sum, overflow) = UInt64(count).addingReportingOverflow(size)
        return !overflow && (maxSize == 0 || sum <= maxSize)
    }

    mutating func reset() {
        written.removeAll()
        begin = 0
        strings.removeAll()
    }

    /// Makes room for `size` bytes after the others and returns its address.
    mutating func reserve(_ size: UInt64) throws(OutOfMemory) -> UnsafeMutableRawPointer {
        guard let size = Int(exactly: max(size, 1)) else { throw OutOfMemory() }
        if written.capacity &- written.count < size { moveToFront() }
        let (needed, overflow) = written.count.addingReportingOverflow(size)
        guard !overflow, written.reserve(max(needed, Self.smallestCapacity)) else { throw OutOfMemory() }
        return unsafe UnsafeMutableRawPointer(written.base + written.count)
    }

    /// Counts bytes that were written where `reserve` said, as far as there is room.
    mutating func commit(_ size: Int) {
        written.extend(by: min(max(size, 0), written.capacity &- written.count))
    }

    /// Appends the host's buffers, whose bytes are `total`.
    mutating func append(_ buffers: HostBuffers, _ total: UInt64) throws(OutOfMemory) {
        guard total > 0 else { return }
        _ = try unsafe reserve(total)
        for index in 0..<buffers.count {
            // A host that breaks its word and changes a length meanwhile gets no more than was reserved.
            let bytes = buffers[index].prefix(written.capacity &- written.count)
            guard written.append(bytes) else { throw OutOfMemory() }
        }
    }

    /// Appends bytes of the library's own.
    mutating func append(_ bytes: ByteText) throws(OutOfMemory) {
        guard !bytes.isEmpty else { return }
        _ = try unsafe reserve(UInt64(bytes.count))
        guard written.append(bytes) else { throw OutOfMemory() }
    }

    /// Takes back all but the first `size` bytes.
    mutating func truncate(to size: Int) {
        written.truncate(to: begin &+ min(max(size, 0), count))
    }

    /// Takes up to `size` bytes out and returns how many.
    mutating func take(_ size: Int, into destination: UnsafeMutableRawPointer) -> Int {
        let taken = min(max(size, 0), count)
        if taken > 0 { unsafe destination.copyMemory(from: written.base + begin, byteCount: taken) }
        begin &+= taken
        if begin == written.count {
            written.removeAll()
            begin = 0
        }
        return taken
    }

    /// Copies a string, which then lives until the buffer is reset.
    mutating func keep(_ text: WideText) throws(OutOfMemory) -> WideText {
        let (size, overflows) = text.count.multipliedReportingOverflow(by: MemoryLayout<WCHAR>.stride)
        guard !overflows else { throw OutOfMemory() }
        if text.isEmpty { return .empty }
        let units = try unsafe strings.add(byteCount: size).assumingMemoryBound(to: WCHAR.self)
        for index in 0..<text.count { unsafe units[index] = text[index] ?? 0 }
        return unsafe WideText(UnsafeBufferPointer(start: units, count: text.count))
    }

    /// Copies a string as a line of C, in UTF-8 and with a zero at the end, which then lives until the buffer is reset. nil if
    /// the string is empty.
    mutating func keepForC(_ text: WideText) throws(OutOfMemory) -> UnsafePointer<CChar>? {
        if text.isEmpty { return nil }
        let (most, overflows) = text.count.multipliedReportingOverflow(by: UTF8Line.maxBytesOfUnit)
        guard !overflows, most < .max else { throw OutOfMemory() }
        let memory = try unsafe strings.add(byteCount: most &+ 1)
        var line = unsafe UTF8Line(UnsafeMutableRawBufferPointer(start: memory, count: most &+ 1))
        line.append(text)
        _ = line.end()
        return unsafe UnsafePointer(memory.assumingMemoryBound(to: CChar.self))
    }

    private mutating func moveToFront() {
        written.removeFirst(begin)
        begin = 0
    }
}
