import Bytes
import CodecKit
import Testing

@testable import WSEncoder

@Suite struct CodingCountTests {
    /// How many codings at the end of a list are for codecs whose gzip also takes the type of a compressed file.
    private func count(_ names: [String], _ type: String, _ list: String) throws -> Int {
        let links = try CodecLinks(gzipOr(names[0]))
        for name in names.dropFirst() { links.append(try gzipOr(name)) }
        defer { links.release() }
        return unsafe Array(type.utf16).withUnsafeBufferPointer { type in
            unsafe Array(list.utf16).withUnsafeBufferPointer { list in
                unsafe links.codingCount(WideText(type), in: ContentEncodingValue(WideText(list)))
            }
        }
    }

    private func gzipOr(_ name: String) throws -> CodecLink {
        var link = try link(of: name)
        link.takesCodingType = name == "gzip"
        return link
    }

    @Test(
        arguments: [
            (["gzip"], "application/gzip", "xor", 0), (["gzip"], "text/xml", "xor, gzip", 1),
            (["gzip", "deflate"], "application/gzip", "xor, deflate", 1),
            (["gzip", "deflate"], "application/gzip", "xor, gzip, deflate", 2),
            // The type is that of the last codec, which leaves gzip none.
            (["gzip", "utf-16"], "application/gzip", "xor", 1), (["gzip", "gzip"], "application/gzip", "xor", 1),
        ] as [([String], String, String, Int)])
    func `a content type stands for a coding only where no codec after it has taken the type`(
        names: [String], type: String, list: String, expected: Int
    ) throws {
        #expect(try count(names, type, list) == expected)
    }
}
