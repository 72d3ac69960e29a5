import Bytes
import CodecKit
import TestSupport
import Testing
import XMLText

@Suite struct TokenizerTests {
    @Test(arguments: Corpus.documents)
    func `a document gives the same events however it is cut and wherever it is stopped`(document: String) {
        let bytes = Array(document.utf8)
        let whole = tokenize(bytes)
        #expect(whole.isAccepted)
        for cut in 0...bytes.count {
            #expect(tokenize(bytes, cuts: [cut]) == whole, "cut at \(cut)")
            #expect(tokenize(bytes, cuts: [cut], stops: true).events == whole.events, "cut at \(cut), stopped everywhere")
        }
        #expect(tokenize(bytes, cuts: Array(0..<bytes.count)) == whole)
        #expect(tokenize(bytes, cuts: Array(0..<bytes.count), stops: true).events == whole.events)
    }

    @Test(arguments: Corpus.documents)
    func `a document that ends early is refused, and so is one with more behind it`(document: String) {
        let bytes = Array(document.utf8)
        for count in 0..<bytes.count where tokenize(Array(bytes[..<count])).isAccepted {
            // Only white space and comments may be missing.
            #expect(tokenize(Array(bytes[..<count])).events.last != nil)
            #expect(count > bytes.count - 20)
        }
        #expect(!tokenize(bytes + Array("<z/>".utf8)).isAccepted)
        #expect(!tokenize(bytes + [0x78]).isAccepted)
    }

    @Test(arguments: 0..<10)
    func `a broken document is refused for the same reason at the same place however it is cut`(round: Int) {
        var generator = SeededGenerator(seed: UInt64(round) + 900)
        for document in Corpus.documents {
            var bytes = Array(document.utf8)
            let place = Int.random(in: 0...bytes.count, using: &generator)
            bytes.insert(contentsOf: Array(Corpus.pieces.randomElement(using: &generator)?.utf8 ?? "".utf8), at: place)
            let whole = tokenize(bytes)
            for _ in 0..<10 {
                let cut = Int.random(in: 0...bytes.count, using: &generator)
                let result = tokenize(bytes, cuts: [cut])
                #expect(result.reason == whole.reason, "cut at \(cut): \(String(decoding: bytes, as: UTF8.self))")
                #expect(result.line == whole.line && result.column == whole.column)
            }
            let bytewise = tokenize(bytes, cuts: Array(0..<bytes.count))
            #expect(bytewise.reason == whole.reason, "byte by byte: \(String(decoding: bytes, as: UTF8.self))")
            #expect(bytewise.line == whole.line && bytewise.column == whole.column)
        }
    }

    @Test(arguments: [
        "<a>AT&T and so on</a>", "<a>&", "<a b='" + String(repeating: "n", count: 69), "<a><bbbbbbbbbbbbb", "<a b=\"x<",
        "<a b=c", "<!--a", "<a><![CDATA[", "<a></a", "<a></b", "<?xml version='2.0'",
    ])
    func `a document that ends inside a token is refused for the same reason however it is cut`(document: String) {
        var limits = XMLLimits()
        limits.maxNameLength = 4
        limits.maxAttributeValueLength = 1
        let bytes = Array(document.utf8)
        let whole = tokenize(bytes, limits: limits)
        #expect(!whole.isAccepted)
        for cut in 0...bytes.count { #expect(tokenize(bytes, cuts: [cut], limits: limits) == whole, "cut at \(cut)") }
        #expect(tokenize(bytes, cuts: Array(0..<bytes.count), limits: limits) == whole)
    }

    @Test(
        arguments: [
            ("<a>\n  <b></c></a>", 2, 6), ("x", 1, 1), ("<a>\n\n]]></a>", 3, 1), ("<a\n b='<'/>", 2, 5), ("<a>", 1, 4),
            ("<a>xy&l!t;</a>", 1, 8), ("<a b='&l!t;'/>", 1, 9),
        ] as [(String, UInt64, UInt64)])
    func `an error says where it is`(document: String, line: UInt64, column: UInt64) {
        for cuts in [[], Array(0..<document.utf8.count)] {
            let result = tokenize(Array(document.utf8), cuts: cuts)
            #expect(result.line == line)
            #expect(result.column == column)
        }
    }

    /// Runs a document through the tokenizer in one piece.
    private func run(
        _ document: [UInt8], _ tokenizer: inout XMLTokenizer, _ recorder: inout EventRecorder<CommonWay>
    ) throws(CodecError) {
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: document.count, alignment: 1)
        defer { unsafe copy.deallocate() }
        unsafe copy.copyBytes(from: document)
        _ = try unsafe tokenizer.run(UnsafeRawBufferPointer(copy), isLast: true, &recorder)
    }

