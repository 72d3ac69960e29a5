internal import Bytes

/// What a C compression library did with a stretch of input and a stretch of output.
struct Exchange<Status> {
    let status: Status
    let consumed: Int
    let produced: Int
}

/// Shows a C library all the input left and all the room left, and moves both cursors by what it says it used.
/// `initial` is the status should the library never be asked.
@_lifetime(input: copy input)
@_lifetime(output: copy output)
func exchange<Status>(
    _ input: inout InputCursor, _ output: inout OutputCursor, initial: Status,
    _ body: (UnsafeRawBufferPointer, UnsafeMutableRawBufferPointer) -> Exchange<Status>
) -> Status {
    var status = initial
    unsafe input.consume { source in
        var consumed = 0
        unsafe output.produce { room in
            let result = unsafe body(source, room)
            status = result.status
            consumed = result.consumed
            return result.produced
        }
        return consumed
    }
    return status
}
