internal import Bytes
internal import CWSEncoder
internal import CodecKit

/// The value of HTTP's Content-Encoding (RFC 9110, section 8.4), taken apart from its end: the coding applied last comes first.
/// Empty elements and "identity" say nothing and are left out.
@safe
struct ContentCodings {
    private var rest: UnsafeBufferPointer<WCHAR>

    init(_ value: UnsafeBufferPointer<WCHAR>) {
        unsafe rest = value
    }

    /// What has not been taken yet.
    var remaining: UnsafeBufferPointer<WCHAR> { unsafe rest }

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

    private static var comma: WCHAR { WCHAR(UInt8(ascii: ",")) }

    private static func trimmed(_ text: UnsafeBufferPointer<WCHAR>) -> UnsafeBufferPointer<WCHAR> {
        var (begin, end) = (0, text.count)
        while begin < end, unsafe isBlank(text[begin]) { begin &+= 1 }
        while begin < end, unsafe isBlank(text[end &- 1]) { end &-= 1 }
        return unsafe UnsafeBufferPointer(rebasing: text[begin..<end])
    }

    private static func isBlank(_ unit: WCHAR) -> Bool { unit == 0x20 || unit == 0x09 }
}

extension Links {
    /// Whether a content encoding is the list of the codings of these codecs, no more and no less.
    func areNamed(by contentEncoding: UnsafeBufferPointer<WCHAR>) -> Bool {
        var codings = unsafe ContentCodings(contentEncoding)
        for position in 0..<count {
            let codec = self[count &- 1 &- position].codec
            if codec.contentEncoding.utf8CodeUnitCount == 0 { continue }
            guard let coding = unsafe codings.takeLast() else { return false }
            guard unsafe equalIgnoringCase(coding, codec.contentEncoding) || equalIgnoringCase(coding, codec.alias) else {
                return false
            }
        }
        return unsafe codings.takeLast() == nil
    }

    /// The number of codecs that have a coding.
    var codingCount: Int {
        var codings = 0
        for index in 0..<count where self[index].codec.contentEncoding.utf8CodeUnitCount > 0 { codings &+= 1 }
        return codings
    }

    /// Makes `text` the list of their codings.
    func writeCodings(to text: inout WideString) throws(OutOfMemory) {
        try text.set("")
        for index in 0..<count {
            let coding = self[index].codec.contentEncoding
            if coding.utf8CodeUnitCount == 0 { continue }
            if !text.isEmpty { try text.append(", ") }
            try text.append(coding)
        }
    }

    /// Appends what the content encoding has to be.
    func appendCodings(to text: inout TextBuffer) {
        var isFirst = true
        for index in 0..<count {
            let name = self[index].codec.contentEncoding
            if name.utf8CodeUnitCount == 0 { continue }
            if !isFirst { text.append(", ") }
            text.append(name)
            isFirst = false
        }
    }
}
