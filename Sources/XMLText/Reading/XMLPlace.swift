internal import Bytes
internal import CVector
internal import CodecKit

/// A place in the document, kept up to date as bytes are taken.
struct XMLPlace {
    private var line: UInt64 = 1
    private var offset: UInt64 = 0
    private var lineStart: UInt64 = 0

    /// The line and the column, both from 1.
    var position: (line: UInt64, column: UInt64) { (line, offset &- lineStart &+ 1) }

    /// Moves on past these bytes.
    @inline(never)
    mutating func advance(_ bytes: ByteText) {
        if bytes.isEmpty { return }
        let lines = unsafe xml_count_lines(bytes.baseAddress, bytes.count)
        line &+= UInt64(truncatingIfNeeded: lines)
        if lines > 0 {
            lineStart = unsafe offset &+ UInt64(truncatingIfNeeded: xml_count_to_last_line(bytes.baseAddress, bytes.count))
        }
        offset &+= UInt64(truncatingIfNeeded: bytes.count)
    }

    /// The place after these bytes.
    func advanced(_ bytes: ByteText) -> XMLPlace {
        var place = self
        place.advance(bytes)
        return place
    }

    /// The error with this place, unless it has one already.
    func locate(_ error: CodecError) -> CodecError {
        guard case .current = error.place, error.kind != .outOfMemory else { return error }
        let (line, column) = position
        return error.at(.text(line: line, column: column))
    }
}
