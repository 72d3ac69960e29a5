import Bytes
import Testing
import XMLText

/// A handler that takes content gets it as it is written, from the end of the start tag on, and is told the rest.
@Suite struct TakenContentTests {
    /// Takes the letters that content begins with.
    private struct Taker: XMLTextHandler, ~Copyable {
        static var takesContent: Bool { true }
        var isReady: Bool { true }
        /// What was taken is in brackets.
        var events = ""

        mutating func beginElement(_ name: XMLName) {
            unsafe events += "<" + String(decoding: name.text.buffer, as: UTF8.self)
        }
        mutating func attribute(_ name: XMLName, _ value: ByteText, isASCII: Bool) { events += "@" }
        mutating func namespaceDeclaration(prefix: ByteText, namespace: ByteText, isRedundant: Bool) { events += "#" }

        mutating func resolveNames(in namespaces: inout XMLNamespaces) {
            if namespaces.find(ByteText("p")) != nil { events += "+" }
        }

        mutating func endAttributes() { events += ">" }

        mutating func text(_ text: ByteText, isASCII: Bool, isPartial: Bool, endsElement: Bool) {
            unsafe events += String(decoding: text.buffer, as: UTF8.self)
            if endsElement { endElement() }
        }

        mutating func endElement() { events += "/" }
        mutating func comment(_ text: ByteText) { events += "!" }

        mutating func takeContent(_ bytes: ByteText) -> Int {
            var count = 0
            while count < bytes.count, CharacterTable.isNameStart(bytes[count]) {
                events.append("[\(Character(UnicodeScalar(bytes[count])))]")
                count += 1
            }
            return count
        }
    }

    private func events(of document: String, cuts: [Int]) throws -> String {
        guard var tokenizer = XMLTokenizer(XMLLimits()), tokenizer.begin() else { return "no memory" }
        var taker = Taker()
        let bytes = Array(document.utf8)
        var start = 0
        for end in cuts + [bytes.count] {
            let window = Array(bytes[start..<end])
            let taken = try unsafe window.withUnsafeBytes { window in
                try unsafe tokenizer.run(window, isLast: end == bytes.count, &taker)
            }
            #expect(taken == window.count)
            start = end
        }
        return taker.events
    }

    @Test(arguments: [
        ("<e>ab1cd</e>", "<e>[a][b]1cd/"), ("<e>1ab</e>", "<e>1ab/"), ("<e><f>ab</f>cd</e>", "<e><f>[a][b]/cd/"),
        ("<e>ab<f/>cd</e>", "<e>[a][b]<f>/cd/"), ("<e>a&#65;b</e>", "<e>[a]Ab/"), ("<e>a<![CDATA[b]]></e>", "<e>[a]b/"),
        ("<e>a<!--x-->b</e>", "<e>[a]!b/"), ("<e a='1' xmlns:p='u'>ab</e>", "<e@#+>[a][b]/"),
        ("<e ><f xmlns:p='u'/>a</e >", "<e><f#+>/a/"),
        ("<p:e xmlns:p='u'>a<p:f>b</p:f></p:e>", "<p:e#+>[a]<p:f+>[b]//"), ("<e></e>", "<e>/"), ("<e/>", "<e>/"),
    ])
    func `content is offered after start tags only`(document: String, expected: String) throws {
        let long = String(repeating: " ", count: 40)
        for document in [document, long + document + long] {
            let count = document.utf8.count
            #expect(try events(of: document, cuts: []) == expected)
            #expect(try events(of: document, cuts: Array(1..<count)) == expected)
            for cut in 1..<count { #expect(try events(of: document, cuts: [cut]) == expected, "cut at \(cut)") }
        }
    }
}
