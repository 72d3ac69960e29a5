import Bytes
import CWSEncoder
import CodecKit
import Testing

@testable import WSEncoder

@Suite struct ContentEncodingValueTests {
    /// The codings of a list, as they are taken: the last first.
    private func codings(_ list: String) -> [String] {
        let units = Array(list.utf16)
        return unsafe units.withUnsafeBufferPointer { units in
            var codings = unsafe ContentEncodingValue(WideText(units))
            #expect(codings.count == codings.count)
            var taken: [String] = []
            while let coding = codings.takeLast() { taken.append(unsafe String(decoding: coding.units, as: UTF16.self)) }
            return taken
        }
    }

    private func links(_ names: [String]) throws -> CodecLinks {
        let links = try CodecLinks(link(of: names[0]))
        for name in names.dropFirst() { links.append(try link(of: name)) }
        return links
    }

    private func areNamed(_ names: [String], by list: String) throws -> Bool {
        let links = try links(names)
        var type = WideString()
        let codec = try AnyCodec(Pipeline(maxStageOutput: 0))
        return unsafe Array(list.utf16).withUnsafeBufferPointer { list in
            do throws(LabelRefusal) {
                _ = try unsafe links.decode(&type, codedBy: WideText(list), by: codec)
                return true
            } catch {
                return false
            }
        }
    }

    @Test(
        arguments: [
            ("", []), ("gzip", ["gzip"]), ("deflate, gzip", ["gzip", "deflate"]), ("a,b,c", ["c", "b", "a"]),
            (" \t gzip \t ", ["gzip"]), (",,gzip,,", ["gzip"]), (" , ,", []), ("identity", []), ("gzip, Identity", ["gzip"]),
            ("gzip;q=1", ["gzip;q=1"]), ("x y", ["x y"]),
        ] as [(String, [String])])
    func `a list is taken apart from its end, without what says nothing`(list: String, expected: [String]) {
        #expect(codings(list) == expected)
    }

    @Test(
        arguments: [
            (["identity"], "", true), (["identity"], "identity", true), (["identity"], "gzip", false), (["gzip"], "gzip", true),
            (["gzip"], "x-GZIP", true), (["gzip"], "", false), (["gzip"], "gzip, gzip", false), (["gzip"], "identity", false),
            (["deflate", "gzip"], "deflate, gzip", true), (["deflate", "gzip"], "deflate,gzip", true),
            (["deflate", "gzip"], "gzip, deflate", false), (["deflate", "gzip"], "gzip", false),
            (["deflate", "gzip"], "br, deflate, gzip", false), (["br", "zstd", "br"], "br, zstd, br", true),
        ] as [([String], String, Bool)])
    func `a list has to be that of the codecs, no more and no less`(names: [String], list: String, expected: Bool) throws {
        #expect(try areNamed(names, by: list) == expected)
    }

    @Test(
        arguments: [
            (["identity"], ""), (["gzip"], "gzip"), (["deflate", "gzip"], "deflate, gzip"),
            (["br", "br", "zstd"], "br, br, zstd"),
        ] as [([String], String)])
    func `codecs write the list that they take`(names: [String], expected: String) throws {
        let links = try links(names)
        var written = WideString()
        try links.writeCodings(to: &written)
        #expect(unsafe text(written.value) == expected)
        #expect(try areNamed(names, by: expected))
    }

    @Test(
        arguments: [
            ("gzip", "x-GZip", true, ""), ("br, gzip", "gzip", true, "br"), ("br", "gzip", false, "br"),
            ("", "gzip", false, ""),
            ("gzip,", "gzip", true, ""), ("gzip, identity", "gzip", true, ""), ("x-gzip", "gzip", true, ""),
        ] as [(String, String, Bool, String)])
    func `the last coding is taken if it is the one asked for`(list: String, name: String, isTaken: Bool, rest: String) {
        unsafe Array(list.utf16).withUnsafeBufferPointer { units in
            var codings = unsafe ContentEncodingValue(WideText(units))
            #expect(codings.takeLast(named: ByteText("gzip"), ByteText("x-gzip")) == isTaken)
            if !isTaken { #expect(codings.remaining.count == units.count) }
            let remaining = unsafe String(decoding: codings.remaining.units, as: UTF16.self)
            #expect(self.codings(remaining) == (rest.isEmpty ? [] : [rest]))
        }
    }

    @Test(arguments: 0...4)
    func `the first codings of a list are a list`(count: Int) {
        unsafe Array(", a, identity, b , c".utf16).withUnsafeBufferPointer { units in
            var prefix = unsafe ContentEncodingValue(WideText(units)).prefix(count)
            #expect(prefix.count == min(count, 3))
            let last = prefix.takeLast().map { unsafe String(decoding: $0.units, as: UTF16.self) }
            #expect(last == [nil, "a", "b", "c", "c"][count])
        }
    }

    @Test func `what changes nothing is left out of several codecs`() throws {
        #expect(try links(["identity", "gzip"]).count == 1)
        #expect(try links(["gzip", "identity", "br"]).count == 2)
        #expect(try links(["identity", "identity"]).count == 1)
    }
}
