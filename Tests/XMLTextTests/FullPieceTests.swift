import Bytes
import Testing
import XMLText

/// Text comes in pieces of a size. Where one is full, what comes next begins another, whatever it is.
@Suite struct FullPieceTests {
    /// The text of a document, in hexadecimal, without the places where its pieces meet.
    private func text(_ document: [UInt8], _ choice: InvalidCharacters, _ way: Way) -> String {
        let result = tokenize(document, invalidCharacters: choice, way: way)
        #expect(result.isAccepted && result.pieces.allSatisfy { $0 <= XMLTokenizer.textPieceSize })
        return result.events.filter { $0.hasPrefix("text ") }.map { String($0.dropFirst(5)) }.joined()
    }

    @Test(arguments: [
        ("\r\n", "\n"), ("\r", "\n"), ("\u{1}", "\u{FFFD}"), ("&#1;", "\u{FFFD}"), ("&amp;", "&"), ("\u{20AC}", "\u{20AC}"),
    ])
    func `whatever stands where a piece is full is told`(written: String, told: String) {
        for count in (XMLTokenizer.textPieceSize - 5)...(XMLTokenizer.textPieceSize + 2) {
            // The reference keeps the text from being told where it stands.
            let filler = String(repeating: "x", count: count - 1)
            let expected = ("&" + filler + told + "end").utf8.map { String($0, radix: 16) }.joined()
            for way in Way.allCases {
                let document = Array("<a>&amp;\(filler)\(written)end</a>".utf8)
                #expect(text(document, .replace, way) == expected, "\(count), \(way)")
            }
        }
    }
}
