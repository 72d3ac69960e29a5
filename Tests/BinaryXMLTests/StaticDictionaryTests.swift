import Bytes
import Foundation
import Testing

@testable import BinaryXML

@Suite struct StaticDictionaryTests {
    /// The rows of the table that the generated source was made from.
    private static let rows: [(id: UInt32, text: [UInt8])] = {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let file = folder.appendingPathComponent("StaticDictionary/static-dictionary.tsv")
        let table = try? String(contentsOf: file, encoding: .ascii)
        return (table ?? "").split(separator: "\n").map { line in
            let fields = line.split(separator: "\t", maxSplits: 2, omittingEmptySubsequences: false)
            return (UInt32(fields[0]) ?? .max, Array(fields[2].utf8))
        }
    }()

    private func identifier(of text: [UInt8]) -> UInt32? {
        unsafe text.withUnsafeBufferPointer { unsafe StaticDictionary.id(of: ByteText($0)) }
    }

    @Test func `every identifier gives its string, and every string its identifier`() {
        #expect(Self.rows.count == 487)
        for row in Self.rows {
            let text = StaticDictionary.string(row.id).map { unsafe Array($0.buffer) }
            #expect(text == row.text)
            #expect(identifier(of: row.text) == row.id)
        }
    }

    @Test func `odd identifiers and those past the end give none`() {
        for id: UInt32 in [1, 3, 971, 973, 974, 975, 976, .max] {
            let hasString = StaticDictionary.string(id) != nil
            #expect(!hasString)
            #expect(!StaticDictionary.isName(id))
        }
    }

    @Test func `texts that the dictionary does not have give none`() {
        for row in Self.rows {
            for other in [row.text + [0x21], [0x21] + row.text, Array(row.text.dropLast()) + [0x21]] {
                #expect(identifier(of: other) == nil)
            }
        }
    }

    @Test func `no string begins with a byte that none is said to begin with`() {
        for row in Self.rows {
            if let first = row.text.first { #expect(StaticDictionary.hasStrings(beginningWith: first)) }
        }
        for digit in "0123456789-".utf8 { #expect(!StaticDictionary.hasStrings(beginningWith: digit)) }
    }

    @Test func `names are told from what cannot be one`() {
        for row in Self.rows {
            let isName = row.text.first.map { $0 >= 0x41 } == true && !row.text.contains { ":/ #".utf8.contains($0) }
            #expect(StaticDictionary.isName(row.id) == isName)
        }
    }
}
