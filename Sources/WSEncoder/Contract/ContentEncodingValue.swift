internal import Bytes
internal import CWSEncoder
internal import CodecKit

/// The value of HTTP's Content-Encoding (RFC 9110, section 8.4), taken apart from its end: the coding applied last comes first.
/// Empty elements and "identity" say nothing and are left out.
@safe
struct ContentEncodingValue {
    private var rest: UnsafeBufferPointer<WCHAR>

    init(_ value: UnsafeBufferPointer<WCHAR>) {
        unsafe rest = value
    }

    /// What has not been taken yet.
    var remaining: UnsafeBufferPointer<WCHAR> { unsafe rest }

    /// The codings left but those after the first `count`.
    func prefix(_ count: Int) -> Self {
        var copy = self
        var left = copy.count
        while left > count {
            _ = unsafe copy.takeLast()
            left &-= 1
        }
        return copy
    }

    /// The number of codings left.
    var count: Int {
        var copy = self
        var count = 0
        while unsafe copy.takeLast() != nil { count &+= 1 }
        return count
    }

    /// Takes the last coding; nil if there is none.
    mutating func takeLast() -> UnsafeBufferPointer<WCHAR>? {
        while unsafe !rest.isEmpty {
            var begin = unsafe rest.count
            while begin > 0, unsafe rest[begin &- 1] != Self.comma { begin &-= 1 }
            let coding = unsafe Self.trimmed(UnsafeBufferPointer(rebasing: rest[begin...]))
            unsafe rest = UnsafeBufferPointer(rebasing: rest[..<max(begin &- 1, 0)])
            if unsafe !coding.isEmpty && !equalIgnoringCase(coding, "identity") { return unsafe coding }
        }
        return nil
    }

    /// Takes the last coding if it has one of these names, of which the second may be empty. Returns whether it has.
    mutating func takeLast(named name: StaticString, _ alias: StaticString) -> Bool {
        var copy = self
        guard let coding = unsafe copy.takeLast(),
            unsafe equalIgnoringCase(coding, name) || equalIgnoringCase(coding, alias)
        else { return false }
        self = copy
        return true
    }

    private static var comma: WCHAR { WCHAR(UInt8(ascii: ",")) }

    private static func trimmed(_ text: UnsafeBufferPointer<WCHAR>) -> UnsafeBufferPointer<WCHAR> {
        var (begin, end) = (0, text.count)
        while begin < end, unsafe isBlank(text[begin]) { begin &+= 1 }
        while begin < end, unsafe isBlank(text[end &- 1]) { end &-= 1 }
        return unsafe UnsafeBufferPointer(rebasing: text[begin..<end])
    }

    private static func isBlank(_ unit: WCHAR) -> Bool { unit == 0x20 || unit == 0x09 }
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

    private func announcedCoding(of index: Int) -> StaticString? {
        if self[index].labelsCompressionAsCoding { return self[index].codec.compression?.coding }
        return self[index].hasContentEncoding ? self[index].codec.contentEncoding : nil
    }
}
