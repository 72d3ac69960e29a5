import Bytes
import TestSupport
import Testing
import XMLText

/// The short ways and the exact way, whole and in pieces, at every limit, come to the same: events, error, limit and place.
@Suite struct ExactnessTests {
    private static var limits: [(name: String, path: WritableKeyPath<XMLLimits, Int>)] {
        [
            ("depth", \.maxDepth), ("attributes", \.maxAttributes), ("declarations", \.maxNamespaceDeclarations),
            ("names", \.maxNameLength), ("values", \.maxAttributeValueLength),
        ]
    }

    /// What is wrong, if a document does not fare alike however it is taken.
    private func difference(_ document: [UInt8], _ limits: XMLLimits, _ seed: UInt64 = 0) -> String? {
        var generator = SeededGenerator(seed: seed)
        let expected = tokenize(document, limits: limits, way: .exact)
        let random = (0..<4).map { _ in Int.random(in: 0...document.count, using: &generator) }.sorted()
        let splits = [[], Array(0..<document.count), Array(stride(from: 5, to: document.count, by: 33)), random]
        for way in Way.allCases {
            for cuts in splits {
                var actual = tokenize(document, cuts: cuts, limits: limits, way: way)
                // Of a text that is cut off by an error, more or less may have been told.
                if !expected.isAccepted { (actual.events, actual.pieces) = (expected.events, expected.pieces) }
                if actual != expected {
                    return "\(way), \(cuts.count) cuts: \(actual), exact and whole: \(expected), "
                        + "of \(String(decoding: document, as: UTF8.self))"
                }
            }
        }
        return nil
    }

    /// The smallest value of a limit that a document is accepted with.
    private func least(_ path: WritableKeyPath<XMLLimits, Int>, of document: [UInt8]) -> Int {
        var (low, high) = (0, document.count)
        while low < high {
            var limits = XMLLimits()
            limits[keyPath: path] = (low + high) / 2
            if tokenize(document, limits: limits, way: .exact).isAccepted {
                high = (low + high) / 2
            } else {
                low = (low + high) / 2 + 1
            }
        }
        return low
    }

    @Test(arguments: 0..<12)
    func `a document fares alike on either way, however it is cut, at each limit and on both sides of it`(round: UInt64) {
        var documents = Corpus.documents.enumerated().filter { $0.offset % 12 == Int(round) }.map { Array($0.element.utf8) }
        documents += (0..<4).map { (number: UInt64) in
            var generator = DocumentGenerator(seed: round * 100 + number)
            return generator.document()
        }
        for document in documents {
            #expect(tokenize(document).isAccepted, "\(String(decoding: document, as: UTF8.self))")
            for (name, path) in Self.limits {
                let exact = least(path, of: document)
                for value in max(exact - 1, 0)...exact + 1 {
                    var limits = XMLLimits()
                    limits[keyPath: path] = value
                    let result = tokenize(document, limits: limits, way: .exact)
                    #expect(result.isAccepted == (value >= exact))
                    #expect(result.isAccepted || result.kind == .quotaExceeded && result.limit == UInt64(value))
                    if let difference = difference(document, limits, round) { Issue.record("\(name) \(value): \(difference)") }
                }
            }
        }
    }

    @Test(arguments: 0..<12)
    func `a broken document fares alike on either way, however it is cut`(round: UInt64) {
        var generator = SeededGenerator(seed: round + 7000)
        for number in 0..<30 as Range<UInt64> {
            var documents = DocumentGenerator(seed: round * 1000 + number)
            var bytes = documents.document()
            for _ in 0..<Int.random(in: 1...2, using: &generator) {
                let place = Int.random(in: 0...bytes.count, using: &generator)
                bytes.insert(contentsOf: Array(Corpus.pieces.randomElement(using: &generator)?.utf8 ?? "".utf8), at: place)
            }
            var limits = XMLLimits()
            if let (_, path) = Self.limits.randomElement(using: &generator), number % 2 == 0 {
                limits[keyPath: path] = Int.random(in: 0...30, using: &generator)
            }
            if let difference = difference(bytes, limits, number) { Issue.record("\(difference)") }
        }
    }

