internal import Bytes
internal import CVector

/// The line that stands between the parts of a body and after the last one (RFC 2046, section 5.1.1).
///
/// It is a delimiter only if the line ends where it should. A line of data that merely begins like it is data.
struct Delimiter: ~Copyable {
    /// How lines end.
    enum LineEnd: UInt8 {
        /// Not known yet: in what comes before the first delimiter, which shows how.
        case any
        case crlf
        case lf
    }

    /// What begins somewhere in a body.
    enum Match {
        /// Data.
        case no
        /// More bytes are needed to tell.
        case maybe
        /// A delimiter of `length` bytes, including the line breaks around it.
        case yes(length: Int, isLast: Bool, LineEnd)
    }

    /// Where the first delimiter begins, or may begin, in a body; the count of the bytes if there is none.
    struct Place {
        let index: Int
        let match: Match
    }

    /// The longest boundary (RFC 2046, section 5.1.1).
    static var longestBoundary: Int { 70 }
    /// The most blanks after a boundary.
    static var longestPadding: Int { 256 }

    private var boundary = GrowableBuffer<UInt8>()
    var lineEnd = LineEnd.any

    init() {}

    /// The boundary.
    var text: ByteText { boundary.text }

    mutating func reset() {
        boundary.removeAll()
        lineEnd = .any
    }

    /// Sets the boundary. False if there is no memory for it.
    mutating func set(_ text: ByteText) -> Bool {
        boundary.removeAll()
        return boundary.append(text)
    }

    /// Whether a boundary has a length that it may have, and no line break or other control character.
    static func isValid(_ boundary: ByteText) -> Bool {
        guard boundary.count > 0 && boundary.count <= longestBoundary else { return false }
        for index in 0..<boundary.count where boundary[index] < 0x20 || boundary[index] >= 0x7F { return false }
        return boundary[boundary.count &- 1] != UInt8(ascii: " ")
    }

    /// Finds the first delimiter among bytes of a body, after which nothing follows if `isLast`.
    func find(in bytes: ByteText, isLast: Bool) -> Place {
        var index = 0
        while true {
            let rest = bytes.dropFirst(index)
            let found = unsafe mime_find_delimiter(rest.baseAddress, rest.count, lineEnd == .crlf)
            index &+= found
            guard index < bytes.count else { return end(of: bytes, isLast: isLast) }
            switch match(bytes.dropFirst(index), isLast: isLast) {
            case .no: index &+= 1
            case let other: return place(of: other, at: index, in: bytes)
            }
        }
    }

    /// The place of a match that begins with the line break at `index`. Where lines end with a line feed, a carriage return
    /// before it still belongs to the delimiter.
    private func place(of match: Match, at index: Int, in bytes: ByteText) -> Place {
        guard lineEnd == .lf && index > 0 && bytes[index &- 1] == UInt8(ascii: "\r") else {
            return Place(index: index, match: match)
        }
        guard case .yes(let length, let isLast, let lineEnd) = match else { return Place(index: index &- 1, match: match) }
        return Place(index: index &- 1, match: .yes(length: length &+ 1, isLast: isLast, lineEnd))
    }

    /// What bytes without a delimiter end with: perhaps a carriage return that begins one.
    private func end(of bytes: ByteText, isLast: Bool) -> Place {
        guard lineEnd == .lf && !isLast && bytes.count > 0 && bytes[bytes.count &- 1] == UInt8(ascii: "\r") else {
            return Place(index: bytes.count, match: .no)
        }
        return Place(index: bytes.count &- 1, match: .maybe)
    }

    /// What bytes that begin with a line break are.
    private func match(_ bytes: ByteText, isLast: Bool) -> Match {
        let breakCount = lineEnd == .crlf ? 2 : 1
        let undecided: Match = isLast ? .no : .maybe
        let opening = breakCount &+ 2
        guard bytes.count > opening else { return undecided }
        let candidate = bytes.dropFirst(opening)
        guard candidate.prefix(boundary.count) == boundary.text.prefix(candidate.count) else { return .no }
        var index = opening &+ boundary.count
        guard index < bytes.count else { return undecided }
        let closes = bytes[index] == UInt8(ascii: "-")
        if closes {
            guard index &+ 1 < bytes.count else { return undecided }
            guard bytes[index &+ 1] == UInt8(ascii: "-") else { return .no }
            index &+= 2
        }
        let padding = index
        while index < bytes.count, bytes[index] == UInt8(ascii: " ") || bytes[index] == UInt8(ascii: "\t") { index &+= 1 }
        guard index &- padding <= Self.longestPadding else { return .no }
        return end(of: bytes, at: index, closes: closes, isLast: isLast)
    }

    /// What they are if the line ends at `index`. The last line of a body needs no line break.
    private func end(of bytes: ByteText, at index: Int, closes: Bool, isLast: Bool) -> Match {
        let cutOff: Match = !isLast ? .maybe : closes ? .yes(length: bytes.count, isLast: true, lineEnd) : .no
        guard index < bytes.count else { return cutOff }
        switch bytes[index] {
        case UInt8(ascii: "\n"):
            // Some peers end the last line of all in another way than the rest.
            return lineEnd == .crlf && !closes ? .no : .yes(length: index &+ 1, isLast: closes, .lf)
        case UInt8(ascii: "\r"):
            guard index &+ 1 < bytes.count else { return cutOff }
            guard bytes[index &+ 1] == UInt8(ascii: "\n") else { return .no }
            return .yes(length: index &+ 2, isLast: closes, lineEnd == .lf ? .lf : .crlf)
        default: return .no
        }
    }
}