    @Test func `each document begins at its first line`() throws {
        guard var tokenizer = XMLTokenizer(XMLLimits()) else { throw CodecError.outOfMemory }
        var recorder = EventRecorder<CommonWay>()
        for _ in 0..<2 {
            guard tokenizer.begin() else { throw CodecError.outOfMemory }
            let first = tokenizer.position
            #expect(first.line == 1 && first.column == 1)
            try run(Array("<a>\n</a>".utf8), &tokenizer, &recorder)
            let last = tokenizer.position
            #expect(last.line == 2 && last.column == 5)
        }
    }

    @Test func `a byte that begins no character is told from one that is cut off`() {
        for byte in UInt8(0x80)...0xFF {
            let result = tokenize(Array("<a>".utf8) + [byte])
            #expect((result.reason == "bytes that are not UTF-8") == !(0xC2...0xF4).contains(byte), "\(byte)")
        }
    }

    @Test func `a reference is of letters and digits`() {
        for byte in UInt8(0)..<0x80 where byte != UInt8(ascii: ";") {
            let document = Array("<a>&".utf8) + [byte] + Array(";</a>".utf8)
            let isName = Character(UnicodeScalar(byte)).isLetter || Character(UnicodeScalar(byte)).isNumber
            #expect(
                tokenize(document).reason
                    == (isName ? "a reference to an entity that is not predefined" : "a malformed reference"), "\(byte)")
        }
        for (reference, isRight) in [
            ("&#x41;", true), ("&#x4G;", false), ("&#x4g;", false), ("&#xFf;", true), ("&#x4/;", false), ("&#4A;", false),
            ("&#65;", true), ("&#6:;", false), ("&#;", false), ("&#x;", false), ("&#x10FFFF;", true), ("&#x110000;", false),
            ("&#1114111;", true), ("&#1114112;", false), ("&#4294967361;", false), ("&#X41;", false),
        ] {
            #expect(tokenize(Array("<a>\(reference)</a>".utf8)).isAccepted == isRight, "\(reference)")
        }
    }

    @Test func `a long text comes in pieces of whole characters`() {
        let text = String(repeating: "ab\u{4E2D}", count: 20_000)
        let whole = tokenize(Array("<a>\(text)</a>".utf8))
        let size = XMLTokenizer.textPieceSize
        #expect(whole.pieces.dropLast().allSatisfy { $0 > size - 4 && $0 <= size })
        #expect(whole.pieces.reduce(0, +) == text.utf8.count)
        #expect(tokenize(Array("<a>\(text)</a>".utf8), cuts: [5, 6, 20_000, 40_000]) == whole)
        for length in size - 1...size + 2 {
            let plain = String(repeating: "a", count: length)
            for way in Way.allCases {
                for (text, count) in [(plain, length), (plain + "&lt;", length + 1), ("&lt;" + plain, length + 1)] {
                    let pieces = tokenize(Array("<a>\(text)</a>".utf8), way: way).pieces
                    #expect(pieces.allSatisfy { $0 <= size } && pieces.reduce(0, +) == count)
                }
            }
        }
    }
}
