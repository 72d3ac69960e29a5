internal import Bytes

/// A stretch of input and a stretch of room as C libraries take them: they move the pointers past what they have used, and
/// lower the counts by as much. Only calls of C, which are marked `unsafe`, look at the pointers.
@safe
struct CStretch {
    var availableIn: Int
    var nextIn: UnsafePointer<UInt8>?
    var availableOut: Int
    var nextOut: UnsafeMutablePointer<UInt8>?

    @inline(__always)
    init(_ source: UnsafeRawBufferPointer, _ room: UnsafeMutableRawBufferPointer) {
        availableIn = source.count
        unsafe nextIn = source.baseAddress?.assumingMemoryBound(to: UInt8.self)
        availableOut = room.count
        unsafe nextOut = room.baseAddress?.assumingMemoryBound(to: UInt8.self)
    }
}

/// Shows a C library all the input left and all the room left, moves both cursors by what it has used, and returns what it
/// says.
///
/// If `hasFailed` says that of it, nothing counts as written: ISA-L may have copied from before the beginning of its window,
/// where nobody has written.
@inline(__always)
@_lifetime(input: copy input)
@_lifetime(output: copy output)
func exchange<Status>(
    _ input: inout InputCursor, _ output: inout OutputCursor, hasFailed: (Status) -> Bool = { _ in false },
    _ body: (inout CStretch) -> Status
) -> Status {
    let (consumed, status) = unsafe input.rest.withUnsafeBytes { source in
        unsafe output.produce { room in
            var stretch = unsafe CStretch(source, room)
            let status = body(&stretch)
            let written = hasFailed(status) ? 0 : room.count &- stretch.availableOut
            return (written, (source.count &- stretch.availableIn, status))
        }
    }
    input.skip(consumed)
    return status
}