    @Test func `a value counts as what it stands for, not as it is written`() {
        let references = String(repeating: "&#00000000000000065;", count: 65_536)
        var limits = XMLLimits()
        let document = Array("<a b=\"\(references)\"/>".utf8)
        let cuts = Array(stride(from: 0, to: document.count, by: 1000))
        #expect(tokenize(document, cuts: cuts).isAccepted && tokenize(document).isAccepted)
        limits.maxAttributeValueLength = 65_535
        for cuts in [[], cuts] {
            let beyond = tokenize(document, cuts: cuts, limits: limits)
            #expect(beyond.kind == .quotaExceeded && beyond.limit == 65_535)
            #expect(beyond.column == UInt64(7 + 65_535 * 20))
        }
    }

    @Test func `a namespace is limited as a name, and so is the prefix that it is declared for`() {
        let namespace = "http://www.w3.org/2003/05/soap-envelope"
        for (document, length) in [
            ("<s xmlns='\(namespace)'/>", 39), ("<s xmlns:p='\(namespace)'/>", 39), ("<s xmlns='u'/>", 1),
            ("<s xmlns:prefix='u'/>", 6), ("<s xmlns:p='&#x75;&#117;'/>", 2), ("<s xmln='u'/>", 4), ("<s xmlnss='u'/>", 6),
            ("<r><s xmln='u'/></r>", 4), ("<r><s><t xmlnss='u'/></s></r>", 6),
        ] {
            var limits = XMLLimits()
            limits.maxAttributeValueLength = document.contains("xmlns:") || document.contains("xmlns=") ? 0 : 1
            // The short ways look at what has plenty of bytes behind it.
            for bytes in [Array(document.utf8), Array((document + String(repeating: " ", count: 64)).utf8)] {
                for value in length - 1...length + 1 where value > 0 {
                    limits.maxNameLength = value
                    let result = tokenize(bytes, limits: limits)
                    #expect(result.isAccepted == (value >= length), "\(document) at \(value)")
                    #expect(result.isAccepted || result.limit == UInt64(value))
                    if let difference = difference(bytes, limits) { Issue.record("\(difference)") }
                }
            }
        }
    }

    @Test(
        arguments: [
            ("<root xmlns:a=''/>", 1, 7), ("<root\n  b='1' xmlns:xmlns='u' />", 2, 9),
            ("<root a='1' xmlns:p='u' xmlns:p =\n'v'/>", 1, 25), ("<r xmlns='http://www.w3.org/2000/xmlns/'/>", 1, 4),
        ] as [(String, UInt64, UInt64)])
    func `what is wrong with a declaration is said of its beginning`(document: String, line: UInt64, column: UInt64) {
        let bytes = Array((document + String(repeating: " ", count: 40)).utf8)
        let result = tokenize(bytes)
        #expect(result.line == line && result.column == column)
        if let difference = difference(bytes, XMLLimits()) { Issue.record("\(difference)") }
    }

    @Test func `what is too much is found where it begins`() {
        var limits = XMLLimits()
        limits.maxAttributeValueLength = 4
        limits.maxAttributes = 1
        for (document, column) in [
            ("<a b='12345678'>", 11), ("<a b='12é456'>", 11), ("<a b='123é56'>", 10), ("<a b='1&amp;&amp;&amp;&amp;'>", 23),
            ("<a b='1234\r\n'>", 11), ("<a><!--12345-->", 12), ("<a><!--123é-->", 11), ("<a><!--1234\r-->", 12),
            ("<a b='' c=''>", 9),
        ] as [(String, UInt64)] {
            let bytes = Array(document.utf8)
            let result = tokenize(bytes, limits: limits)
            #expect(result.kind == .quotaExceeded && result.column == column, "\(document)")
            if let difference = difference(bytes, limits) { Issue.record("\(difference)") }
        }
    }

    @Test func `references and the declaration of XML have limits of their own`() {
        for (make, limit) in [
            ({ "<a>&#\(String(repeating: "0", count: $0 - 5))65;</a>" }, 256),
            ({ "<a b='&#x\(String(repeating: "0", count: $0 - 6))41;'/>" }, 256),
            ({ "<?xml version='1.0'\(String(repeating: " ", count: $0 - 21))?><a/>" }, 1024),
        ] as [((Int) -> String, Int)] {
            for length in [limit - 1, limit, limit + 1] {
                let bytes = Array(make(length).utf8)
                let result = tokenize(bytes)
                #expect(result.isAccepted == (length <= limit), "\(length)")
                #expect(result.isAccepted || result.kind == .quotaExceeded && result.limit == UInt64(limit))
                if let difference = difference(bytes, XMLLimits()) { Issue.record("\(difference)") }
            }
        }
    }
}
