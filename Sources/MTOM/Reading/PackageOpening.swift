internal import Bytes
internal import CVector
internal import CodecKit

/// The first bytes of a message whose content type nobody has told. They show whether it is a package, which has its boundary
/// in them, or has MIME header fields of its own, as over net.tcp.
struct PackageOpening: ~Copyable {
    /// Enough for the first line of a package, and for the header fields before it.
    private static var maxSize: Int { 8192 }

    private var kept = GrowableBuffer<UInt8>()
    private var passedCount = 0
    private var boundaryRange = 0..<0
    /// The content type stands in the message.
    private(set) var hasHeaders = false

    init() {}

    mutating func reset() {
        kept.removeAll()
        passedCount = 0
        boundaryRange = 0..<0
        hasHeaders = false
    }

    /// What has been taken.
    var bytes: ByteText { kept.text }

    /// The boundary in the first line.
    var boundary: ByteText { kept.text(boundaryRange.lowerBound, boundaryRange.count) }

    /// Takes bytes, line by line, until it is clear what the message is.
    @_lifetime(input: copy input)
    mutating func take(
        _ input: inout InputCursor, isLast: Bool, label: inout IncomingLabel
    ) throws(CodecError) -> MTOMDecoder.Form {
        while let byte = input.first {
            if kept.count == 0 && Self.beginsText(byte) { return .text }
            guard kept.count < Self.maxSize else { break }
            guard kept.append(byte) else { throw .outOfMemory }
            input.skip(1)
            if byte == UInt8(ascii: "<") && MIMEValue.trimmed(kept.text).count == 1 { return .text }
            guard byte == UInt8(ascii: "\n") else { continue }
            let form = try judge(&label)
            if form != .unknown { return form }
        }
        guard kept.count < Self.maxSize else {
            guard beginsWithField else { throw Self.unrecognised }
            throw .quotaExceeded("the header fields before the package are too long", limit: UInt64(Self.maxSize))
        }
        if isLast { throw Self.unrecognised }
        return .unknown
    }

    private static var unrecognised: CodecError {
        .invalidFormat("the message begins neither with a delimiter nor with the header fields of a package")
    }

    /// Whether the first line names a header field.
    private var beginsWithField: Bool {
        for index in 0..<kept.count {
            switch kept.text[index] {
            case UInt8(ascii: ":"): return index > 0
            case UInt8(ascii: "\r"), UInt8(ascii: "\n"): return false
            default: break
            }
        }
        return false
    }

    /// "<", a byte order mark, or a half of one of these in UTF-16.
    private static func beginsText(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "<") || byte == 0xEF || byte == 0xFE || byte == 0xFF || byte == 0
    }

    /// Looks at the lines so far, the last of which is complete.
    private mutating func judge(_ label: inout IncomingLabel) throws(CodecError) -> MTOMDecoder.Form {
        var start = 0
        while kept.text[start] == UInt8(ascii: "\r") || kept.text[start] == UInt8(ascii: "\n") { start &+= 1 }
        let lines = kept.text.dropFirst(start)
        if lines.isEmpty { return .unknown }
        if lines[0] == UInt8(ascii: "<") { return .text }
        if lines[0] == UInt8(ascii: "-") && lines[1] == UInt8(ascii: "-") {
            boundaryRange = start &+ 2..<start &+ 2 &+ MIMEValue.trimmed(lines.dropFirst(2)).count
            return .package
        }
        let count = lines.count
        guard lines[count &- 2] == UInt8(ascii: "\n") || lines.dropFirst(count &- 3) == "\n\r\n" else { return .unknown }
        let headers = try PartHeaders(lines.prefix(count &- (lines[count &- 2] == UInt8(ascii: "\r") ? 2 : 1)))
        do throws(ContentTypeRefusal) {
            try label.read(headers.contentType)
        } catch .outOfMemory {
            throw .outOfMemory
        } catch {
            throw .invalidFormat("the header fields of the message are not those of a package", name: headers.contentType)
        }
        guard label.kind == .package else {
            throw .invalidFormat("the header fields of the message are not those of a package")
        }
        hasHeaders = true
        return .package
    }

    /// Passes on what has been taken. Returns whether all of it has been.
    @_lifetime(output: copy output)
    mutating func pass(to output: inout OutputCursor) -> Bool {
        passedCount &+= output.append(kept.text.dropFirst(passedCount))
        return passedCount == kept.count
    }
}
