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
        let whole = remaining
        return takeLastBounds().map { whole.part($0.start, $0.end) }
    }

    /// Takes the last `count` codings. Returns the part of the list from the first of them to the last.
    mutating func takeLast(_ count: Int) -> WideText {
        let whole = remaining
        var (start, end) = (0, 0)
        for position in 0..<count {
            guard let bounds = takeLastBounds() else { break }
            start = bounds.start
            if position == 0 { end = bounds.end }
        }
        return whole.part(start, end)
    }

    /// Takes the last coding. Returns where it begins and ends in what has remained until now.
    private mutating func takeLastBounds() -> (start: Int, end: Int)? {
        while !remaining.isEmpty {
            let whole = remaining
            let comma = whole.lastIndex(of: WCHAR(UInt8(ascii: ",")))
            let bounds = whole.trimmedBounds(comma.map { $0 &+ 1 } ?? 0, whole.count)
            remaining = whole.part(0, comma ?? 0)
            let coding = whole.part(bounds.start, bounds.end)
            if !coding.isEmpty && !coding.equalsIgnoringCase("identity") { return bounds }
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
        return self[index].hasContentEncoding ? self[index].contentEncoding : nil
    }
}
