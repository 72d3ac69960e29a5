import Bytes
import CodecKit
import Testing

@testable import Catalog

extension ByteText {
    fileprivate var description: String { unsafe String(decoding: buffer, as: UTF8.self) }
}

private func codec(_ name: String) -> CodecDescription? {
    unsafe Array(name.utf8).withUnsafeBufferPointer {
        unsafe Catalog.index(named: ByteText($0)).flatMap { Catalog.codec(at: $0) }
    }
}

@Suite struct CatalogTests {
    @Test func `these codecs come in this order`() {
        let names = (0..<Catalog.count).compactMap { Catalog.codec(at: $0)?.name.description }
        let expected = [
            "identity", "gzip", "deflate", "br", "zstd", "msbin1", "msbinsession1", "msbin1+gzip", "msbin1+deflate",
            "msbinsession1+gzip", "msbinsession1+deflate", "mtom", "utf-16", "utf-16le", "utf-16be",
        ]
        #expect(names.count == Catalog.count)
        #expect(names.filter(expected.contains) == expected)
    }

    @Test(arguments: [Catalog.count, Catalog.count + 1, 1 << 31, Int(UInt32.max), Int.max, -1, Int.min])
    func `an index past either end has no codec`(index: Int) {
        #expect(Catalog.codec(at: index) == nil)
    }

    @Test(arguments: [
        ("identity", "identity"), ("gzip", "gzip"), ("x-gzip", "gzip"), ("deflate", "deflate"), ("br", "br"),
        ("zstd", "zstd"), ("GZIP", "gzip"), ("X-GZip", "gzip"), ("Identity", "identity"), ("DEFLATE", "deflate"),
        ("Br", "br"), ("ZSTD", "zstd"),
    ])
    func `names and aliases are found without regard to case`(name: String, found: String) {
        #expect(codec(name)?.name.description == found)
    }

    @Test(arguments: [
        "", " ", "g", "gzi", "gzip ", " gzip", "gzip\0", "x-deflate", "compress", "brotli", "zstandard", "gzip,br", "*",
    ])
    func `other names are unknown`(name: String) {
        #expect(codec(name) == nil)
    }

    @Test(arguments: [
        ("identity", ""), ("gzip", "gzip"), ("deflate", "deflate"), ("br", "br"), ("zstd", "zstd"),
    ])
    func `the content encoding is HTTP's token`(name: String, token: String) {
        #expect(codec(name)?.contentEncoding.description == token)
    }

    @Test(
        arguments: [
            ("gzip", [0, 9, 6]), ("deflate", [0, 9, 6]), ("br", [0, 11, 5]), ("zstd", [-131_072, 22, 3]),
        ] as [(String, [Int32])])
    func `levels are as documented`(name: String, expected: [Int32]) {
        let levels = codec(name)?.levels
        #expect([levels?.lowest, levels?.highest, levels?.standard] == expected)
    }

    @Test func `identity has no levels`() throws {
        let identity = try #require(codec("identity"))
        #expect(identity.levels == nil)
    }

    @Test(
        arguments: [
            ("identity", nil), ("gzip", nil), ("deflate", nil), ("br", 16_777_216), ("zstd", 8_388_608),
        ] as [(String, UInt32?)])
    func `default windows are as documented`(name: String, size: UInt32?) throws {
        let found = try #require(codec(name))
        #expect(found.defaultMaxWindowSize == size)
    }

    @Test func `what stands in for a codec that is not there is identity, and changes nothing`() {
        let (standIn, isPassthrough) = (Catalog.identity.name.description, Catalog.identity.isPassthrough)
        #expect(standIn == "identity")
        #expect(isPassthrough)
    }

    @Test func `identity alone passes through`() {
        let passing = (0..<Catalog.count).compactMap { Catalog.codec(at: $0) }.filter { $0.isPassthrough }
        #expect(passing.map { $0.name.description } == ["identity"])
    }

    @Test(arguments: 0..<5)
    func `both directions of every codec can be made with their defaults`(index: Int) throws {
        let found = try #require(Catalog.codec(at: index))
        let options = CodecOptions(
            level: found.levels?.standard ?? 0, maxWindowSize: found.defaultMaxWindowSize ?? .max)
        try found.makeEncoder(options).begin()
        try found.makeDecoder(options).begin()
    }
}
