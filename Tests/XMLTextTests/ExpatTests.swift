import TestSupport
import Testing
import XMLText

/// The same verdicts and events as expat, except where this tokenizer refuses by design.
@Suite struct ExpatTests {
    /// What SOAP forbids or this project does not do, and expat takes.
    private static let refusedByDesign: Set<String> = [
        "a document type declaration, which SOAP does not allow", "a processing instruction, which SOAP does not allow",
        "an XML version other than 1.0", "an encoding other than UTF-8",
    ]

    private static func isNamedOutsideOfASCII(_ event: String) -> Bool {
        event.hasPrefix("start") && event.contains("\u{FEFF}")
    }

    private func compare(_ document: [UInt8]) -> String? {
        let ours = tokenize(document)
        if let reason = ours.reason, Self.refusedByDesign.contains(reason) { return nil }
        let theirs = Expat.parse(document)
        // The fifth edition takes more characters in names than the fourth, which expat knows; U+FEFF is among them.
        if theirs == nil && ours.isAccepted && ours.events.contains(where: Self.isNamedOutsideOfASCII) { return nil }
        let text = String(decoding: document, as: UTF8.self)
        guard let theirs else { return ours.isAccepted ? "accepted here, refused by expat: \(text)" : nil }
        if let reason = ours.reason { return "refused here (\(reason)), accepted by expat: \(text)" }
        return ours.events == theirs ? nil : "\(ours.events) here, \(theirs) from expat: \(text)"
    }

    @Test(arguments: Corpus.documents)
    func `a well-formed document gives the events that expat gives`(document: String) {
        let result = tokenize(Array(document.utf8))
        #expect(result.reason == nil)
        #expect(Expat.parse(Array(document.utf8)) == result.events)
    }

    @Test(arguments: 0..<20)
    func `a document changed here and there gives the verdict and the events that expat gives`(round: Int) {
        var generator = SeededGenerator(seed: UInt64(round) + 100)
        var accepted = 0
        for document in Corpus.documents {
            for _ in 0..<20 {
                var bytes = Array(document.utf8)
                for _ in 0..<Int.random(in: 1...3, using: &generator) { mutate(&bytes, &generator) }
                if let difference = compare(bytes) { Issue.record("\(difference)") }
                if tokenize(bytes).isAccepted { accepted += 1 }
            }
        }
        #expect(accepted > 20)
    }

    private func mutate(_ bytes: inout [UInt8], _ generator: inout SeededGenerator) {
        let place = Int.random(in: 0...bytes.count, using: &generator)
        switch Int.random(in: 0..<6, using: &generator) {
        case 0 where place < bytes.count: bytes[place] = UInt8.random(in: 0x20..<0x7F, using: &generator)
        case 1 where place < bytes.count: bytes[place] = UInt8.random(in: 0...0x7F, using: &generator)
        case 2 where place < bytes.count: bytes.remove(at: place)
        case 3:
            let end = min(bytes.count, place + Int.random(in: 1...8, using: &generator))
            bytes.removeSubrange(place..<end)
        case 4:
            let other = Int.random(in: 0...bytes.count, using: &generator)
            bytes.insert(contentsOf: Array(bytes[other..<min(bytes.count, other + 6)]), at: place)
        default: bytes.insert(contentsOf: Array(Corpus.pieces.randomElement(using: &generator)?.utf8 ?? "".utf8), at: place)
        }
    }

    @Test(arguments: 0..<8)
    func `bytes outside of ASCII in text are taken and refused as expat does`(round: Int) {
        var generator = SeededGenerator(seed: UInt64(round) + 500)
        for _ in 0..<400 {
            var bytes = Array("<a x='".utf8)
            let count = Int.random(in: 1...4, using: &generator)
            let junk = (0..<count).map { _ in UInt8.random(in: 0x80...0xFF, using: &generator) }
            bytes += junk + Array("'>some text before".utf8) + junk + Array("</a>".utf8)
            if let difference = compare(bytes) { Issue.record("\(difference) \(junk)") }
        }
    }

    @Test func `every character is taken or refused in text as expat does`() {
        for value in UInt32(1)...0x11_0000 {
            let isNearAnEdge = value & 0xFFF0 == 0xFFF0 || value & 0xFFF == 0x7FF
            guard value < 0x3000 || value % 251 == 0 || isNearAnEdge else { continue }
            let text = Array("<a>&#\(value);</a>".utf8)
            if let difference = compare(text) { Issue.record("\(difference)") }
        }
    }
}
