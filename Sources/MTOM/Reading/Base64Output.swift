internal import Bytes
internal import CodecKit
internal import XMLText

/// Writes bytes as base64 to output that may be full after any character.
struct Base64Output: ~Copyable {
    /// One or two bytes that do not make a group of three yet.
    private var group = GrowableBuffer<UInt8>()
    /// Characters for which there was no room.
    private var staged = GrowableBuffer<UInt8>()

    init() {}

    mutating func begin() throws(CodecError) {
        group.removeAll()
        staged.removeAll()
        guard group.reserve(4), staged.reserve(4) else { throw .outOfMemory }
    }

    /// Writes bytes for as long as there is room. Returns how many were taken.
    @_lifetime(output: copy output)
    mutating func write(_ bytes: ByteText, into output: inout OutputCursor) -> Int {
        var taken = 0
        while flush(&output) && taken < bytes.count {
            let rest = bytes.dropFirst(taken)
            if group.count == 0 && rest.count >= 3 && output.room >= 4 {
                taken &+= Self.writeGroups(rest, into: &output)
                continue
            }
            group.appendReserved(rest[0])
            taken &+= 1
            if group.count == 3 { stage() }
        }
        return taken
    }

    /// Writes what is left, with padding. Returns whether all of it has been written.
    @_lifetime(output: copy output)
    mutating func finish(into output: inout OutputCursor) -> Bool {
        guard flush(&output) else { return false }
        if group.count > 0 { stage() }
        return flush(&output)
    }

    @_lifetime(output: copy output)
    private mutating func flush(_ output: inout OutputCursor) -> Bool {
        if staged.count > 0 { staged.removeFirst(output.append(staged.text)) }
        return staged.count == 0
    }

    private mutating func stage() {
        unsafe Self.encode(group.text, into: staged.base)
        staged.extend(by: 4)
        group.removeAll()
    }

    /// Writes whole groups, as many as there is room for. Returns the number of bytes.
    @_lifetime(output: copy output)
    private static func writeGroups(_ bytes: ByteText, into output: inout OutputCursor) -> Int {
        let count = min(bytes.count / 3, output.room / 4)
        unsafe output.produce { room in
            guard let base = room.baseAddress else { return 0 }
            var writer = unsafe TextWriter(base.assumingMemoryBound(to: UInt8.self), count: room.count)
            Base64.write(bytes.prefix(count &* 3), into: &writer)
            return room.count &- writer.room
        }
        return count &* 3
    }

    private static func encode(_ bytes: ByteText, into place: UnsafeMutablePointer<UInt8>) {
        var writer = unsafe TextWriter(place, count: 4)
        Base64.write(bytes, into: &writer)
    }
}
