internal import Bytes
internal import CodecKit

/// What the header fields of a part say (RFC 2045). It reads the bytes where they are.
struct PartHeaders {
    /// Content-Type; empty if there is none.
    private(set) var contentType = ByteText()
    /// Content-ID, without blanks and angle brackets around it; empty if there is none.
    private(set) var id = ByteText()
    private(set) var encoding = TransferEncoding.none
    private var seen: UInt8 = 0

    /// Reads fields, each of which ends with a line break. A line that begins with a blank continues the one before.
    init(_ block: ByteText) throws(CodecError) {
        var start = 0
        while start < block.count {
            var end = Self.endOfLine(block, start)
            while end < block.count, block[end] == UInt8(ascii: " ") || block[end] == UInt8(ascii: "\t") {
                end = Self.endOfLine(block, end)
            }
            try read(block.part(start, end &- start))
            start = end
        }
    }

    private static func endOfLine(_ block: ByteText, _ start: Int) -> Int {
        var index = start
        while index < block.count, block[index] != UInt8(ascii: "\n") { index &+= 1 }
        return min(index &+ 1, block.count)
    }

    private mutating func read(_ field: ByteText) throws(CodecError) {
        var colon = 0
        while colon < field.count, field[colon] > 0x20, field[colon] < 0x7F, field[colon] != UInt8(ascii: ":") { colon &+= 1 }
        guard colon > 0, field[colon] == UInt8(ascii: ":") else {
            throw .invalidFormat("a line of a part's headers is no field")
        }
        let name = field.prefix(colon)
        let value = MIMEValue.trimmed(field.dropFirst(colon &+ 1))
        if name.equalsIgnoringCase("Content-Type") {
            try note(1)
            contentType = value
        } else if name.equalsIgnoringCase("Content-ID") {
            try note(2)
            id = Self.withoutBrackets(value)
        } else if name.equalsIgnoringCase("Content-Transfer-Encoding") {
            try note(4)
            let value = MIMEValue(value).name
            guard let known = TransferEncoding(named: value) else {
                throw .invalidFormat("a part has an unknown Content-Transfer-Encoding", name: value)
            }
            encoding = known
        }
    }

    private mutating func note(_ bit: UInt8) throws(CodecError) {
        guard seen & bit == 0 else { throw .invalidFormat("a part has a header field twice") }
        seen |= bit
    }

    /// An identifier without the angle brackets that may be around it.
    static func withoutBrackets(_ id: ByteText) -> ByteText {
        let id = MIMEValue.trimmed(id)
        guard id.count >= 2, id[0] == UInt8(ascii: "<"), id[id.count &- 1] == UInt8(ascii: ">") else { return id }
        return id.part(1, id.count &- 2)
    }
}
