internal import Bytes
internal import CWSEncoder
internal import CodecKit

/// The value of HTTP's Content-Encoding (RFC 9110, section 8.4), taken apart from its end: the coding applied last comes first.
/// Empty elements and "identity" mean nothing and are left out.
struct ContentEncodingValue {
    /// What has not been taken yet.
    private(set) var remaining: WideText

    init(_ value: WideText) {
        remaining = value
    }

    /// The first `count` of the codings that remain.
    func prefix(_ count: Int) -> Self {
        var copy = self
        var left = copy.count
        while left > count {
            _ = copy.takeLast()
            left &-= 1
        }
        return copy
    }

    /// The number of codings that remain.
    var count: Int {
        var copy = self
        var count = 0
        while copy.takeLast() != nil { count &+= 1 }
        return count
    }

    /// Takes the last coding; nil if none remains.
    mutating func takeLast() -> WideText? {
        while !remaining.isEmpty {
            let comma = unsafe remaining.units.lastIndex(of: Self.comma)
            let coding = trimmedPart(comma.map { $0 &+ 1 } ?? 0, remaining.count)
            remaining = remaining.part(0, comma ?? 0)
            if !coding.isEmpty && !coding.equalsIgnoringCase("identity") { return coding }
        }
        return nil
    }

    /// Takes the last coding if it has this name or one of the aliases, which are separated by commas. Returns whether it did.
    mutating func takeLast(named name: ByteText, _ aliases: ByteText) -> Bool {
        var copy = self
        guard let coding = copy.takeLast(), coding.equalsIgnoringCase(name) || coding.isOne(of: aliases) else {
            return false
        }
        self = copy
        return true
    }

    private static var comma: WCHAR { WCHAR(UInt8(ascii: ",")) }

    /// A part of what remains, without the blanks around it.
    @inline(__always)
    private func trimmedPart(_ start: Int, _ end: Int) -> WideText {
        var (begin, end) = (start, end)
        while begin < end, Self.isBlank(remaining[begin]) { begin &+= 1 }
        while begin < end, Self.isBlank(remaining[end &- 1]) { end &-= 1 }
        return remaining.part(begin, end)
    }

    private static func isBlank(_ unit: WCHAR?) -> Bool {
        unit == WCHAR(UInt8(ascii: " ")) || unit == WCHAR(UInt8(ascii: "\t"))
    }
}

extension CodecLinks {
    /// Makes `text` the list of the codings that an encoder applies.
    func writeCodings(to text: inout WideString) throws(OutOfMemory) {
        try text.set("")
        for index in 0..<count {
            guard let coding = announcedCoding(of: index) else { continue }
            if !text.isEmpty { try text.append(", ") }
            try text.append(coding)
        }
    }

    private func announcedCoding(of index: Int) -> ByteText? {
        if self[index].labelsCompressionAsCoding { return self[index].codec.compression?.coding }
        return self[index].hasContentEncoding ? self[index].codec.contentEncoding : nil
    }
}
